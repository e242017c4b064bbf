"""The table in the template is the one that the store creates."""

from project import Project

KEY = {0: "HASH", 1: "RANGE"}


def problems(project: Project):
    table = project.template["Resources"]["Table"]["Properties"]
    wanted = project.contract["table"]
    if keys(table["KeySchema"]) != wanted["keys"]:
        yield f"the table's keys are {keys(table['KeySchema'])}, not {wanted['keys']}"
    yield from indexes("local", table["LocalSecondaryIndexes"], wanted["local"])
    yield from indexes("global", table["GlobalSecondaryIndexes"], wanted["global"])
    named = set(wanted["keys"])
    for index in (wanted["local"] | wanted["global"]).values():
        named |= {index["partition"], index["sort"]} - {None}
    defined = {definition["AttributeName"] for definition in table["AttributeDefinitions"]}
    if defined != named:
        yield f"the table defines {sorted(defined)}, its keys are {sorted(named)}"
    if any(definition["AttributeType"] != "S" for definition in table["AttributeDefinitions"]):
        yield "all key attributes are strings"
    stream = {"StreamViewType": wanted["stream"]}
    if table.get("StreamSpecification") != stream:
        yield f"the table's stream is {table.get('StreamSpecification')}, not {stream}"
    expiry = {"AttributeName": wanted["expires"], "Enabled": True}
    if table.get("TimeToLiveSpecification") != expiry:
        yield f"items expire by {wanted['expires']}"
    resource = project.template["Resources"]["Table"]
    if [resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")] != ["Retain", "Retain"]:
        yield "the table stays when the stack goes"
    yield from throughput(project)


def throughput(project: Project):
    """Reads have a limit, those of the indexes too, so that no crowd costs without end. Writes have none unless it is asked for:
    one would turn callbacks away."""
    table = project.template["Resources"]["Table"]["Properties"]
    writes = {"Fn::If": ["LimitsWrites", {"Ref": "MaxWrites"}, {"Ref": "AWS::NoValue"}]}
    limits = {"the table": (table, "MaxTableReads")}
    limits |= {index["IndexName"]: (index, "MaxIndexReads") for index in table["GlobalSecondaryIndexes"]}
    for name, (where, reads) in limits.items():
        if where.get("OnDemandThroughput") != {"MaxReadRequestUnits": {"Ref": reads}, "MaxWriteRequestUnits": writes}:
            yield f"{name} has other limits than {reads}, and MaxWrites if it is given"
    if project.template["Parameters"]["MaxWrites"]["Default"] != 0:
        yield "writes have a limit by default, which turns callbacks away"


def keys(schema: list) -> list:
    assert [key["KeyType"] for key in schema] == [KEY[place] for place in range(len(schema))]
    return [key["AttributeName"] for key in schema]


def indexes(kind: str, given: list, wanted: dict):
    found = {
        index["IndexName"]: {
            "partition": keys(index["KeySchema"])[0],
            "sort": (keys(index["KeySchema"]) + [None])[1],
            "whole": {"ALL": True, "KEYS_ONLY": False}.get(index["Projection"]["ProjectionType"]),
        }
        for index in given
    }
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            yield f"the {kind} index {name} is {found.get(name)}, not {wanted.get(name)}"
