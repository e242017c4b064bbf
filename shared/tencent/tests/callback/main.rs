//! Callbacks as they come, through the same doors as in the function: parse, verify, read.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

mod loose;
mod recorded;
mod robust;
mod samples;
mod trust;
mod unread;
mod unusable;

use replay_grouping::{
    Defaults, Fact, FileId, PushBegin, PushEnd, RecordedFile, Sequence, Timestamp,
};
use replay_signature::{CallbackVerifier, Secret, sign};
use replay_tencent::callback::{Event, Signal, Unusable, Unverified, Verified, read};
use serde_json::{Value, json};

/// The time at which the callbacks of these tests arrive, unless a sample has its own.
const NOW: Timestamp = Timestamp(1_760_004_332);

fn key() -> Secret {
    Secret::new("replay-demo-key").unwrap()
}

fn verifier() -> CallbackVerifier {
    CallbackVerifier::new(vec![key()], 900).unwrap()
}

fn defaults() -> Defaults {
    Defaults {
        domain: "default".to_owned(),
        app: "live".to_owned(),
        session_param: Some("session".to_owned()),
    }
}

fn samples() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let body = std::fs::read(&path).unwrap();
            (name, serde_json::from_slice(&body).unwrap())
        })
        .collect();
    samples.sort_by(|(one, _), (other, _)| one.cmp(other));
    samples
}

fn sample(name: &str) -> Value {
    let mut samples = samples().into_iter();
    samples.find(|(sample, _)| sample == name).unwrap().1
}

/// `body` with some fields changed; null takes one away.
fn with(mut body: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

/// Signs whatever it is, so that only the reading is tested.
fn verified(body: &Value, now: Timestamp) -> Verified {
    let signed = with(body.clone(), json!({"t": now, "sign": sign(&key(), now.0)}));
    Unverified::parse(signed.to_string().as_bytes())
        .unwrap()
        .verify_at(&verifier(), now)
        .unwrap()
}

fn read_value(body: &Value) -> Result<Event, Unusable> {
    read(&verified(body, NOW), &defaults(), NOW)
}

fn file(changes: Value) -> RecordedFile {
    match read_value(&with(sample("100_hls"), changes)).unwrap() {
        Event::Fact(Fact::Part(file)) => file,
        other => panic!("{other:?}"),
    }
}

fn begin(changes: Value) -> PushBegin {
    match read_value(&with(sample("001_begin"), changes)).unwrap() {
        Event::Fact(Fact::Begin(begin)) => begin,
        other => panic!("{other:?}"),
    }
}

fn end(changes: Value) -> PushEnd {
    match read_value(&with(sample("000_end"), changes)).unwrap() {
        Event::Fact(Fact::End(end)) => end,
        other => panic!("{other:?}"),
    }
}

fn signal(name: &str, changes: Value) -> Signal {
    match read_value(&with(sample(name), changes)).unwrap() {
        Event::Signal(signal) => signal,
        other => panic!("{other:?}"),
    }
}

fn file_id(id: &str) -> FileId {
    FileId::new(id).unwrap()
}

fn sequence(sequence: &str) -> Sequence {
    Sequence::new(sequence).unwrap()
}
