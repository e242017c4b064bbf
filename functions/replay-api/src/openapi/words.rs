//! Schemas of types that other crates define, and of fields that are texts.

use super::texts;
use crate::http::{Address, Name};
use replay_store::{Action, Channel, QuarantineCode, QueryState, Visibility};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

/// Implements the schema of a type, which is repeated wherever the type is used.
macro_rules! schema {
    ($name:ident, $schema:expr) => {
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::Schema::try_from($schema).unwrap()
            }
        }
    };
}
pub(crate) use schema;

macro_rules! word {
    ($name:ident, $schema:expr) => {
        pub(crate) struct $name;

        schema!($name, $schema);
    };
}

/// The words that a text may be, or those of an enum. Does not compile when one of an enum is missing.
macro_rules! words {
    ($name:ident: $($word:literal),+) => {
        word!($name, json!({"type": "string", "enum": [$($word),+]}));
    };
    ($name:ident, $type:ident: $($word:ident),+) => {
        word!($name, json!({"type": "string", "enum": [$($type::$word),+]}));

        const _: fn($type) = |word| match word {
            $($type::$word => {}),+
        };
    };
}

word!(Id, json!({"type": "string", "pattern": texts::ID}));
word!(QueryId, json!({"type": "string", "pattern": query_id()}));
word!(TaskName, json!({"type": "string", "pattern": texts::TASK}));
word!(
    FormatName,
    json!({"type": "string", "pattern": "^[^A-Z]+$", "examples": ["hls", "mp4", "flv", "aac"]})
);
words!(Role: "curator", "admin");
words!(PartKind: "recorded", "joined");
words!(Source: "callback", "vod");
words!(Outcome: "kept", "repeated");
word!(OkStatus, json!({"const": "ok"}));
words!(Visible, Visibility: Pending, Published, Hidden);
words!(QueryStage, QueryState: Active, Done, Cancelled);
words!(
    QuarantineReason,
    QuarantineCode: Unusable,
    Contradicts,
    Refuted,
    UnreadableRecord,
    TooManyNewStreams
);
words!(Done, Action: Change, Schedule, Split, Merge, Undo);

/// The three names that identify a stream.
#[derive(JsonSchema)]
#[schemars(rename = "Stream")]
#[expect(dead_code, reason = "for its schema")]
pub(crate) struct StreamName {
    #[schemars(with = "Address")]
    domain: String,
    #[schemars(with = "Address")]
    app: String,
    #[schemars(with = "Name")]
    stream_id: String,
}

/// The profile of a stream.
#[derive(JsonSchema)]
#[schemars(rename = "Channel")]
pub(crate) struct ChannelWords {
    name: Option<String>,
    avatar_url: Option<String>,
    intro: Option<String>,
}

// Does not compile when a channel has another field.
const _: fn(ChannelWords) -> Channel = |words| Channel {
    name: words.name,
    avatar_url: words.avatar_url,
    intro: words.intro,
};

/// The value of a field before and after a change.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "for its schema")]
pub(crate) struct FromTo {
    from: Value,
    to: Value,
}

fn query_id() -> String {
    format!("^(sweep|{})$", texts::ID.trim_matches(['^', '$']))
}

/// The schema, or a reference to it.
pub(crate) fn inline<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}
