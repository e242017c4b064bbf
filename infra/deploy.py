"""Deploys what `make package` has packed, with SAM, as an environment of infra/samconfig.toml.

Usage: deploy.py [--check | --settings] [--confirm yes|no] [--target FOLDER] ENVIRONMENT

It looks for what would make the deployment fail late, takes the functions' architecture from their programs, and then runs `sam deploy`. With `--check` it only looks, for what is known before anything is built. With
`--settings` it prints what the environment says, for `make doctor`.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import elf
import environments
from environments import CONFIG, ROOT, TEMPLATE, Environment, Wrong

# The template's names at Tencent are those of the stack, and Tencent's console takes no longer ones.
MAX_STACK = 30


def check(environment: Environment):
    """What is known before anything is built."""
    stack = environment.stack
    if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]*", stack):
        raise Wrong(f"stack_name {stack!r} must be letters, digits and hyphens, and begin with a letter")
    if len(stack) > MAX_STACK:
        raise Wrong(f"stack_name {stack} has {len(stack)} characters: at most {MAX_STACK}, because Tencent's templates get this name")
    if not environment.region:
        raise Wrong("no region is set: export AWS_REGION, for example AWS_REGION=eu-central-1")
    if not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", environment.region):
        raise Wrong(f"{environment.region!r} is no region: it is named like eu-central-1")
    known = environments.parameters()
    for entry in environment.overrides:
        name, equals, _ = entry.partition("=")
        if not equals or name not in known:
            meant = difflib.get_close_matches(name, known, 1)
            also = f": {meant[0]} was meant?" if meant and equals else ", or isn't written Name=value"
            raise Wrong(f"parameter_overrides: the template has no parameter {name!r}{also}")
        if re.search(r"\s", entry):
            raise Wrong(f"parameter_overrides: {name} has a space in its value, and SAM would cut it there")
    check_stream(environment.given)


def check_stream(given: dict[str, str]):
    """A stream of another table would tell of what isn't there."""
    table, stream = given.get("TableName", ""), given.get("TableStreamArn", "")
    if stream and f":table/{table}/stream/" not in stream:
        raise Wrong(f"TableStreamArn is no stream of {table or 'TableName, which is missing'}: take LatestStreamArn of `aws dynamodb describe-table --table-name {table or '…'}`")


def architecture(environment: Environment) -> str:
    """For which all functions were built. It fails where they differ, or where the environment says otherwise."""
    built: dict[str, list[str]] = {}
    for name in environments.packages():
        path = ROOT / "target" / "package" / name
        try:
            with zipfile.ZipFile(path) as package:
                machine = elf.machine(package.read("bootstrap"))
        except (OSError, KeyError, zipfile.BadZipFile):
            raise Wrong(f"target/package/{name} is missing or no package: make package") from None
        if machine is None:
            raise Wrong(f"target/package/{name} holds no Linux program for x86_64 or arm64: make package")
        built.setdefault(machine, []).append(name)
    if len(built) != 1:
        mixed = "; ".join(f"{machine}: {', '.join(names)}" for machine, names in sorted(built.items()))
        raise Wrong(f"the packages are built for different machines ({mixed}): remove target/package, and make package")
    machine, = built
    wanted = environment.given.get("Architecture", machine)
    if wanted != machine:
        raise Wrong(f"the packages are built for {machine}, and {CONFIG.name} says Architecture={wanted}: take that line out")
    return machine


def check_confirmation(environment: Environment, confirm: str):
    """Nobody can answer SAM's question in a pipeline."""
    if confirm not in {"", "yes", "no"}:
        raise Wrong(f"CONFIRM={confirm}: yes or no")
    if (confirm or ("yes" if environment.confirms else "no")) == "yes" and not sys.stdin.isatty():
        raise Wrong("the changes have to be confirmed, and there is no terminal: make deploy CONFIRM=no")


def command(environment: Environment, confirm: str) -> list[str]:
    """What SAM is asked. Parameters on its command line replace all of samconfig.toml's."""
    others = [entry for entry in environment.overrides if not entry.startswith("Architecture=")]
    asked = ["sam", "deploy", "--template-file", str(TEMPLATE), "--config-file", str(CONFIG), "--config-env", environment.name]
    asked += ["--region", environment.region]
    if confirm:
        asked.append("--confirm-changeset" if confirm == "yes" else "--no-confirm-changeset")
    return [*asked, "--parameter-overrides", *others, f"Architecture={architecture(environment)}"]


def settings(environment: Environment) -> str:
    """For `make doctor`: parameters with the template's defaults, and which of them samconfig.toml gives."""
    given = environment.given
    return json.dumps({
        "environment": environment.name,
        "stack": environment.stack,
        "region": environment.region,
        "profile": environment.profile,
        "parameters": environments.parameters() | given,
        "given": sorted(given),
    })


def main() -> int:
    arguments = argparse.ArgumentParser(description="Deploys what `make package` has packed.")
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--settings", action="store_true")
    arguments.add_argument("--confirm", default="")
    arguments.add_argument("--target", default="target")
    arguments.add_argument("environment")
    asked = arguments.parse_args()
    try:
        environment = environments.read(asked.environment)
        check(environment)
        if asked.settings:
            print(settings(environment))
            return 0
        if not shutil.which("sam"):
            raise Wrong("SAM is not installed: pip install aws-sam-cli")
        if (ROOT / asked.target).resolve() != ROOT / "target":
            raise Wrong("the template takes the packages from target/: unset CARGO_TARGET_DIR")
        check_confirmation(environment, asked.confirm)
        if asked.check:
            return 0
        sam = command(environment, asked.confirm)
    except Wrong as wrong:
        print(f"ENV={asked.environment}: {wrong}", file=sys.stderr)
        return 1
    print(f"{environment.stack} in {environment.region}, {sam[-1].partition('=')[2]}", flush=True)
    # SAM, botocore and the AWS command line agree on this variable.
    told = subprocess.run(sam, env=os.environ | {"AWS_DEFAULT_REGION": environment.region})
    if told.returncode == 0:
        print(f"next: make doctor ENV={environment.name}")
    return told.returncode


if __name__ == "__main__":
    sys.exit(main())
