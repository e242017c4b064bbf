"""What API Gateway is told, after AWS's translation: cross-origin requests, routes, throttles, and that it asks for no key."""

import template as templates
from project import Project

ORIGINS = ["https://app.example.com", "https://studio.example.com"]
# Whoever asks these reads most, and may not use up what others need.
THROTTLED = {"GET /replays", "GET /feed", "GET /changes", "GET /replays/{id}/playlist.m3u8", "$default"}
METHODS = {"get", "head", "put", "post", "delete", "patch", "x-amazon-apigateway-any-method"}


def problems(project: Project):
    translated = templates.translated(project.template, AllowedOrigins=ORIGINS)["Resources"]
    bodies = {
        name: resource["Properties"]["Body"]
        for name, resource in translated.items()
        if resource["Type"] == "AWS::ApiGatewayV2::Api"
    }
    stages = [resource["Properties"] for resource in translated.values() if resource["Type"] == "AWS::ApiGatewayV2::Stage"]
    for name, body in bodies.items():
        given = project.template["Resources"][name]["Properties"]
        yield from cross_origin(name, body, given.get("CorsConfiguration"))
        yield from open_to_all(name, body)
        stage = next((stage for stage in stages if stage["ApiId"] == {"Ref": name}), {})
        yield from throttles(name, body, stage)


def cross_origin(name: str, body: dict, given: dict | None):
    if given is None:
        if name == "Api" or "x-amazon-apigateway-cors" in body:
            yield f"{name}: who may read answers in a browser is said where it isn't asked, or not where it is"
        return
    told = body.get("x-amazon-apigateway-cors", {})
    if told.get("allowOrigins") != ORIGINS:
        yield f"{name}: pages of two origins may read answers, but the gateway is told {told.get('allowOrigins')}"
    for setting in ("AllowMethods", "AllowHeaders", "ExposeHeaders", "MaxAge"):
        if setting not in given or told.get(setting[0].lower() + setting[1:]) != given[setting]:
            yield f"{name}: the gateway isn't told {setting}"


def open_to_all(name: str, body: dict):
    """Tokens are the functions' to check: an authorizer would turn viewers away, and Tencent."""
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            if method not in METHODS:
                continue
            if operation.get("security") or body.get("security"):
                yield f"{name}: {method} {path} asks for an authorization of the gateway's own"
            if "x-amazon-apigateway-integration" not in operation:
                yield f"{name}: {method} {path} leads nowhere"


def throttles(name: str, body: dict, stage: dict):
    limits = {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    if not limits <= stage.get("DefaultRouteSettings", {}).keys():
        yield f"{name}: a route without a throttle of its own has none"
    given = stage.get("RouteSettings", {})
    for route in sorted(THROTTLED - given.keys() if name == "Api" else []):
        yield f"{name}: {route} has no throttle of its own"
    for route, settings in given.items():
        method, _, path = route.rpartition(" ")
        key = method.lower() if method not in {"", "ANY"} else "x-amazon-apigateway-any-method"
        if key not in body["paths"].get(path, {}):
            yield f"{name}: {route} is throttled, and is no route"
        # CloudFormation makes no number of a parameter's text inside these settings.
        if not all(isinstance(settings.get(limit), int) for limit in limits):
            yield f"{name}: the throttle of {route} has no two numbers"
