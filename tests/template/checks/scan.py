"""checkov finds nothing in the translated template but deliberate exceptions."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

from project import Project

# What it would have otherwise, where, and why it is so.
MEANT = {
    ("CKV_AWS_119", r"Table"): "DynamoDB encrypts with its own key; one of the customer's costs a request each and guards"
    " against nobody who may not read the table anyhow",
    ("CKV_AWS_158", r".*Logs"): "logs hold no secret and no body, and CloudWatch encrypts them with its own key",
    ("CKV_AWS_27", r"(Confirm|Relay|)DeadLetters"): "it is encrypted, with the queue's own key, which this rule doesn't know; what lies in"
    " it are the schedule's empty events, names of records, and a record that can't be read",
    ("CKV_AWS_116", r"Callback|ReplayApi(Read|Write)"): "they are asked synchronously: whoever asked gets the error, and Tencent sends again",
    ("CKV_AWS_116", r"ConsoleFunction"): "it is asked synchronously, and does nothing that could be lost",
    ("CKV_AWS_116", r"Reconcile"): "it has a destination for failures instead, which knows more than a dead-letter queue",
    ("CKV_AWS_116", r"ConfirmFunction|Relay"): "the mapping of the stream has a destination for failures instead",
    ("CKV_AWS_116", r"TencentSetup"): "CloudFormation waits for its answer and reports that there was none",
    ("CKV_AWS_117", r".*"): "there is nothing in a VPC to reach; DynamoDB, the Parameter Store and Tencent are reached over TLS",
    ("CKV_AWS_115", r"ConsoleFunction|ReplayApi(Read|Write)"): "API Gateway throttles what comes; a limit of their own would refuse requests"
    " that the account could take",
    ("CKV_AWS_115", r"ConfirmFunction|Relay"): "each shard of the stream has one run at a time; a limit would leave shards behind",
    ("CKV_AWS_115", r"TencentSetup"): "CloudFormation asks it once for each change",
    ("CKV_AWS_26", r"AlarmTopic"): "with the account's own key of SNS, CloudWatch couldn't send alarms; they hold no secret",
    ("CKV_AWS_173", r".*"): "the variables hold names of secrets, never secrets",
}


def problems(project: Project):
    needed = set()
    for check, name, text in failed(project.translated):
        meant = [key for key in MEANT if key[0] == check and re.fullmatch(key[1], name)]
        needed.update(meant)
        if not meant:
            yield f"{check} {name}: {text}"
    for check, name in sorted(MEANT.keys() - needed):
        yield f"{check} is suppressed for {name}, and needn't be"


def failed(template: dict):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "template.json"
        file.write_text(json.dumps(template))
        scanner = pathlib.Path(sys.executable).with_name("checkov")
        command = [scanner, "--skip-download", "--framework", "cloudformation", "--compact", "--quiet", "-o", "json", "-f", file]
        told = subprocess.run(command, capture_output=True, text=True)
    if told.returncode not in {0, 1}:
        raise RuntimeError(f"checkov failed: {told.stderr}")
    report = json.loads(told.stdout)
    if report["summary"]["parsing_errors"] or not report["summary"]["passed"]:
        raise RuntimeError(f"checkov can't read the template: {report['summary']}")
    for check in report["results"]["failed_checks"]:
        yield check["check_id"], check["resource"].split(".")[-1], check["check_name"]
