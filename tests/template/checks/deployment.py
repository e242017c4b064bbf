"""The parameters in infra/samconfig.toml, also those in comments, are accepted by the template, a first deployment succeeds, and the
program that deploys reads the template's parameters and packages as a reader of YAML does."""

import pathlib
import re
import sys

from project import Project
from template import ROOT

sys.path.insert(0, str(ROOT / "infra"))
import environments


# What a new account has, what is safe, and what can be taken back.
FIRST = {"ReconcileConcurrency": 0, "CallbackConcurrency": 0, "DeleteTencentSetup": "false", "CallbackPathTokenName": "/live-replay/callback-path-token"}


def problems(project: Project):
    parameters = project.template["Parameters"]
    for name, default in FIRST.items():
        if parameters[name]["Default"] != default:
            yield f"{name} is {parameters[name]['Default']!r} in a first deployment, not {default!r}"
    defaults = {name: f"{parameter.get('Default', '')}" for name, parameter in parameters.items()}
    for name in sorted(defaults.items() ^ environments.parameters().items()):
        yield f"infra/environments.py reads another template: {name}"
    resources = [resource.get("Properties", {}) for resource in project.template["Resources"].values()]
    zips = sorted({pathlib.Path(properties["CodeUri"]).name for properties in resources if "CodeUri" in properties})
    if zips != environments.packages():
        yield f"infra/environments.py reads other packages than {zips}"
    for name, value in re.findall(r'^ *(?:# )?"(\w+)=(.*)",$', project.samconfig, re.MULTILINE):
        parameter = parameters.get(name)
        if parameter is None:
            yield f"samconfig.toml names {name}, which the template doesn't have"
            continue
        values = value.split(",") if parameter["Type"] == "CommaDelimitedList" else [value]
        pattern = parameter.get("AllowedPattern")
        if not value or " " in value or pattern and not all(re.search(pattern, item) for item in values):
            yield f"samconfig.toml gives {name} as {value!r}, which the template doesn't take"
