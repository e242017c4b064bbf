//! Tables that repeat what stands elsewhere.

use crate::documents::document::{Document, root};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

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
        .map(|name| format!("{name}Alarm"))
        .collect();
    let document = Document::read("docs/operations.md").text;
    let sections = document.split("\n### ").skip(1);
    let explained = sections.filter(|section| section.lines().next().unwrap().ends_with("Alarm"));
    let mut names = BTreeSet::new();
    for section in explained {
        for part in ["**Means:** ", "**Look at** ", "**Do:** "] {
            assert_eq!(section.matches(part).count(), 1, "{part} of {section}");
        }
        names.insert(section.lines().next().unwrap().to_owned());
    }
    assert_eq!(names, resources);
}

/// The queries are written for lines that the functions and gateways really log.
#[test]
fn the_queries_ask_for_what_is_logged() {
    let mut sources = String::new();
    for folder in ["functions", "shared"] {
        read_rust(&root().join(folder), &mut sources);
    }
    let template = fs::read_to_string(root().join("infra/template.yaml")).unwrap();
    let metrics = fs::read_to_string(root().join("infra/metrics.json")).unwrap();
    let document = Document::read("docs/operations.md").text;
    let watched = document
        .split("\n## ")
        .find(|part| part.starts_with("Watch it"));
    let queries = watched
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("    "));
    let mut asked = 0;
    for line in queries {
        let mut texts = line.split('"');
        let code = texts.by_ref().step_by(2).collect::<Vec<_>>().join(" ");
        for word in code.split(|c: char| !c.is_ascii_alphanumeric() && !"._@".contains(c)) {
            let known = match word.strip_prefix("fields.") {
                Some("message") => true,
                Some(field) => sources.contains(field),
                None if word.starts_with(|c: char| c.is_ascii_uppercase()) => {
                    metrics.contains(&format!("\"name\": \"{word}\""))
                }
                None if ["status", "route", "ip"].contains(&word) => {
                    template.contains(&format!("\"{word}\":\"$context"))
                }
                None => continue,
            };
            assert!(known, "{word} of {line}");
            asked += 1;
        }
        if line.contains("fields.message") {
            let text = line.split('"').nth(1);
            assert!(text.is_none_or(|text| sources.contains(text)), "{line}");
        }
    }
    assert!(asked > 20, "{asked} fields");
}

fn read_rust(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_rust(&path, into);
        } else if path.extension().is_some_and(|it| it == "rs") {
            into.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
