//! Tables that repeat what stands elsewhere.

use crate::documents::document::{Document, root};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

const API: &str = "docs/api.md";
const MARKS: [&str; 2] = [
    "<!-- routes: from functions/replay-api/openapi.json -->\n",
    "<!-- /routes -->",
];

/// The routes of the OpenAPI document, as a table.
fn routes() -> String {
    let file = root().join("functions/replay-api/openapi.json");
    let openapi: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut table = "| route | who | what |\n|---|---|---|\n".to_owned();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            let role = route["security"][0]["bearer"][0].as_str();
            let mut who = role.unwrap_or("anyone").to_owned();
            let description = route["description"].as_str().unwrap_or_default();
            if let Some(when) = description.strip_prefix("An admin's token is needed ") {
                who.push_str(&format!(", admin {}", when.trim_end_matches('.')));
            }
            let (method, summary) = (method.to_uppercase(), route["summary"].as_str().unwrap());
            table.push_str(&format!("| `{method} {path}` | {who} | {summary} |\n"));
        }
    }
    table
}

#[test]
fn the_routes_are_those_of_the_openapi_document() {
    let document = Document::read(API).text;
    let (before, rest) = document.split_once(MARKS[0]).expect("the table's begin");
    let (table, after) = rest.split_once(MARKS[1]).expect("the table's end");
    let routes = routes();
    if std::env::var_os("UPDATE").is_some() {
        let [begin, end] = MARKS;
        fs::write(
            root().join(API),
            format!("{before}{begin}{routes}{end}{after}"),
        )
        .unwrap();
        return;
    }
    assert_eq!(
        table, routes,
        "`UPDATE=1 cargo test --workspace --test it documents::` writes it anew"
    );
}

#[test]
fn each_alarm_of_the_template_is_explained() {
    let template = fs::read_to_string(root().join("infra/template.yaml")).unwrap();
    let resources = template
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix("Alarm:"));
    let resources: BTreeSet<String> = resources
        .filter(|name| !name.starts_with(' '))
        .map(|name| format!("`{name}Alarm`"))
        .collect();
    let document = Document::read("docs/operations.md");
    let rows = document.rows("Watch it");
    let explained: BTreeSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(explained, resources);
    assert!(rows.iter().all(|row| row.len() == 3 && !row[2].is_empty()));
}
