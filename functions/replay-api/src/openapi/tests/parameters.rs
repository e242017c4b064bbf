//! Parameters in the path, the query and the headers.

use crate::{
    http::{Address, DEFAULT_LIMIT, MAX_LIMIT, Name, Time},
    openapi::{
        texts,
        words::{Id, QuarantineReason, QueryId, TaskName, inline},
    },
    views::{KNOWN, Kind, State},
};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

/// The path at which tasks are listed.
const TASKS: &str = "/recordings/tasks";
/// The path at which streams are listed.
const STREAMS: &str = "/streams";

/// A query parameter. Some mean something else at another path.
pub(super) fn in_query(path: &str, name: &str, schemas: &mut SchemaGenerator) -> Value {
    let (description, schema) = match name {
        "as" => (
            "Curators get what viewers would get.",
            json!({"type": "string", "enum": ["viewer"]}),
        ),
        "grant" => (
            "Opens the playlist without a token. It is in `play.url` where that needs one, for an hour at least.",
            json!({"type": "string", "pattern": "^[cv][0-9a-f]{64}$"}),
        ),
        "stream_id" => ("The name of the stream.", inline::<Name>(schemas)),
        "domain" => ("The push domain of the stream.", inline::<Address>(schemas)),
        "app" => ("The app of the stream.", inline::<Address>(schemas)),
        "from" if path == TASKS => (
            "Tasks that begin at this time or later. By default 7 days before `to`, or yesterday.",
            inline::<Time>(schemas),
        ),
        "to" if path == TASKS => (
            "Tasks that end at this time or earlier. At most 7 days after `from`, and by default that.",
            inline::<Time>(schemas),
        ),
        "from" => (
            "Replays that start at this time or later.",
            inline::<Time>(schemas),
        ),
        "to" => (
            "Replays that start before this time.",
            inline::<Time>(schemas),
        ),
        "by" => (
            "Changes by the curator whose token has this name, or by `schedule`.",
            json!({"type": "string", "minLength": 1, "examples": ["ada"]}),
        ),
        "format" => (
            "Replays with a rendition in this format.",
            json!({"type": "string", "minLength": 1, "examples": ["hls"]}),
        ),
        "state" => ("Replays in this state.", inline::<State>(schemas)),
        "visibility" => (
            "Replays with one of these visibilities. Only curators may ask for others than `published`.",
            json!({"type": "array", "minItems": 1, "default": ["published"],
                "items": {"type": "string", "enum": ["pending", "published", "hidden", "all"]}}),
        ),
        "featured" => (
            "Replays that are featured, or those that are not.",
            json!({"type": "boolean"}),
        ),
        "q" if path == STREAMS => (
            "Streams whose name, or whose channel's name, begins with this, in upper or lower case.",
            json!({"type": "string", "minLength": 1}),
        ),
        "q" => (
            "Replays with this text in the title, in upper or lower case.",
            json!({"type": "string", "minLength": 1}),
        ),
        "fields" => (
            "Answer with these fields only, and the id.",
            json!({"type": "array", "minItems": 1, "items": {"type": "string", "enum": KNOWN}}),
        ),
        "limit" => (
            "The most items to answer with.",
            json!({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
        ),
        "cursor" => (
            "The `next_cursor` of the page before. The other parameters must be the same.",
            json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{32,}$"}),
        ),
        "since" => (
            "The `next` of the answer before, or a time. By default everything is listed.",
            json!({"anyOf": [
                inline::<Time>(schemas),
                {"type": "string", "pattern": "^[A-Za-z0-9_-]{32,}$"},
            ]}),
        ),
        "media" => (
            "Also delete the files from VOD, for good.",
            json!({"type": "boolean", "default": false}),
        ),
        "reason" => (
            "Events that are there for a reason of this kind.",
            inline::<QuarantineReason>(schemas),
        ),
        "kind" => ("Queries of this kind.", inline::<Kind>(schemas)),
        unknown => panic!("say in {} what {unknown} is", file!()),
    };
    let mut parameter =
        json!({"name": name, "in": "query", "description": description, "schema": schema});
    if ["fields", "visibility"].contains(&name) {
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
            "description": "Change only what is still as it was read: the `ETag` of that answer, the version of a replay, or `*` for any.",
            "schema": {"type": "string", "minLength": 1, "pattern": texts::if_match(), "examples": ["\"7\"", "7"]},
        },
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header",
            "description": "The `ETag` of an earlier answer. If nothing has changed, the answer is 304 without a body.",
            "schema": {"type": "string"},
        },
    })
}
