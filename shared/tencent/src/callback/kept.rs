//! What is kept of a callback beside the facts: the whole of it, without what nobody needs and others might misuse.

use super::Verified;
use serde_json::{Map, Value};

/// Where the streamer was, which is personal data. Compared in lower case without underscores.
const ADDRESSES: [&str; 3] = ["userip", "clientip", "pusherip"];

/// The parameter of a push URL that lets anybody push to the stream until it expires.
const SECRET: &str = "txsecret";

impl Verified {
    /// The callback as JSON, without addresses of streamers and without `txSecret`, wherever in a text that stands.
    #[must_use]
    pub fn kept(&self) -> String {
        let mut kept = Value::Object(self.fields().clone());
        strip(&mut kept);
        kept.to_string()
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => strip_fields(fields),
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::String(text) => {
            if let Some(stripped) = without_secret(text) {
                *text = stripped;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn strip_fields(fields: &mut Map<String, Value>) {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    fields.retain(|name, _| {
        let name = plain(name);
        name != SECRET && !ADDRESSES.contains(&name.as_str())
    });
    fields.values_mut().for_each(strip);
}

/// The text without each `txSecret=…` and the `&` behind it, also where these are percent-encoded; `None` if it has none.
fn without_secret(text: &str) -> Option<String> {
    // As long as the text, byte for byte.
    let lower = text.to_ascii_lowercase();
    let mut stripped = String::with_capacity(text.len());
    let (mut copied, mut from) = (0, 0);
    while let Some(found) = lower[from..].find(SECRET) {
        let begin = from + found;
        from = begin + SECRET.len();
        let rest = &lower[from..];
        let equals = ["=", "%3d", "%253d"];
        let Some(equals) = equals.into_iter().find(|it| rest.starts_with(it)) else {
            continue;
        };
        let value = &rest[equals.len()..];
        let length = value.find(|c: char| !is_of_value(c)).unwrap_or(value.len());
        let after = &value[length..];
        let ands = ["&amp;", "&", "%26", "%2526"];
        let and = ands.into_iter().find(|and| after.starts_with(and));
        from += equals.len() + length + and.map_or(0, str::len);
        stripped.push_str(&text[copied..begin]);
        copied = from;
    }
    (copied > 0).then(|| stripped + &text[copied..])
}

/// The secret is an MD5 or SHA-256 in hex, but whoever signs the URL chooses.
fn is_of_value(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/=".contains(c)
}

#[cfg(test)]
mod tests {
    use crate::callback::Unverified;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(body: &Value, expected: &Value) {
        let verified = Unverified::parse(body.to_string().as_bytes())
            .unwrap()
            .trusted();
        let kept: Value = serde_json::from_str(&verified.kept()).unwrap();
        assert_eq!(kept, *expected);
    }

    #[test]
    fn addresses_of_streamers_are_left_out() {
        check(
            &json!({"user_ip": "198.51.100.7", "node": "192.0.2.10", "data": [{"ClientIp": "198.51.100.7", "count": 1}]}),
            &json!({"node": "192.0.2.10", "data": [{"count": 1}]}),
        );
    }

    #[test]
    fn the_secret_is_left_out_wherever_it_stands() {
        for (text, expected) in [
            (
                "txSecret=5f0c&txTime=68E8B0C0&session=a",
                "txTime=68E8B0C0&session=a",
            ),
            ("session=a&txSecret=5f0c", "session=a&"),
            (
                "session=a&TXSECRET=5f0c&b=1&txSecret=5f0d&c=2",
                "session=a&b=1&c=2",
            ),
            (
                "rtmp://p.example.com/live/room?txSecret=5f0c&session=a",
                "rtmp://p.example.com/live/room?session=a",
            ),
            ("txSecret%3D5f0c%26session%3Da", "session%3Da"),
            ("txSecret=5f0c%26session=a", "session=a"),
            (
                "{\"push\":\"txSecret=5f0c\",\"a\":1}",
                "{\"push\":\"\",\"a\":1}",
            ),
            ("txSecret", "txSecret"),
            ("a txSecret of mine", "a txSecret of mine"),
            ("é&txSecret=ß&é=1", "é&ß&é=1"),
            ("session=a", "session=a"),
        ] {
            check(
                &json!({"stream_param": text}),
                &json!({"stream_param": expected}),
            );
        }
        check(
            &json!({"txSecret": "5f0c", "more": {"tx_secret": 1}}),
            &json!({"more": {}}),
        );
    }
}
