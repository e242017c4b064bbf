//! Bodies that are JSON objects. Each is a type: its fields say what they take, what a refusal says, and which schema the
//! OpenAPI document has for them.

use crate::http::{Code, Problem};
use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, value::MapDeserializer},
};
use serde_json::{Map, Value};
use std::cell::Cell;

/// More than any body holds: names have at most 512 characters, each of at most 12 bytes in JSON, and there are three.
const MAX_BODY_BYTES: usize = 65_536;

pub(crate) const JSON: &str = "application/json";

/// The body of a request, as `Deserialize` with `deny_unknown_fields` reads it.
pub(crate) trait RequestBody: DeserializeOwned {
    const MEDIA_TYPES: &[&str] = &[JSON];
    /// The largest body, in bytes.
    const MAX_BYTES: usize = MAX_BODY_BYTES;
    /// Without it, an empty body is read as `{}`.
    const REQUIRED: bool = true;
    /// The refusal of a field that the type does not have.
    const UNKNOWN_FIELD: &str = "is not known here";
}

/// Reads a body. A refusal names the field: bodies are flat, so that is the one being read, unless a field is missing. Serde
/// says only in the text of its error whether one is missing or unknown.
pub(crate) fn read<T: RequestBody>(headers: &HeaderMap, body: &[u8]) -> Result<T, Problem> {
    let object = match body {
        [] if !T::REQUIRED => Map::new(),
        body => object(headers, body, T::MEDIA_TYPES, T::MAX_BYTES)?,
    };
    read_fields(&object)
}

/// The same, of an object that is read.
pub(crate) fn read_fields<T: RequestBody>(object: &Map<String, Value>) -> Result<T, Problem> {
    let current = Cell::new("");
    let fields = object.iter().map(|(name, value)| {
        current.set(name.as_str());
        (name.as_str(), value)
    });
    T::deserialize(MapDeserializer::new(fields)).map_err(|error: serde_json::Error| {
        let text = error.to_string();
        if text.starts_with("unknown field") {
            return Problem::field(current.get(), T::UNKNOWN_FIELD);
        }
        match text.strip_prefix("missing field `") {
            Some(missing) => Problem::field(missing.trim_end_matches('`'), "is missing"),
            None => Problem::field(current.get(), &text),
        }
    })
}

fn object(
    headers: &HeaderMap,
    body: &[u8],
    types: &[&str],
    max_bytes: usize,
) -> Result<Map<String, Value>, Problem> {
    let sent = media_type(headers);
    if !sent.is_some_and(|sent| types.iter().any(|known| sent.eq_ignore_ascii_case(known))) {
        let detail = format!("send the body as {}", types.join(" or "));
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    if body.len() > max_bytes {
        let detail = format!("the body is larger than {max_bytes} bytes");
        return Err(Problem::new(Code::BodyTooLarge, detail));
    }
    serde_json::from_slice(body).map_err(|_| Problem::NOT_AN_OBJECT)
}

/// The media type, without parameters such as the charset: JSON is UTF-8 anyway.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// A field of a merge patch (RFC 7396).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Patch<T> {
    /// The patch does not name the field: its value stays.
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Patch<T> {
    /// `None` for a field that stays, `Some(None)` for one that goes.
    pub(crate) fn change<U>(self, value: impl FnOnce(T) -> U) -> Option<Option<U>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(set) => Some(Some(value(set))),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(json)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(schemas: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Option::<T>::json_schema(schemas)
    }
}

/// For a field that may be left out, but must not be null.
pub(crate) fn not_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    json: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

/// Reads a field. `expected` is the text of a refusal.
pub(crate) fn read_field<'de, D: Deserializer<'de>, T>(
    json: D,
    expected: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<T, D::Error> {
    let value = Value::deserialize(json)?;
    read(&value).ok_or_else(|| D::Error::custom(expected))
}

/// The type of a field: what it holds, what a refusal says behind the field's name, how it is read, and its schema.
macro_rules! field {
    ($(#[$meta:meta])* $name:ident($type:ty), $expected:expr, $read:expr, $schema:expr $(,)?) => {
        crate::http::field!($(#[$meta])* $name($type), $expected, $read);

        #[cfg(test)]
        crate::openapi::words::schema!($name, $schema);
    };
    ($(#[$meta:meta])* $name:ident($type:ty), $expected:expr, $read:expr $(,)?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) $type);

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
                crate::http::json_body::read_field(json, $expected, $read).map(Self)
            }
        }
    };
}
pub(crate) use field;

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: [&str; 2] = ["application/merge-patch+json", JSON];

    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Map<String, Value>, Problem> {
        let value = content_type.map(|value| (CONTENT_TYPE, value.parse().unwrap()));
        object(&value.into_iter().collect(), body, &TYPES, MAX_BODY_BYTES)
    }

    #[test]
    fn only_a_json_object_is_taken() {
        for body in [
            "",
            "null",
            "[]",
            "\"title\"",
            "{",
            "{}x",
            "{\"title\": \"\u{1}\"}",
        ] {
            let refusal = read(Some(JSON), body.as_bytes()).unwrap_err();
            assert_eq!(refusal, Problem::NOT_AN_OBJECT, "{body}");
        }
        assert!(read(Some(JSON), b"{\"title\": \"\xff\"}").is_err());
    }

    #[test]
    fn a_body_may_have_64_kib() {
        let body = |bytes: usize| format!("{{{}}}", " ".repeat(bytes - 2));
        assert!(read(Some(JSON), body(65_536).as_bytes()).is_ok());
        assert_eq!(
            read(Some(JSON), body(65_537).as_bytes()).unwrap_err(),
            Problem::new(
                Code::BodyTooLarge,
                "the body is larger than 65536 bytes".to_owned()
            )
        );
    }

    #[test]
    fn the_media_type_must_be_a_known_one() {
        let detail = "send the body as application/merge-patch+json or application/json";
        let problem = Problem::of(Code::UnsupportedMediaType, detail);
        for content_type in [
            None,
            Some(""),
            Some("text/json"),
            Some("application/json-patch+json"),
        ] {
            assert_eq!(read(content_type, b"{}").unwrap_err(), problem);
        }
        for content_type in [
            "Application/JSON; charset=utf-8",
            "application/merge-patch+json",
        ] {
            assert!(read(Some(content_type), b"{}").is_ok());
        }
    }
}
