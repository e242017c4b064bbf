"""Each route leads to the function that answers it, at the gateway where it belongs, and every event has its route."""

from project import Project
from template import functions


def problems(project: Project):
    owners = {}
    for name, (_, properties) in functions(project.template).items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "HttpApi":
                asked = event["Properties"]
                gateway = asked["ApiId"]["Ref"]
                owners[(gateway, asked.get("Method", "ANY"), asked.get("Path", "$default"))] = name
    wanted = {}
    for name, function in project.contract["functions"].items():
        for route in function.get("routes", []):
            method, _, path = route.rpartition(" ")
            wanted[("Api", method or "ANY", path)] = name
    # The callbacks' path may have a token behind it, and is answered whatever the method. No one else answers there.
    for path in project.openapi["paths"]:
        if path.startswith("/callbacks/"):
            wanted |= {("CallbackApi", "ANY", path): "callback", ("CallbackApi", "ANY", f"{path}/{{token}}"): "callback"}
    for route in sorted(wanted.keys() | owners.keys()):
        if owners.get(route) != wanted.get(route):
            yield f"{' '.join(route)} leads to {owners.get(route)}, not to {wanted.get(route)}"
