//! The whole document, from the table of routes.

use super::{
    answers,
    operations::Operation,
    parameters,
    tags::{Tag, tags},
};
use crate::http::{Access, Code, ProblemView, ROUTES, Route};
use lambda_http::http::Method;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// The path that another function serves. It reads callbacks leniently, so the document requires only what every one has.
pub(super) const CALLBACK_PATH: &str = "/callbacks/live";

/// Makes the document.
pub(super) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
    let mut schemas = settings.into_generator();
    let mut paths = Map::new();
    let mut responses = Map::new();
    for route in ROUTES {
        let operation = Operation::of(route.endpoint, &mut schemas);
        let problems = answers::problems(&problems(route, &operation), &mut responses);
        let operation = written(route, operation, problems, &mut schemas);
        let methods = paths.entry(route.path).or_insert_with(|| json!({}));
        methods[route.method.as_str().to_ascii_lowercase()] = operation;
    }
    let mut callback: Value = serde_json::from_str(include_str!("callback.json")).unwrap();
    callback["post"]["tags"] = json!([Tag::Callbacks.name()]);
    paths.insert(CALLBACK_PATH.to_owned(), callback);
    schemas.subschema_for::<ProblemView>();
    let mut definitions = schemas.take_definitions(true);
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    definitions["Problem"]["properties"]["code"]["enum"] = json!(codes);
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "live-replay",
            "description": "Replays of live streams, one for each broadcast. HEAD works wherever GET does.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{"url": "/"}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": definitions,
            "headers": answers::headers(),
            "responses": responses,
            "parameters": parameters::headers(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": ROLES}},
        },
    });
    document.sort_all_objects();
    document
}

fn written(
    route: &Route,
    operation: Operation,
    problems: Map<String, Value>,
    schemas: &mut SchemaGenerator,
) -> Value {
    let (path, asks) = (route.path, route.method == Method::GET);
    let mut parameters: Vec<Value> = parameters::in_path(path, schemas).into_iter().collect();
    let names = route.parameters.iter();
    parameters.extend(names.map(|name| {
        let mut parameter = parameters::in_query(path, name, schemas);
        if *name == "reason" && !asks {
            parameter["required"] = true.into();
        }
        parameter
    }));
    let headers = [(asks, "IfNoneMatch"), (operation.conditional, "IfMatch")];
    let headers = headers.iter().filter(|(takes, _)| *takes);
    parameters.extend(
        headers.map(|(_, name)| json!({"$ref": format!("#/components/parameters/{name}")})),
    );
    let mut responses = operation.answer.responses(asks);
    responses.extend(problems);
    let mut written = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.tag.name()],
        "parameters": parameters,
        "security": security(route.access),
        "responses": responses,
    });
    if let Access::AdminsIf(what) = route.access {
        written["description"] = json!(format!("An admin's token is needed {what}."));
    }
    if let Some(body) = operation.body {
        written["requestBody"] = body;
    }
    written
}

/// Viewers need a token only where `VIEWER_TOKENS` is set. Since OpenAPI 3.1, a scheme can name roles.
fn security(access: Access) -> Value {
    match access {
        Access::Anyone => json!([]),
        Access::Viewers => json!([{"bearer": ["viewer"]}, {}]),
        Access::Curators | Access::AdminsIf(_) => json!([{"bearer": ["curator"]}]),
        Access::Admins => json!([{"bearer": ["admin"]}]),
    }
}

/// The roles of [`security`].
const ROLES: &str = "The roles are `viewer`, `curator` and `admin`, and each may do what the one before it may. Without \
    `VIEWER_TOKENS` nobody needs a token to be a viewer, and without `ADMIN_TOKENS` every curator is an admin.";

/// The codes of all problems with which a request for this route can be answered.
fn problems(route: &Route, operation: &Operation) -> Vec<Code> {
    let paged = route.parameters.contains(&"cursor");
    let sends = operation.body.is_some();
    let named = route.path.contains('{');
    let for_admins = matches!(route.access, Access::Admins | Access::AdminsIf(_));
    let known = [
        (true, Code::InvalidParameter),
        (paged, Code::InvalidCursor),
        (sends, Code::InvalidBody),
        (operation.conditional, Code::InvalidIfMatch),
        (route.access != Access::Anyone, Code::Unauthorized),
        (for_admins, Code::AdminsOnly),
        (named, Code::NotFound),
        // A name with a `?` in it ends there: gateways hand paths over decoded.
        (named, Code::MethodNotAllowed),
        (operation.conditional, Code::VersionMismatch),
        (sends, Code::BodyTooLarge),
        (sends, Code::UnsupportedMediaType),
        (sends, Code::InvalidField),
        (true, Code::InternalError),
        (true, Code::StoreUnavailable),
    ];
    let known = known.iter().filter(|(applies, _)| *applies);
    let known = known.map(|(_, code)| *code);
    known.chain(operation.problems.iter().copied()).collect()
}
