//! Makes the document, and compares it with the file that is served.

mod answers;
mod bodies;
mod document;
mod operations;
mod parameters;
mod tags;

use super::DOCUMENT;
use crate::http::{Code, ROUTES, Route};
use document::{CALLBACK_PATH, document};
use lambda_http::http::Method;
use serde::Serialize;
use serde_json::{Serializer, Value, ser::PrettyFormatter};
use std::collections::BTreeSet;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

/// A field a line, with as little space as that takes: the function carries it.
fn written(document: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    let format = PrettyFormatter::with_indent(b"");
    document
        .serialize(&mut Serializer::with_formatter(&mut text, format))
        .unwrap();
    text.push(b'\n');
    text
}

fn served() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

#[test]
fn the_document_is_up_to_date() {
    let document = document();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, written(&document)).unwrap();
    } else {
        assert!(
            document == served(),
            "openapi.json is not what the code says: `UPDATE=1 cargo test -p replay-api openapi` writes it anew"
        );
    }
}

/// Every method of every path in the document, and its entry.
fn entries(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let methods = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(|(method, entry)| (method.to_uppercase(), path.clone(), entry.clone()))
    });
    methods.collect()
}

#[test]
fn every_route_has_its_entry_and_every_entry_its_route() {
    let entries = entries(&served());
    let entries = entries
        .iter()
        .map(|(method, path, _)| (method.as_str(), path.as_str()));
    let routes = ROUTES
        .iter()
        .map(|route| (route.method.as_str(), route.path));
    let routes = routes.chain([("POST", CALLBACK_PATH)]);
    assert_eq!(
        entries.collect::<BTreeSet<_>>(),
        routes.collect::<BTreeSet<_>>()
    );
}

#[test]
fn every_entry_is_found_and_has_the_parameters_of_its_route() {
    for (method, path, entry) in entries(&served()) {
        if path == CALLBACK_PATH {
            continue;
        }
        let (at, method): (_, Method) = (path.replace(['{', '}'], ""), method.parse().unwrap());
        let (route, _) = Route::find(&method, &at).unwrap();
        let parameters = entry["parameters"].as_array().unwrap().iter();
        let queried = parameters.filter(|parameter| parameter["in"] == "query");
        let names: Vec<&str> = queried
            .map(|query| query["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, route.parameters, "{method} {path}");
    }
}

#[test]
fn every_operation_has_one_of_the_tags() {
    let document = served();
    let tags = document["tags"].as_array().unwrap().iter();
    let declared: BTreeSet<&str> = tags.map(|tag| tag["name"].as_str().unwrap()).collect();
    let entries = entries(&document);
    let used: BTreeSet<&str> = entries
        .iter()
        .map(|(method, path, entry)| {
            let tags = entry["tags"].as_array().unwrap();
            assert_eq!(tags.len(), 1, "{method} {path}");
            tags[0].as_str().unwrap()
        })
        .collect();
    assert_eq!(used, declared);
}

#[test]
fn every_field_of_replays_parts_and_queries_has_a_description() {
    let document = served();
    for name in [
        "Replay",
        "SomeReplay",
        "Rendition",
        "Play",
        "Item",
        "Coverage",
        "Gap",
        "Part",
        "Query",
        "JoinedFile",
    ] {
        let schema = &document["components"]["schemas"][name];
        assert!(schema["description"].is_string(), "{name}");
        for (field, schema) in schema["properties"].as_object().unwrap() {
            let text = schema["description"].as_str().unwrap_or_default();
            assert!(text.ends_with('.'), "{name}.{field}: {text:?}");
        }
    }
}

#[test]
fn operation_ids_are_unique() {
    let ids = entries(&served())
        .into_iter()
        .map(|(.., entry)| entry["operationId"].to_string());
    assert_eq!(ids.collect::<BTreeSet<_>>().len(), entries(&served()).len());
}

#[test]
fn every_code_is_there_and_every_operation_has_its_own() {
    let document = served();
    let known = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    let all: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(*known, serde_json::json!(all));
    assert!(all.is_sorted());
    let responses = document["components"]["responses"].as_object().unwrap();
    let documented: BTreeSet<&str> = responses
        .keys()
        .flat_map(|codes| codes.split('.'))
        .collect();
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), documented);
}
