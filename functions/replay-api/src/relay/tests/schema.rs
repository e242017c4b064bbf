//! JSON Schema Draft 4 of each event's detail, which is what EventBridge's registry takes.

use crate::relay::{
    EventType,
    event::{CurationDetail, MergedDetail, QuarantineDetail, QueryDetail, ReplayDetail},
    viewpoint::LEFT_OUT,
};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

/// Keywords that hold one schema, a list of schemas, and schemas by name.
const ONE: [&str; 3] = ["additionalProperties", "items", "not"];
const LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const NAMED: [&str; 3] = ["definitions", "patternProperties", "properties"];

/// All other keywords of Draft 4 that occur.
const PLAIN: [&str; 16] = [
    "$ref",
    "$schema",
    "default",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "pattern",
    "required",
    "title",
    "uniqueItems",
];

/// Of a number, the width in the program. Draft 4 knows no such format.
const WIDTHS: [&str; 8] = [
    "double", "float", "int32", "int64", "uint", "uint16", "uint32", "uint64",
];

/// The schema of the detail of an event.
pub(super) fn schema(kind: EventType) -> Value {
    let settings = SchemaSettings::draft07().for_serialize();
    let generator = settings.into_generator();
    let of = |make: fn(SchemaGenerator) -> schemars::Schema| make(generator);
    let schema = match kind {
        EventType::ReplayMerged => of(|it| it.into_root_schema_for::<MergedDetail>()),
        EventType::CurationChanged => of(|it| it.into_root_schema_for::<CurationDetail>()),
        EventType::QueryFinished => of(|it| it.into_root_schema_for::<QueryDetail>()),
        EventType::QuarantineAdded => of(|it| it.into_root_schema_for::<QuarantineDetail>()),
        _ => of(|it| it.into_root_schema_for::<ReplayDetail>()),
    };
    let mut schema = schema.to_value();
    for path in LEFT_OUT {
        for view in ["Replay", "Live"] {
            let at = json!({"$ref": format!("#/definitions/{view}")});
            leave_out(&mut schema, &at, path);
        }
    }
    drop_unused(&mut schema);
    let mut schema = draft4(schema);
    schema["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    schema["title"] = json!(kind.as_str());
    schema["description"] = json!(kind.about());
    schema.sort_all_objects();
    schema
}

/// Removes what lies at a path below the schema `at`, which may be a reference, nullable or of a list.
fn leave_out(root: &mut Value, at: &Value, path: &[&str]) {
    let [name, rest @ ..] = path else { return };
    let Some(definition) = referred(at) else {
        return;
    };
    let Some(target) = root.pointer_mut(&definition) else {
        return;
    };
    if rest.is_empty() {
        if let Some(properties) = target["properties"].as_object_mut() {
            properties.remove(*name);
        }
        if let Some(required) = target["required"].as_array_mut() {
            required.retain(|required| required != name);
        }
    } else {
        let below = target["properties"][*name].clone();
        leave_out(root, &below, rest);
    }
}

/// The pointer to the definition to which a schema leads.
fn referred(schema: &Value) -> Option<String> {
    if let Some(target) = schema["$ref"].as_str() {
        return Some(target.trim_start_matches('#').to_owned());
    }
    let lists = LIST.iter().filter_map(|list| schema[*list].as_array());
    let mut below = lists.flatten().chain(schema.get("items"));
    below.find_map(referred)
}

/// Drops definitions to which nothing leads any more.
fn drop_unused(schema: &mut Value) {
    loop {
        let text = schema.to_string();
        let Some(definitions) = schema.get_mut("definitions").and_then(Value::as_object_mut) else {
            return;
        };
        let before = definitions.len();
        definitions.retain(|name, _| text.contains(&format!("\"#/definitions/{name}\"")));
        if definitions.len() == before {
            return;
        }
    }
}

/// A schema of Draft 7 as one of Draft 4.
fn draft4(schema: Value) -> Value {
    let fields = match schema {
        Value::Object(fields) => fields,
        Value::Bool(true) => return json!({}),
        Value::Bool(false) => return json!({"not": {}}),
        other => panic!("{other} is no schema"),
    };
    let mut converted = Map::new();
    for (keyword, value) in fields {
        let keyword = keyword.as_str();
        let new = match (keyword, value) {
            ("examples", _) => continue,
            ("format", format) if WIDTHS.iter().any(|width| format == *width) => continue,
            ("const", value) => ("enum", json!([value])),
            ("exclusiveMinimum", bound @ Value::Number(_)) => {
                converted.insert("minimum".to_owned(), bound);
                (keyword, json!(true))
            }
            ("exclusiveMaximum", bound @ Value::Number(_)) => {
                converted.insert("maximum".to_owned(), bound);
                (keyword, json!(true))
            }
            // A schema of its own only where it says more than yes or no.
            ("additionalProperties", Value::Bool(any)) => (keyword, json!(any)),
            (_, one) if ONE.contains(&keyword) => (keyword, draft4(one)),
            (_, Value::Array(list)) if LIST.contains(&keyword) => {
                (keyword, list.into_iter().map(draft4).collect())
            }
            (_, Value::Object(named)) if NAMED.contains(&keyword) => {
                let named = named.into_iter().map(|(name, one)| (name, draft4(one)));
                (keyword, Value::Object(named.collect()))
            }
            ("type", kind) => (keyword, kind),
            (_, value) => {
                assert!(PLAIN.contains(&keyword), "{keyword} is not of Draft 4");
                (keyword, value)
            }
        };
        converted.insert(new.0.to_owned(), new.1);
    }
    Value::Object(converted)
}

/// What is wrong with a value, by a schema of Draft 4. Fields that the schema doesn't name are wrong too.
pub(super) fn misfits(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    if let Some(target) = schema["$ref"].as_str() {
        let target = root.pointer(target.trim_start_matches('#'));
        return misfits(root, target.expect("a definition"), value);
    }
    let mut wrong = Vec::new();
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
        wrong.push(format!("{value} is no {kinds:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        wrong.push(format!("{value} is none of {words:?}"));
    }
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let all: Vec<_> = any.iter().map(|one| misfits(root, one, value)).collect();
        if all.iter().all(|wrong| !wrong.is_empty()) {
            wrong.extend(all.into_iter().flatten());
        }
    }
    for one in schema["allOf"].as_array().into_iter().flatten() {
        wrong.extend(misfits(root, one, value));
    }
    if let (Some(properties), Some(fields)) = (schema["properties"].as_object(), value.as_object())
    {
        for (name, field) in fields {
            match properties.get(name) {
                Some(schema) => wrong.extend(misfits(root, schema, field)),
                None => wrong.push(format!("{name} is not described")),
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.map(|name| name.as_str().unwrap()) {
            if !fields.contains_key(name) {
                wrong.push(format!("{name} is missing"));
            }
        }
    }
    if let (Some(schema), Some(items)) = (schema.get("items"), value.as_array()) {
        wrong.extend(items.iter().flat_map(|item| misfits(root, schema, item)));
    }
    wrong
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}

#[test]
fn what_draft_4_does_not_know_is_said_otherwise() {
    let converted = draft4(json!({
        "type": ["string", "null"], "const": 1, "exclusiveMinimum": 0, "examples": [1], "format": "uint32",
        "properties": {"const": true, "a": {"items": false}}, "additionalProperties": false,
    }));
    let expected = json!({
        "type": ["string", "null"], "enum": [1], "minimum": 0, "exclusiveMinimum": true,
        "properties": {"const": {}, "a": {"items": {"not": {}}}}, "additionalProperties": false,
    });
    assert_eq!(converted, expected);
}

#[test]
fn the_only_address_in_an_event_is_that_of_a_picture() {
    for kind in EventType::ALL {
        let schema = schema(*kind).to_string();
        let names = schema.split('"').filter(|name| name.ends_with("url"));
        assert!(
            names.clone().all(|name| name == "cover_url"),
            "{kind}: {:?}",
            names.collect::<Vec<_>>()
        );
        assert!(
            !schema.contains("playlist") && !schema.contains("\"note\""),
            "{kind}"
        );
    }
}
