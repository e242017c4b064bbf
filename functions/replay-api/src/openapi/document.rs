//! The whole document, from the table of routes.

use super::{answers, callback, operations::Operation, parameters};
use crate::http::{
    auth::Access,
    problem,
    router::{Route, TABLE},
};
use lambda_http::http::Method;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Makes it.
pub(super) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
    let mut schemas = settings.into_generator();
    let mut paths = Map::new();
    let mut codes = BTreeSet::from(["method_not_allowed"]);
    let mut responses = Map::new();
    for (path, method, target) in TABLE {
        let route = target.route("");
        let operation = Operation::of(&route, &mut schemas);
        let problems = problems(path, &route, &operation);
        codes.extend(problems.iter().map(|(_, code)| *code));
        let problems = answers::problems(&problems, &mut responses);
        let operation = shown(path, method, &route, operation, problems, &mut schemas);
        let at = paths.entry(*path).or_insert_with(|| json!({}));
        at[method.as_str().to_ascii_lowercase()] = operation;
    }
    paths.insert(callback::PATH.to_owned(), callback::path());
    schemas.subschema_for::<problem::Wire>();
    let mut definitions = schemas.take_definitions(true);
    definitions["Problem"]["properties"]["code"]["enum"] = json!(codes);
    definitions.values_mut().for_each(describe);
    let mut document = json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "live-replay",
            "description": "Replays of live streams: one for each broadcast. HEAD is answered as GET.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "headers": answers::headers(),
            "responses": responses,
            "parameters": parameters::headers(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    });
    document.sort_all_objects();
    document
}

/// Comments tell readers of the code which types are wire forms; here all of them are.
fn describe(schema: &mut Value) {
    let comment = schema["description"].as_str().unwrap_or_default();
    let text = comment
        .trim_start_matches("The wire form")
        .trim_start_matches(['.', ' ']);
    let text = text.trim_start_matches("of ");
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let text: String = first.into_iter().chain(letters).collect();
    if let Some(fields) = schema.as_object_mut() {
        fields.remove("description");
        if !text.is_empty() {
            fields.insert("description".to_owned(), text.into());
        }
    }
}

fn shown(
    path: &str,
    method: &Method,
    route: &Route,
    operation: Operation,
    problems: Map<String, Value>,
    schemas: &mut SchemaGenerator,
) -> Value {
    let asks = *method == Method::GET;
    let mut parameters: Vec<Value> = parameters::in_path(path, schemas).into_iter().collect();
    let names = route.parameters().iter();
    parameters.extend(names.map(|name| parameters::in_query(path, name, schemas)));
    let headers = [(asks, "IfNoneMatch"), (operation.conditional, "IfMatch")];
    let headers = headers.iter().filter(|(takes, _)| *takes);
    parameters.extend(
        headers.map(|(_, name)| json!({"$ref": format!("#/components/parameters/{name}")})),
    );
    let mut responses = operation.answer.responses(asks);
    responses.extend(problems);
    let mut shown = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "security": security(route.access()),
        "responses": responses,
    });
    if let Some(body) = operation.body {
        shown["requestBody"] = body;
    }
    shown
}

/// Of viewers a token is only asked where `VIEWER_TOKENS` is set.
fn security(access: Access) -> Value {
    match access {
        Access::Anyone => json!([]),
        Access::Viewers => json!([{"bearer": []}, {}]),
        Access::Curators => json!([{"bearer": []}]),
    }
}

/// Status and code of all that a request for this route can meet.
fn problems(path: &str, route: &Route, operation: &Operation) -> Vec<(u16, &'static str)> {
    let paged = route.parameters().contains(&"cursor");
    let sends = operation.body.is_some();
    let known = [
        (true, 400, "invalid_parameter"),
        (paged, 400, "invalid_cursor"),
        (sends, 400, "invalid_body"),
        (operation.conditional, 400, "invalid_if_match"),
        (route.access() != Access::Anyone, 401, "unauthorized"),
        (path.contains('{'), 404, "not_found"),
        // A name with a `?` in it ends there: gateways hand paths over decoded.
        (path.contains('{'), 405, "method_not_allowed"),
        (operation.conditional, 412, "version_mismatch"),
        (sends, 413, "body_too_large"),
        (sends, 415, "unsupported_media_type"),
        (sends, 422, "invalid_field"),
        (true, 500, "internal_error"),
        (true, 503, "store_unavailable"),
    ];
    let known = known.iter().filter(|(applies, ..)| *applies);
    let known = known.map(|(_, status, code)| (*status, *code));
    known.chain(operation.problems.iter().copied()).collect()
}
