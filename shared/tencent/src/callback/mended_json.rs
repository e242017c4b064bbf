//! Reads JSON that is slightly broken: where Tencent cuts a text by its length, half a surrogate pair is left.

use serde_json::{Map, Value};
use std::str;

/// The JSON object in `body`, after a byte order mark if there is one. Half a surrogate pair is read as U+FFFD.
pub(super) fn object(body: &[u8]) -> Option<Map<String, Value>> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let strict = serde_json::from_slice(body).ok();
    strict.or_else(|| serde_json::from_str(&mended(str::from_utf8(body).ok()?)).ok())
}

/// The text with each escaped half of a surrogate pair replaced.
fn mended(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let (replacement, length) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (escape.get(..12), 12),
            (Some(0xd800..=0xdfff), _) => (Some("\\ufffd"), 6),
            // A backslash and the character that it escapes, which may be a backslash.
            _ => {
                let length = escape.chars().take(2).map(char::len_utf8).sum();
                (escape.get(..length), length)
            }
        };
        mended.push_str(replacement.unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    mended + rest
}

/// The UTF-16 unit that an escape stands for.
fn unit(escape: &str) -> Option<u16> {
    u16::from_str_radix(escape.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(body: &str, value: Option<Value>) {
        assert_eq!(object(body.as_bytes()).map(Value::Object), value, "{body}");
    }

    #[test]
    fn halves_of_surrogate_pairs_are_replaced() {
        check(r#"{"a":"\ud83d"}"#, Some(json!({"a": "\u{fffd}"})));
        check(
            r#"{"a":"x\ude00\ud83dy"}"#,
            Some(json!({"a": "x\u{fffd}\u{fffd}y"})),
        );
        check(
            r#"{"a":"\ud83d\ude00","b":"\ud83d"}"#,
            Some(json!({"a": "😀", "b": "\u{fffd}"})),
        );
        check(
            r#"{"a":"\\ud83d","b":"\ud83d\n"}"#,
            Some(json!({"a": "\\ud83d", "b": "\u{fffd}\n"})),
        );
        check("\u{feff}{\"a\":1}", Some(json!({"a": 1})));
    }

    #[test]
    fn other_broken_json_stays_unreadable() {
        for body in [
            "",
            "[]",
            "{",
            r#"{"a":"\é"}"#,
            r#"{"a":"\u12"}"#,
            r#"{"a":"\"#,
            "\\",
        ] {
            check(body, None);
        }
    }
}
