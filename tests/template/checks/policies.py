"""Each function may do exactly what it did while the tests ran, and those that read the table's stream what that takes."""

import json

from checks import consumers
from project import Project
from template import every, flat, functions

TABLE = {"Fn::If": ["HasTable", {"Ref": "TableName"}, {"Ref": "Table"}]}
ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Name}"


def problems(project: Project):
    for name, (logical_id, properties) in sorted(functions(project.template).items()):
        statements = [
            statement for policy in properties.get("Policies", []) for statement in flat(policy["Statement"])
        ]
        yield from store(project, name, statements)
        yield from secrets(project, name, properties, statements)
        yield from others(name, statements)
        yield from decryption(name, statements)
    yield from wide(project)


# These take a stream, not a table.
OF_STREAMS = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}


def others(name: str, statements: list):
    """What it may beside the table, secrets and their key."""
    allowed = set()
    for statement in statements:
        for action in flat(statement["Action"]):
            service = action.split(":")[0]
            if action in OF_STREAMS or service not in {"dynamodb", "ssm", "kms"}:
                allowed |= {(action, json.dumps(resource)) for resource in flat(statement["Resource"])}
    needed = consumers.rights(name)
    for action, resource in sorted(allowed - needed):
        yield f"{name} may {action} on {resource}, and needs none of it"
    for action, resource in sorted(needed - allowed):
        yield f"{name} needs {action} on {resource}, which its policy doesn't allow"


def store(project: Project, name: str, statements: list):
    allowed = set()
    for statement in statements:
        for action in flat(statement["Action"]):
            if action.startswith("dynamodb:") and action not in OF_STREAMS:
                for resource in flat(statement["Resource"]):
                    allowed.add((action.removeprefix("dynamodb:"), place(resource)))
    seen = project.actions.get(name, set())
    for action, resource in sorted(seen - allowed):
        yield f"{name} does {action} on {resource}, which its policy doesn't allow"
    for action, resource in sorted(allowed - seen):
        yield f"{name} may {action} on {resource}, and was never seen doing it"


def place(resource) -> str:
    """`table` or `index/<name>`, of the table that the functions use."""
    match resource:
        case {"Fn::Sub": [str(arn), {"Name": name}]} if name == TABLE and arn.startswith(ARN):
            return arn.removeprefix(ARN).removeprefix("/") or "table"
        case _:
            return f"{resource}"


def secrets(project: Project, name: str, properties: dict, statements: list):
    """The parameters that it may read are those that its variables name."""
    named = set()
    variables = properties.get("Environment", {}).get("Variables", {})
    for secret in project.contract["functions"][name]["secrets"]:
        for value in flat(variables.get(secret, "")):
            if value:
                named.add(value["Fn::Sub"].removeprefix("ssm:"))
    allowed = set()
    for statement in statements:
        if flat(statement["Action"]) == ["ssm:GetParameters"]:
            for resource in flat(statement["Resource"]):
                arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
                allowed.add(resource["Fn::Sub"].removeprefix(arn))
    for parameter in sorted(named ^ allowed):
        yield f"{name} is told {parameter} or may read it, but not both"


def decryption(name: str, statements: list):
    """The key decrypts nothing but what the Parameter Store gives."""
    store = {"StringEquals": {"kms:ViaService": {"Fn::Sub": "ssm.${AWS::Region}.${AWS::URLSuffix}"}}}
    for statement in statements:
        if "kms:Decrypt" in flat(statement["Action"]) and statement.get("Condition") != store:
            yield f"{name} may decrypt more than the Parameter Store's secrets"


def wide(project: Project):
    """No policy holds a star, in the translation neither, except where an action takes no resource; and none of AWS's own but the one
    that writes logs."""
    for logical_id, resource in sorted(project.translated["Resources"].items()):
        for policy in resource.get("Properties", {}).get("ManagedPolicyArns", []):
            if not policy.endswith("service-role/AWSLambdaBasicExecutionRole"):
                yield f"{logical_id} has {policy}"
        for statement in every(resource.get("Properties", {}).get("Policies", [])):
            if flat(statement.get("Action", [])) == ["dynamodb:ListStreams"]:
                continue
            stars = [
                text
                for key in ("Action", "Resource")
                for text in flat(statement.get(key, []))
                if "*" in str(text)
            ]
            if stars:
                yield f"{logical_id} may {stars}"
