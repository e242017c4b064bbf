//! Finds a callback in the text that Tencent's record of callbacks has for it. How that text is encoded isn't documented, and
//! the official example shows a form-encoded one.

use super::mended_json;
use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// How many encodings may lie inside each other, each counted once: more are no accident of a server.
const MAX_DEPTH: u8 = 6;

/// Every callback has this field.
const EVENT_TYPE: &str = "event_type";

/// The callback in such a text, as a JSON object, for [`super::Unverified::parse`]. `None` when there is none.
///
/// It may be JSON, JSON inside a JSON text, form-encoded or percent-encoded, in base64, behind a name and `=` or with other
/// text around it, or consist of `name=value` pairs; and each of these inside another.
#[must_use]
pub fn recorded_callback(text: &str) -> Option<String> {
    if mended_json::object(text.as_bytes()).is_some_and(|object| is_callback(&object)) {
        return Some(text.to_owned());
    }
    find(text, MAX_DEPTH).map(|object| Value::Object(object).to_string())
}

fn is_callback(object: &Map<String, Value>) -> bool {
    object.contains_key(EVENT_TYPE)
}

fn find(text: &str, depth: u8) -> Option<Map<String, Value>> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    if let Some(found) = mended_json::object(text.as_bytes()) {
        return inside(&Value::Object(found), depth);
    }
    if let Ok(value) = serde_json::from_str(text) {
        return inside(&value, depth);
    }
    let decoded = decoded(text);
    embedded(text)
        // The parameters of a push URL, which may be left as they are, look like pairs.
        .or_else(|| embedded(decoded.as_deref()?))
        .or_else(|| pairs(text))
        .or_else(|| find(decoded.as_deref()?, depth))
        .or_else(|| find(&from_base64(text)?, depth))
}

/// The callback that a JSON value is, or holds.
fn inside(value: &Value, depth: u8) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) if is_callback(object) => Some(object.clone()),
        Value::Object(object) => {
            let depth = depth.checked_sub(1)?;
            let mut values = object.values();
            values.find_map(|value| inside(value, depth))
        }
        Value::Array(values) => {
            let depth = depth.checked_sub(1)?;
            values.iter().find_map(|value| inside(value, depth))
        }
        Value::String(text) => find(text, depth),
        _ => None,
    }
}

/// A JSON object with other text around it.
fn embedded(text: &str) -> Option<Map<String, Value>> {
    let (from, to) = (text.find('{')?, text.rfind('}')?);
    let object = mended_json::object(text.get(from..=to)?.as_bytes())?;
    is_callback(&object).then_some(object)
}

/// The fields as `name=value` pairs. Of several with one name the first counts.
fn pairs(text: &str) -> Option<Map<String, Value>> {
    let text = text.trim_start_matches('?');
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let field = fields.entry(name.trim());
        field.or_insert_with(|| Value::String(value.into_owned()));
    }
    let event_type = fields.get(EVENT_TYPE)?.as_str()?;
    event_type.trim().parse::<u32>().ok().map(|_| fields)
}

/// Without one layer of percent-encoding. A plus sign stands for a space, unless spaces are encoded otherwise.
fn decoded(text: &str) -> Option<String> {
    let plus = if text.contains("%20") { "+" } else { " " };
    let text = text.replace('+', plus);
    let decoded = percent_decode_str(&text).decode_utf8().ok()?.into_owned();
    (decoded != text).then_some(decoded)
}

/// Base64 of either alphabet, padded or not, alone or behind a name and `=`.
fn from_base64(text: &str) -> Option<String> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = match text.split_once('=') {
        Some((_, value)) if !value.trim_matches('=').is_empty() => value,
        _ => text,
    };
    let bytes = [STANDARD, URL_SAFE].iter().find_map(|alphabet| {
        let engine = GeneralPurpose::new(alphabet, config);
        engine.decode(text).ok()
    })?;
    String::from_utf8(bytes).ok()
}
