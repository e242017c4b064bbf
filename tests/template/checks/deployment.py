"""The parameters in infra/samconfig.toml, also those in comments, are accepted by the template."""

import re

from project import Project


def problems(project: Project):
    parameters = project.template["Parameters"]
    for name, value in re.findall(r'^ *(?:# )?"(\w+)=(.*)",$', project.samconfig, re.MULTILINE):
        parameter = parameters.get(name)
        if parameter is None:
            yield f"samconfig.toml names {name}, which the template doesn't have"
            continue
        values = value.split(",") if parameter["Type"] == "CommaDelimitedList" else [value]
        pattern = parameter.get("AllowedPattern")
        if not value or " " in value or pattern and not all(re.search(pattern, item) for item in values):
            yield f"samconfig.toml gives {name} as {value!r}, which the template doesn't take"
