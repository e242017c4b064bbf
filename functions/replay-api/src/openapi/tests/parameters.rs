//! Parameters in the path, the query and the headers.

use crate::{
    http::{Address, DEFAULT_LIMIT, MAX_LIMIT, Name, Time},
    openapi::{
        texts,
        words::{Id, QueryId, TaskName, Visible, inline},
    },
    views::{KNOWN, Kind, State},
};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

/// The path at which tasks are listed.
const TASKS: &str = "/recordings/tasks";

/// A query parameter. Some mean something else at another path.
pub(super) fn in_query(path: &str, name: &str, schemas: &mut SchemaGenerator) -> Value {
    let (description, schema) = match name {
        "stream_id" => ("The name of a stream.", inline::<Name>(schemas)),
        "domain" => ("Its push domain.", inline::<Address>(schemas)),
        "app" => ("Its app.", inline::<Address>(schemas)),
        "from" if path == TASKS => (
            "Those that begin then or later; left out, the 7 days before `to`, or since yesterday.",
            inline::<Time>(schemas),
        ),
        "to" if path == TASKS => (
            "Those that end then or before; at most 7 days after `from`, which it is if left out.",
            inline::<Time>(schemas),
        ),
        "from" => ("Started then or later.", inline::<Time>(schemas)),
        "to" => ("Started before.", inline::<Time>(schemas)),
        "format" => (
            "Recorded in this format, among others.",
            json!({"type": "string", "minLength": 1, "examples": ["hls"]}),
        ),
        "state" => ("How far it is.", inline::<State>(schemas)),
        "visibility" => (
            "Who may see it. Only curators may ask for others than published ones.",
            inline::<Visible>(schemas),
        ),
        "q" => (
            "A piece of the title, in any case. Needs `stream_id` beside it.",
            json!({"type": "string", "minLength": 1}),
        ),
        "fields" => (
            "Only these, and the id.",
            json!({"type": "array", "minItems": 1, "items": {"type": "string", "enum": KNOWN}}),
        ),
        "limit" => (
            "How many at most.",
            json!({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
        ),
        "cursor" => (
            "The `next_cursor` of the page before, asked for with the same parameters.",
            json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{32,}$"}),
        ),
        "since" => (
            "What `next` said, or a time; left out, it is the beginning.",
            json!({"anyOf": [
                inline::<Time>(schemas),
                {"type": "string", "pattern": "^[A-Za-z0-9_-]{32,}$"},
            ]}),
        ),
        "media" => (
            "Whether its files are deleted from VOD too, for good.",
            json!({"type": "boolean", "default": false}),
        ),
        "kind" => ("What is asked for.", inline::<Kind>(schemas)),
        unknown => panic!("say in {} what {unknown} is", file!()),
    };
    let mut parameter =
        json!({"name": name, "in": "query", "description": description, "schema": schema});
    if name == "fields" {
        parameter["style"] = "form".into();
        parameter["explode"] = false.into();
    }
    parameter
}

/// The name in the braces of a path.
pub(super) fn in_path(path: &str, schemas: &mut SchemaGenerator) -> Option<Value> {
    let (_, behind) = path.split_once('{')?;
    let (name, _) = behind.split_once('}')?;
    let schema = match path.split('/').nth(1) {
        Some("channels") => inline::<Name>(schemas),
        Some("queries") => inline::<QueryId>(schemas),
        Some("recordings") => inline::<TaskName>(schemas),
        Some("quarantine") => json!({"type": "string", "pattern": texts::FINGERPRINT}),
        _ => inline::<Id>(schemas),
    };
    Some(json!({"name": name, "in": "path", "required": true, "schema": schema}))
}

/// Headers that requests may have.
pub(super) fn headers() -> Value {
    json!({
        "IfMatch": {
            "name": "If-Match", "in": "header",
            "description": "Only if the replay is still as it was: its `ETag`, its version in quotes, or `*`.",
            "schema": {"type": "string", "minLength": 1, "pattern": texts::IF_MATCH, "examples": ["\"7\""]},
        },
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header",
            "description": "The `ETag` of what is known already, which is then not sent again.",
            "schema": {"type": "string"},
        },
    })
}
