//! What curators send. The code reads these bodies field by field; here are the same limits as schemas.

use super::{
    texts,
    words::{Address, Id, Name, Time, Visible, inline},
};
use crate::{
    endpoints::{
        channels::{MAX_INTRO_CHARACTERS, MAX_NAME_CHARACTERS},
        recordings::request::MAX_TEMPLATE_ID,
        replays::{
            join_files::MAX_FORMAT_BYTES,
            patch::{
                MAX_NOTE_CHARACTERS, MAX_RANK, MAX_TITLE_CHARACTERS, MAX_URL_BYTES, MEDIA_TYPES,
            },
            split_merge_undo::MOST_MERGED,
        },
    },
    http::json_body::JSON,
};
use replay_store::MAX_GAP_SECONDS;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

/// A change of a replay.
pub(super) fn change(schemas: &mut SchemaGenerator) -> Value {
    let time = || nullable(&inline::<Time>(&mut SchemaGenerator::default()));
    let fields = json!({
        "title": pattern(texts::line(MAX_TITLE_CHARACTERS)),
        "cover_url": url(),
        "visibility": inline::<Visible>(schemas),
        "featured_rank": {"type": ["integer", "null"], "minimum": 1, "maximum": MAX_RANK},
        "note": pattern(texts::text(MAX_NOTE_CHARACTERS)),
        "publish_at": time(),
        "unpublish_at": time(),
    });
    body(&MEDIA_TYPES, true, &object(fields, &[]))
}

/// A moment.
pub(super) fn split(schemas: &mut SchemaGenerator) -> Value {
    let fields = json!({"at": inline::<Time>(schemas)});
    body(&[JSON], true, &object(fields, &["at"]))
}

/// Several replays.
pub(super) fn merge(schemas: &mut SchemaGenerator) -> Value {
    let ids = json!({
        "type": "array", "items": inline::<Id>(schemas),
        "minItems": 2, "maxItems": MOST_MERGED, "uniqueItems": true,
    });
    body(&[JSON], true, &object(json!({"ids": ids}), &["ids"]))
}

/// A format, if any.
pub(super) fn join() -> Value {
    let format = pattern(format!("^[A-Za-z0-9]{{1,{MAX_FORMAT_BYTES}}}$"));
    body(&[JSON], false, &object(json!({"format": format}), &[]))
}

/// What a streamer shows of themselves.
pub(super) fn channel() -> Value {
    let fields = json!({
        "name": pattern(texts::line(MAX_NAME_CHARACTERS)),
        "avatar_url": url(),
        "intro": pattern(texts::text(MAX_INTRO_CHARACTERS)),
    });
    body(&[JSON], true, &object(fields, &[]))
}

/// A range of the past.
pub(super) fn backfill(schemas: &mut SchemaGenerator) -> Value {
    let fields = json!({
        "from": inline::<Time>(schemas),
        "to": inline::<Time>(schemas),
        "stream_id": nullable(&inline::<Name>(schemas)),
        "domain": nullable(&inline::<Address>(schemas)),
        "app": nullable(&inline::<Address>(schemas)),
    });
    body(&[JSON], true, &object(fields, &["from", "to"]))
}

/// A stream, and the rules that it is to have.
pub(super) fn regroup(schemas: &mut SchemaGenerator) -> Value {
    let fields = json!({
        "stream_id": inline::<Name>(schemas),
        "domain": nullable(&inline::<Address>(schemas)),
        "app": nullable(&inline::<Address>(schemas)),
        "gap_seconds": {"type": ["integer", "null"], "minimum": 0, "maximum": MAX_GAP_SECONDS},
        "daily_cut_utc_offset": pattern(texts::utc_offset()),
        "dry_run": {"type": "boolean", "default": false},
    });
    body(&[JSON], true, &object(fields, &["stream_id"]))
}

/// A stream, and when it is to be recorded.
pub(super) fn recording(schemas: &mut SchemaGenerator) -> Value {
    let fields = json!({
        "stream_id": inline::<Name>(schemas),
        "domain": nullable(&inline::<Address>(schemas)),
        "app": nullable(&inline::<Address>(schemas)),
        "starts_at": nullable(&inline::<Time>(schemas)),
        "ends_at": inline::<Time>(schemas),
        "template_id": {"type": ["integer", "null"], "minimum": 1, "maximum": MAX_TEMPLATE_ID},
    });
    body(&[JSON], true, &object(fields, &["stream_id", "ends_at"]))
}

fn body(types: &[&str], required: bool, schema: &Value) -> Value {
    let content = types.iter().map(|media_type| {
        let schema = json!({"schema": schema});
        ((*media_type).to_owned(), schema)
    });
    json!({"required": required, "content": content.collect::<Map<_, _>>()})
}

fn object(fields: Value, required: &[&str]) -> Value {
    json!({
        "type": "object", "properties": fields, "required": required,
        "additionalProperties": false,
    })
}

fn nullable(schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

fn pattern(pattern: String) -> Value {
    json!({"type": ["string", "null"], "pattern": pattern})
}

fn url() -> Value {
    let mut url = pattern(texts::url());
    url["maxLength"] = MAX_URL_BYTES.into();
    url
}
