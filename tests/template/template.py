"""The template, and its translation for CloudFormation by AWS's own tool, without an account."""

import copy
import logging
import os
import pathlib
import re

# The translator wants to know where it is; nobody is asked.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

# It warns of metrics of its own that nobody collects.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "infra" / "template.yaml"

# What the translator would ask IAM for.
MANAGED_POLICIES = {
    "AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "AWSXrayWriteOnlyAccess": "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
}

# The functions that are deployed from the package of another name.
PACKAGES = {"replay-api-read": "replay-api", "replay-api-write": "replay-api", "relay": "replay-api", "confirm": "reconcile"}


def read() -> dict:
    """The template as it stands."""
    return yaml_parse(TEMPLATE.read_text())


def translated(template: dict, **values) -> dict:
    """The template as CloudFormation gets it, where parameters have these values."""
    template = copy.deepcopy(template)
    # `sam deploy` makes an address in S3 of a file on this machine.
    for resource in template["Resources"].values():
        code = resource.get("Properties", {}).get("CodeUri")
        if code is not None:
            resource["Properties"]["CodeUri"] = f"s3://bucket/{pathlib.Path(code).name}"
    # What is not known before the deployment stays a reference.
    parameters = {name: {"Ref": name} for name in template["Parameters"]} | values
    return Translator(MANAGED_POLICIES, Parser()).translate(template, parameters)


def functions(template: dict) -> dict:
    """The functions by their names, which their logical ids hold, each with that id and its properties. An id ends with `Function`
    where the name alone is a parameter's."""
    found = {}
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            name = re.sub(r"(?<!^)(?=[A-Z])", "-", logical_id.removesuffix("Function")).lower()
            found[name] = (logical_id, resource["Properties"])
    return found


def every(value):
    """Every object inside a value, itself included."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner)


def flat(value) -> list:
    """A list, of one or of several, without what a condition takes out."""
    if isinstance(value, list):
        return [inner for item in value for inner in flat(item)]
    if isinstance(value, dict) and "Fn::If" in value:
        _, there, else_there = value["Fn::If"]
        return flat(there) + flat(else_there)
    return [] if value == {"Ref": "AWS::NoValue"} else [value]
