"""Alarms and graphs show metrics that are written, and that CloudWatch keeps without asking for more."""

import json
import re

from project import Project
from template import every

OWN = {"Ref": "AWS::StackName"}
# Each costs every month.
MOST = 14


def problems(project: Project):
    resources = project.template["Resources"]
    written = [metric for function in project.metrics.values() for metric in function]
    kept = {metric["name"] for metric in written if metric["needed"]} | set(counted(resources))
    if len(kept) > MOST:
        yield f"CloudWatch keeps {len(kept)} metrics by default"
    watched = set()
    for logical_id, resource in sorted(resources.items()):
        if resource["Type"] != "AWS::CloudWatch::Alarm":
            continue
        for metric in every(resource["Properties"]):
            if metric.get("Namespace") == OWN:
                watched.add(metric["MetricName"])
                if metric["MetricName"] not in kept:
                    yield f"{logical_id} watches {metric['MetricName']}, which CloudWatch doesn't keep by default"
        yield from reaches_somebody(logical_id, resource["Properties"])
    shown = set(graphs(resources["Dashboard"]))
    for metric in sorted(shown - kept):
        yield f"the dashboard shows {metric}, which CloudWatch doesn't keep by default"
    for metric in sorted(kept - (shown | watched)):
        yield f"CloudWatch keeps {metric}, which no alarm and no graph needs"
    fields = {metric["name"] for metric in written} | {by["name"] for metric in written for by in metric["dimensions"]}
    for field in asked(resources["Dashboard"]):
        if field not in fields:
            yield f"the dashboard asks the logs for {field}, which no function writes"


def counted(resources: dict):
    """The metrics that CloudWatch counts in logs."""
    for resource in resources.values():
        if resource["Type"] == "AWS::Logs::MetricFilter":
            for made in resource["Properties"]["MetricTransformations"]:
                yield made["MetricName"]


def reaches_somebody(logical_id: str, alarm: dict):
    """An alarm goes to the topic and to the e-mail address, if they are given, as does its end; and it says where to read on."""
    actions = [
        {"Fn::If": ["HasAlarmTopic", {"Ref": "AlarmTopicArn"}, {"Ref": "AWS::NoValue"}]},
        {"Fn::If": ["HasAlarmEmail", {"Ref": "AlarmTopic"}, {"Ref": "AWS::NoValue"}]},
    ]
    if alarm.get("AlarmActions") != actions or alarm.get("OKActions") != actions:
        yield f"{logical_id} reaches nobody, or its end doesn't"
    if not alarm["AlarmDescription"].endswith(f" See docs/operations.md#{logical_id.lower()}"):
        yield f"{logical_id} doesn't say where to read on"


def widgets(dashboard: dict) -> list:
    return json.loads(dashboard["Properties"]["DashboardBody"]["Fn::Sub"][0])["widgets"]


def graphs(dashboard: dict):
    """The metrics of ours that the dashboard shows."""
    for widget in widgets(dashboard):
        for first, *rest in widget["properties"].get("metrics", []):
            if first == "${AWS::StackName}":
                yield rest[0]


def asked(dashboard: dict):
    """The fields of our logs that the dashboard asks for: what is written large, as no word of the query language is."""
    for widget in widgets(dashboard):
        query = widget["properties"].get("query", "")
        yield from re.findall(r"\b[A-Z][a-zA-Z]+\b", re.sub(r"SOURCE '[^']*'", "", query))
