//! Schemas of words that other crates define, and of fields that are texts in the wire types.

use super::texts;
use crate::views::replay::Replay;
use replay_grouping::{MAX_ADDRESS_BYTES, MAX_NAME_BYTES};
use replay_store::{Action, Channel, QueryState, Visibility};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};
use std::borrow::Cow;

macro_rules! schema {
    ($name:ident, $schema:expr) => {
        pub(crate) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                Schema::try_from($schema).unwrap()
            }
        }
    };
}

/// The words of an enum. Does not compile when one is missing.
macro_rules! words {
    ($name:ident, $type:ident: $($word:ident),+) => {
        schema!($name, json!({"type": "string", "enum": [$($type::$word),+]}));

        const _: fn($type) = |word| match word {
            $($type::$word => {}),+
        };
    };
}

schema!(Id, json!({"type": "string", "pattern": texts::ID}));
schema!(QueryId, json!({"type": "string", "pattern": query_id()}));
schema!(TaskName, json!({"type": "string", "pattern": texts::TASK}));
schema!(Time, json!({"type": "string", "format": "date-time"}));
schema!(Name, name(MAX_NAME_BYTES, texts::name()));
schema!(
    FormatName,
    json!({"type": "string", "pattern": "^[^A-Z]+$", "examples": ["hls", "mp4", "flv", "aac"]})
);
schema!(
    PartKind,
    json!({"type": "string", "enum": ["recorded", "joined"]})
);
schema!(
    Source,
    json!({"type": "string", "enum": ["callback", "vod"]})
);
schema!(
    Outcome,
    json!({"type": "string", "enum": ["kept", "repeated"]})
);
schema!(Well, json!({"const": "ok"}));
words!(Visible, Visibility: Pending, Published, Hidden);
words!(QueryStage, QueryState: Active, Done, Cancelled);
words!(Done, Action: Change, Schedule, Split, Merge, Undo);

/// A push address.
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

schema!(Address, name(MAX_ADDRESS_BYTES, texts::address()));

/// What a streamer shows of themselves.
#[derive(JsonSchema)]
#[schemars(rename = "Channel")]
#[expect(dead_code, reason = "for its schema")]
pub(crate) struct ChannelWords {
    name: Option<String>,
    avatar_url: Option<String>,
    intro: Option<String>,
}

// Does not compile when a channel has another field.
const _: fn(Channel) -> ChannelWords = |channel| {
    let Channel {
        name,
        avatar_url,
        intro,
    } = channel;
    ChannelWords {
        name,
        avatar_url,
        intro,
    }
};

/// What a field was, and what it became.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "for its schema")]
pub(crate) struct FromTo {
    from: Value,
    to: Value,
}

/// A replay, or as much of it as `fields` asked for.
pub(crate) struct SomeReplay;

impl JsonSchema for SomeReplay {
    fn schema_name() -> Cow<'static, str> {
        "SomeReplay".into()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        let mut replay = Replay::json_schema(schemas);
        replay.insert("required".to_owned(), json!(["id"]));
        let description = "A replay, or as much of it as `fields` asked for.";
        replay.insert("description".to_owned(), description.into());
        replay
    }
}

fn query_id() -> String {
    format!("^(sweep|{})$", texts::ID.trim_matches(['^', '$']))
}

/// JSON Schema counts characters, not bytes: a name of others than ASCII may be refused although it fits here.
fn name(most: usize, pattern: String) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": most, "pattern": pattern})
}

/// To write a schema down where it is used.
pub(super) fn inline<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}
