"""Every route of the API has its event in the template, and every event its route."""

from project import Project
from template import functions

CALLBACKS = "/callbacks/"


def problems(project: Project):
    owners = {}
    for name, (_, properties) in functions(project.template).items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "HttpApi":
                asked = event["Properties"]
                owners[(asked.get("Method", "ANY"), asked.get("Path", "$default"))] = name
    routes = {
        (method.upper(), path)
        for path, methods in project.openapi["paths"].items()
        for method in methods
        if method in {"get", "put", "post", "delete", "patch"}
    }
    # The callbacks' path may have a token behind it, and is answered whatever the method.
    wanted = {route for route in routes if not route[1].startswith(CALLBACKS)}
    wanted = {route: "replay-api" for route in wanted | {("ANY", "$default")}}
    for _, path in routes - wanted.keys():
        wanted |= {("ANY", path): "callback", ("ANY", f"{path}/{{token}}"): "callback"}
    for route in sorted(wanted.keys() | owners.keys()):
        if owners.get(route) != wanted.get(route):
            yield f"{' '.join(route)} leads to {owners.get(route)}, not to {wanted.get(route)}"
    throttled = project.template["Resources"]["Api"]["Properties"]["RouteSettings"]
    for route in throttled:
        if tuple(route.split(" ", 1)) not in owners:
            yield f"{route} is throttled, and is no route"
