"""Alarms and dashboard show metrics that the functions write, and the dashboard all of them."""

import json
import re

from project import Project
from template import every

OWN = {"Ref": "AWS::StackName"}


def problems(project: Project):
    written = {
        metric["name"]: sorted(dimension["name"] for dimension in metric["dimensions"])
        for function in project.metrics.values()
        for metric in function
    }
    resources = project.template["Resources"]
    for logical_id, resource in sorted(resources.items()):
        if resource["Type"] != "AWS::CloudWatch::Alarm":
            continue
        for metric in every(resource["Properties"]):
            if metric.get("Namespace") == OWN and written.get(metric["MetricName"]) != []:
                yield f"{logical_id} watches {metric['MetricName']}, which no function writes without dimensions"
    shown = set()
    for metric, dimensions in graphs(resources["Dashboard"]):
        shown.add(metric)
        if written.get(metric) != dimensions:
            yield f"the dashboard shows {metric} by {dimensions}, which no function writes"
    for metric in sorted(written.keys() - shown):
        yield f"{metric} is not on the dashboard"


def graphs(dashboard: dict):
    """The metrics of ours on the dashboard, each with its dimensions. A namespace with a hyphen has to stand in quotes."""
    body = json.loads(dashboard["Properties"]["DashboardBody"]["Fn::Sub"][0])
    for widget in body["widgets"]:
        for first, *rest in widget["properties"]["metrics"]:
            if first == "${AWS::StackName}":
                yield rest[0], []
            elif isinstance(first, dict):
                search = re.search(r"\{\"\$\{AWS::StackName}\",([A-Za-z,]+)} MetricName=\"(\w+)\"", first["expression"])
                if search is None:
                    continue
                yield search[2], sorted(search[1].split(","))
