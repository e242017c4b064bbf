"""Each function is given the variables that it reads, all of them and no others, within its own ranges and defaults."""

from project import Project
from template import PACKAGES, functions


def problems(project: Project):
    given = functions(project.template)
    wanted = project.contract["functions"]
    for name in sorted(given.keys() ^ wanted.keys()):
        yield f"{name} is a function in one of template and code alone"
    for name, (_, properties) in sorted(given.items()):
        if properties["CodeUri"] != f"../target/package/{PACKAGES.get(name, name)}.zip":
            yield f"{name} is deployed from {properties['CodeUri']}"
    common = project.template["Globals"]["Function"]["Environment"]["Variables"]
    # What serves files measures nothing.
    unread = {"console": common.keys()}
    for name in sorted(given.keys() & wanted.keys()):
        values = common | given[name][1].get("Environment", {}).get("Variables", {})
        reads = wanted[name]["variables"]
        for variable in sorted(reads.keys() - values.keys()):
            yield f"{name} reads {variable}, which the template doesn't give it"
        for variable in sorted(values.keys() - reads.keys() - unread.get(name, set())):
            yield f"{name} is given {variable}, which it doesn't read"
        for variable in sorted(values.keys() & reads.keys()):
            is_secret = variable in wanted[name]["secrets"]
            if is_secret != named(values[variable]):
                yield f"{name} is given {variable} {'itself' if is_secret else 'by the name of a secret'}"
            yield from ranges(project, name, variable, values[variable], reads[variable])
            yield from defaults(project, variable, values[variable])


def named(value) -> bool:
    """Whether it names a parameter of the Parameter Store, always where it is given at all."""
    if isinstance(value, dict) and "Fn::If" in value:
        _, there, otherwise = value["Fn::If"]
        return named(there) and otherwise == ""
    return isinstance(value, dict) and str(value.get("Fn::Sub", "")).startswith("ssm:${")


def ranges(project: Project, function: str, variable: str, value, takes):
    if takes is None:
        return
    parameter = project.template["Parameters"].get(value.get("Ref") if isinstance(value, dict) else None, {})
    least, most = parameter.get("MinValue"), parameter.get("MaxValue")
    if least is None or most is None or least < takes[0] or most > takes[1]:
        yield f"{function} takes {variable} from {takes[0]} to {takes[1]}, the template from {least} to {most}"


# What a deployment has by default and a program alone has not.
DEPLOYED = {"NEW_STREAMS_PER_MINUTE": "600"}


def defaults(project: Project, variable: str, value):
    """Where the template has a default, it is that of docs/configuration.md, which the tests compare with the code."""
    parameter = project.template["Parameters"].get(value.get("Ref") if isinstance(value, dict) else None)
    if parameter is None:
        return
    if variable not in project.defaults:
        yield f"{variable} isn't in docs/configuration.md"
        return
    default = str(parameter.get("Default", ""))
    if default != DEPLOYED.get(variable, project.defaults[variable]):
        yield f"{variable} is {default!r} by default in the template, and {project.defaults[variable]!r} in docs/configuration.md"
