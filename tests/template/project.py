"""The inputs of the checks."""

import dataclasses
import json
import pathlib
import re

import template as templates
from template import ROOT

POLICIES = ROOT / "infra" / "policies"


@dataclasses.dataclass
class Project:
    """What the template says, and what the code says."""

    # The template as it stands.
    template: dict
    # infra/contract.json: what functions and table need, by the code.
    contract: dict
    # The API, by the document that it serves.
    openapi: dict
    # infra/metrics.json: what each function writes.
    metrics: dict
    # By function, what it was seen doing while the tests ran, and on what.
    actions: dict
    # infra/samconfig.toml, as it stands.
    samconfig: str
    # By variable, the default that docs/configuration.md has.
    defaults: dict
    # infra/policies/deployer.json, deployer-events.json and doctor.json.
    deployer: dict
    deployer_events: dict
    doctor: dict
    # The policies for Tencent, by their names in infra/policies.
    tencent: dict
    # Tencent's calls in the code, as its policies name them: `vod:SearchMedia`.
    calls: set

    @property
    def translated(self) -> dict:
        """The template as CloudFormation gets it."""
        return templates.translated(self.template)


def read(actions: pathlib.Path) -> Project:
    """The project as it is. `actions` is the folder in which the tests left what they saw."""
    return Project(
        template=templates.read(),
        contract=json.loads((ROOT / "infra" / "contract.json").read_text()),
        openapi=json.loads((ROOT / "functions" / "replay-api" / "openapi.json").read_text()),
        metrics=json.loads((ROOT / "infra" / "metrics.json").read_text()),
        actions=seen(actions),
        samconfig=(ROOT / "infra" / "samconfig.toml").read_text(),
        defaults=defaults((ROOT / "docs" / "configuration.md").read_text()),
        deployer=json.loads((POLICIES / "deployer.json").read_text()),
        deployer_events=json.loads((POLICIES / "deployer-events.json").read_text()),
        doctor=json.loads((POLICIES / "doctor.json").read_text()),
        tencent={file.name: json.loads(file.read_text()) for file in sorted(POLICIES.glob("tencent-*.json"))},
        calls=calls(),
    )


def seen(folder: pathlib.Path) -> dict:
    """Lines of function, action and resource."""
    found = {}
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text().splitlines():
            function, action, resource = line.split()
            found.setdefault(function, set()).add((action, resource))
    return found


def defaults(page: str) -> dict:
    """The tables of variables: `| NAME | default | values | meaning |`. Those of the local runner are its own, and a variable
    without a default is empty in the template, as are Tencent's endpoints, which are the code's to know."""
    page, _, _ = page.partition("## The local runner")
    found = {}
    for name, default in re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", page, re.MULTILINE):
        default = default.strip("`")
        found[name] = "" if default in {"–", "required"} or default.startswith("https://") else default
    return found


def calls() -> set:
    """Every `Action` of shared/tencent that names one of Tencent's."""
    found = set()
    for file in (ROOT / "shared" / "tencent" / "src").rglob("*.rs"):
        for service, name in re.findall(r'Action::(vod|live)\(\s*"(\w+)"', file.read_text()):
            found.add(f"{service}:{name}")
    return found
