//! Every field of every sample, broken in every way: nothing panics, and no part has a length that can't be.

use crate::{NOW, defaults, key, samples, verifier};
use replay_grouping::{Fact, Seconds};
use replay_signature::sign;
use replay_tencent::callback::{Event, Unverified, read};
use serde_json::{Map, Value};

/// As JSON text, because not all of them survive a parser.
const ODD: [&str; 19] = [
    "null",
    "\"\"",
    "\" \"",
    "[]",
    "{}",
    "\"x\"",
    "-1",
    "0",
    "1e400",
    "1e300",
    "-0.0",
    "1.5",
    "true",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "9223372036854775807",
    "\"99999999999999999999999999999999999999999\"",
    "\"{\\\"session_id\\\":[]}\"",
];

const PLACE: &str = "\"the odd one\"";

/// Whether it was refused, quarantined or read, it must come out.
fn receive(body: &str) -> Option<Event> {
    let verified = Unverified::parse(body.as_bytes())
        .ok()?
        .verify_at(&verifier(), NOW)
        .ok()?;
    read(&verified, &defaults(), NOW).ok()
}

fn check(body: &str) {
    if let Some(Event::Fact(Fact::Part(file))) = receive(body) {
        let content = file.times.content();
        let Seconds(length) = content.span.length();
        assert!((0..=7 * 86_400).contains(&length), "{body}");
        assert!(content.seconds <= 7 * 86_400, "{body}");
    }
}

fn signed(body: &Value) -> Map<String, Value> {
    let mut object = body.as_object().unwrap().clone();
    object.insert("t".to_owned(), NOW.0.into());
    object.insert("sign".to_owned(), sign(&key(), NOW.0).into());
    object
}

#[test]
fn no_broken_field_breaks_the_reader() {
    for (_, body) in samples() {
        let whole = signed(&body);
        for field in whole.keys() {
            let mut without = whole.clone();
            without.remove(field);
            check(&Value::Object(without.clone()).to_string());
            without.insert(field.clone(), "the odd one".into());
            let template = Value::Object(without).to_string();
            assert!(template.contains(PLACE));
            for odd in ODD {
                check(&template.replace(PLACE, odd));
            }
        }
    }
}

#[test]
fn every_complete_sample_is_read() {
    for (name, body) in samples() {
        assert!(
            receive(&Value::Object(signed(&body)).to_string()).is_some(),
            "{name}"
        );
    }
}
