"""Parameters are described, refuse wrong values, and are used."""

from project import Project
from template import every


def problems(project: Project):
    parameters = project.template["Parameters"]
    groups = project.template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    if sorted(grouped) != sorted(parameters):
        yield f"parameters that are in no group, or in two: {sorted(set(grouped) ^ set(parameters))}"
    for name, parameter in parameters.items():
        if not parameter.get("Description", "").endswith("."):
            yield f"{name} doesn't say what it is for"
        if "AllowedValues" in parameter:
            continue
        if parameter["Type"] == "Number":
            if not {"MinValue", "MaxValue"} <= parameter.keys():
                yield f"{name} has no range"
        elif not {"AllowedPattern", "ConstraintDescription"} <= parameter.keys():
            yield f"{name} takes anything"
    yield from recording(project)


def recording(project: Project):
    """The parameters of the recording have the ranges of the function that sets it up."""
    given = project.template["Resources"]["Recording"]["Properties"]
    wanted = project.contract["recording"]
    given = {name: value for name, value in given.items() if name not in {"ServiceToken", "ServiceTimeout"}}
    for name in sorted(given.keys() ^ wanted.keys()):
        yield f"{name} is a property of the recording in one of template and code alone"
    for name, takes in wanted.items():
        if takes is None or name not in given:
            continue
        parameter = project.template["Parameters"][given[name]["Ref"]]
        if [parameter.get("MinValue"), parameter.get("MaxValue")] != takes:
            yield f"{name} goes from {takes[0]} to {takes[1]}, {given[name]['Ref']} doesn't"
