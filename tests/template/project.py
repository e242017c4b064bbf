"""All that the checks look at."""

import dataclasses
import json
import pathlib
import re

import template as templates
from template import ROOT


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
    # By variable, the default of the README.
    defaults: dict

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
        defaults=defaults((ROOT / "README.md").read_text()),
    )


def seen(folder: pathlib.Path) -> dict:
    """Lines of function, action and resource."""
    found = {}
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text().splitlines():
            function, action, resource = line.split()
            found.setdefault(function, set()).add((action, resource))
    return found


def defaults(readme: str) -> dict:
    """The table of settings: `| NAME, NAME | default, default | …`, with a dash for none."""
    found = {}
    for names, values in re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([^|]+) \|", readme, re.MULTILINE):
        names = re.findall(r"`([A-Z_]+)`", names)
        values = [value.strip().strip("`") for value in values.split(",")]
        values += values[-1:] * (len(names) - len(values))
        for name, value in zip(names, values):
            found.setdefault(name, "" if value in {"–", "Tencent's", "required"} else value)
    return found
