"""Each function may do exactly what it did while the tests ran."""

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
        others = {action for statement in statements for action in flat(statement["Action"])}
        others = {action for action in others if action.split(":")[0] not in {"dynamodb", "ssm"}}
        if others - {"kms:Decrypt"}:
            yield f"{name} may {sorted(others)}, and needs none of it"
        yield from decryption(name, statements)
    yield from wide(project)


def store(project: Project, name: str, statements: list):
    allowed = set()
    for statement in statements:
        for action in flat(statement["Action"]):
            if action.startswith("dynamodb:"):
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
    """No policy holds a star, in the translation neither, and none of AWS's own but the one that writes logs."""
    for logical_id, resource in sorted(project.translated["Resources"].items()):
        for policy in resource.get("Properties", {}).get("ManagedPolicyArns", []):
            if not policy.endswith("service-role/AWSLambdaBasicExecutionRole"):
                yield f"{logical_id} has {policy}"
        for statement in every(resource.get("Properties", {}).get("Policies", [])):
            stars = [
                text
                for key in ("Action", "Resource")
                for text in flat(statement.get(key, []))
                if "*" in str(text)
            ]
            if stars:
                yield f"{logical_id} may {stars}"
