"""What reads the table's stream gets what the code says, loses nothing on the way, and leaves what it gives up where somebody looks."""

import json
import re

from project import Project
from template import PACKAGES, ROOT, every, flat, functions

STREAM = {"Fn::If": ["HasTableStream", {"Ref": "TableStreamArn"}, {"Fn::GetAtt": ["Table", "StreamArn"]}]}
ARN_OF = "Fn::GetAtt"

# By consumer: how its mapping is set beyond what all share. Confirm leaves to the polls what fails. What the bus refuses is sent again
# until the stream has it no longer.
MAPPINGS = {
    "confirm": {"Enabled": {"Fn::If": ["Confirms", True, False]}, "MaximumRetryAttempts": 3},
    "relay": {"MaximumRetryAttempts": -1, "MaximumRecordAgeInSeconds": 86_400},
}
CONDITIONS = {
    "HasTable": {"Fn::Not": [{"Fn::Equals": [{"Ref": "TableName"}, ""]}]},
    "HasTableStream": {"Fn::Not": [{"Fn::Equals": [{"Ref": "TableStreamArn"}, ""]}]},
    "HasStream": {"Fn::Or": [{"Fn::Not": [{"Condition": "HasTable"}]}, {"Condition": "HasTableStream"}]},
    "Confirms": {"Fn::And": [{"Condition": "HasStream"}, {"Condition": "HasTencentKeys"}, {"Fn::Equals": [{"Ref": "Confirm"}, "true"]}]},
}
# How many milliseconds a consumer may be behind before somebody is told.
BEHIND = {"confirm": 60_000, "relay": 300_000}
# A fortnight, the longest.
KEPT_SECONDS = 1_209_600


def problems(project: Project):
    resources = project.template["Resources"]
    given = functions(project.template)
    for name, condition in CONDITIONS.items():
        if project.template["Conditions"].get(name) != condition:
            yield f"the condition {name} is another than {condition}"
    mapped = {}
    for logical_id, resource in resources.items():
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            mapped.setdefault(resource["Properties"]["FunctionName"].get("Ref"), []).append((logical_id, resource))
    for name, filters in project.contract["filters"].items():
        logical_id, _ = given.get(name, (None, None))
        found = mapped.pop(logical_id, [])
        if len(found) != 1:
            yield f"{name} has {len(found)} mappings of the table's stream"
        for mapping_id, mapping in found:
            yield from mapping_of(name, mapping_id, mapping, filters)
    for function in mapped:
        yield f"{function} reads a stream, and is no consumer"
    for name in MAPPINGS:
        yield from queue(name, resources.get(dead_letters(name), {}))
        yield from alarms(name, given.get(name, (None, None))[0], resources)
    for name, (_, properties) in given.items():
        yield from handler(project, name, properties)
    if resources.get("EventBus", {}).get("Properties", {}).get("Name") != {"Ref": "AWS::StackName"}:
        yield "the bus isn't named after the stack"
    variables = given.get("relay", (None, {}))[1].get("Environment", {}).get("Variables", {})
    if variables.get("EVENT_BUS") != {"Ref": "EventBus"}:
        yield "relay doesn't send to the stack's bus"
    if variables.get("DEAD_LETTERS") != {"Ref": dead_letters("relay")}:
        yield "relay doesn't put aside what it can't read"


def dead_letters(name: str) -> str:
    return f"{name.title()}DeadLetters"


def mapping_of(name: str, logical_id: str, mapping: dict, filters: list):
    if mapping.get("Condition") != "HasStream":
        yield f"{logical_id} is there without a stream, or isn't with one"
    properties = dict(mapping["Properties"])
    del properties["FunctionName"]
    patterns = [json.loads(entry["Pattern"]) for entry in properties.pop("FilterCriteria", {}).get("Filters", [])]
    if patterns != filters:
        yield f"{name} gets other records than the code's filters say: {patterns}"
    wanted = MAPPINGS[name] | {
        "EventSourceArn": STREAM,
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": 100,
        "MaximumBatchingWindowInSeconds": 1,
        "ParallelizationFactor": 1,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "DestinationConfig": {"OnFailure": {"Destination": {ARN_OF: [dead_letters(name), "Arn"]}}},
    }
    for setting in sorted(wanted.keys() | properties.keys()):
        if properties.get(setting) != wanted.get(setting):
            yield f"{logical_id} has {setting} {properties.get(setting)}, not {wanted.get(setting)}"


def queue(name: str, resource: dict):
    """Nobody reads it at once, so it is kept for long, and encrypted."""
    properties = resource.get("Properties", {})
    if resource.get("Type") != "AWS::SQS::Queue" or not properties.get("SqsManagedSseEnabled"):
        yield f"{dead_letters(name)} is no encrypted queue"
    if properties.get("MessageRetentionPeriod") != KEPT_SECONDS:
        yield f"{dead_letters(name)} isn't kept for {KEPT_SECONDS} s"


def alarms(name: str, logical_id: str | None, resources: dict):
    """Somebody is told of a consumer that is behind, fails, isn't let run, gives something up, or doesn't run though there is work."""
    of_function = [{"Name": "FunctionName", "Value": {"Ref": logical_id}}]
    of_queue = [{"Name": "QueueName", "Value": {ARN_OF: [dead_letters(name), "QueueName"]}}]
    wanted = [
        ("AWS/Lambda", "IteratorAge", of_function, BEHIND[name]),
        ("AWS/Lambda", "Errors", of_function, 1),
        ("AWS/Lambda", "Throttles", of_function, 1),
        ("AWS/Lambda", "Invocations", of_function, 1),
        ("AWS/SQS", "NumberOfMessagesSent", of_queue, 1),
    ]
    watched = []
    for resource in resources.values():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            threshold = resource["Properties"]["Threshold"]
            for metric in every(resource["Properties"]):
                if "MetricName" in metric:
                    watched.append((metric["Namespace"], metric["MetricName"], metric.get("Dimensions"), threshold))
    for alarm in wanted:
        if alarm not in watched:
            yield f"no alarm watches {alarm[1]} of {name} with the threshold {alarm[3]}"


def rights(name: str) -> set:
    """What a consumer may do beside the table's items, as a set of actions with their resources."""
    if name not in MAPPINGS:
        return set()
    needed = [(f"dynamodb:{action}", stream) for action in ("DescribeStream", "GetRecords", "GetShardIterator") for stream in flat(STREAM)]
    needed += [("dynamodb:ListStreams", "*"), ("sqs:SendMessage", {ARN_OF: [dead_letters(name), "Arn"]})]
    if name == "relay":
        needed.append(("events:PutEvents", {ARN_OF: ["EventBus", "Arn"]}))
    return {(action, json.dumps(resource)) for action, resource in needed}


def handler(project: Project, name: str, properties: dict):
    """A program starts as what its handler says, if it knows it; every other is its usual work."""
    usual = project.template["Globals"]["Function"]["Handler"]
    handler = properties.get("Handler", usual)
    wanted = name if name in MAPPINGS else usual
    if handler != wanted:
        yield f"{name} is started as {handler}"
    program = ROOT / "functions" / PACKAGES.get(name, name) / "src" / "main.rs"
    known = re.findall(r'"(\w+)"', program.read_text())
    if handler != usual and handler not in known:
        yield f"{program.relative_to(ROOT)} doesn't know the handler {handler}"
