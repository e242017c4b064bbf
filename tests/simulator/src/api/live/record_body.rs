//! The body of a callback, as the record of callbacks holds it.

use crate::{RecordEncoding, moment::Style};
use serde_json::Value;

/// `body`, a JSON object, encoded.
pub(super) fn encoded(body: &str, encoding: RecordEncoding) -> String {
    match encoding {
        RecordEncoding::Json => body.to_owned(),
        RecordEncoding::JsonText => Value::from(body).to_string(),
        RecordEncoding::Percent => percent(body),
        RecordEncoding::Form => form(body),
        RecordEncoding::NamedForm => format!("data={}", form(body)),
        RecordEncoding::FormName => format!("{}=", form(body)),
        RecordEncoding::FormTwice => form(&form(body)),
        RecordEncoding::Pairs => pairs(body, false),
        RecordEncoding::BeijingPairs => pairs(body, true),
    }
}

fn pairs(body: &str, beijing: bool) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let fields = body.as_object().into_iter().flatten();
    let pairs = fields.map(|(name, value)| {
        let value = match (value, value.as_i64()) {
            (_, Some(at)) if beijing && name == "event_time" => Style::Beijing.write(at),
            (Value::String(text), _) => text.clone(),
            (other, _) => other.to_string(),
        };
        format!("{name}={}", form(&value))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn form(text: &str) -> String {
    percent(text).replace("%20", "+")
}

fn percent(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' | b'*' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
