//! Requests as a server gets them: each refusal.

use super::{Credentials, Received, Refusal};
use replay_signature::Secret;
use serde_json::Value;

fn vectors() -> Value {
    let vectors = include_str!("../../../../../shared/signature/tests/vectors.json");
    let vectors: Value = serde_json::from_str(vectors).unwrap();
    vectors["tc3"].clone()
}

fn credentials(vector: &Value) -> Credentials {
    Credentials {
        secret_id: text(vector, "secret_id").to_owned(),
        secret_key: Secret::new(text(vector, "secret_key")).unwrap(),
        token: None,
    }
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field].as_str().unwrap()
}

const NOW: i64 = 1_760_004_000;

fn received<'a>(vector: &'a Value, timestamp: &'a str) -> Received<'a> {
    Received {
        authorization: text(vector, "authorization"),
        content_type: text(vector, "content_type"),
        host: text(vector, "host"),
        action: text(vector, "action"),
        timestamp,
        payload: text(vector, "payload").as_bytes(),
    }
}

/// Changes what arrives of a search in VOD, and verifies it at `now`.
#[track_caller]
fn check(change: impl for<'a> FnOnce(&mut Received<'a>), now: i64, expected: Result<(), Refusal>) {
    let vector = &vectors()["own_vod_search_media"];
    let mut received = received(vector, "1760004000");
    change(&mut received);
    let verdict = received.verify_at("vod", &credentials(vector), now);
    assert_eq!(verdict, expected);
}

#[test]
fn every_vector_is_accepted_with_its_own_key_only() {
    let vectors = vectors();
    for vector in vectors.as_object().unwrap().values() {
        let now = vector["timestamp"].as_i64().unwrap();
        let timestamp = now.to_string();
        let received = received(vector, &timestamp);
        let service = text(vector, "service");
        let mut credentials = credentials(vector);
        assert_eq!(received.verify_at(service, &credentials, now), Ok(()));
        assert_eq!(
            received.verify_at("live", &credentials, now),
            Err(Refusal::WrongSignature)
        );
        credentials.secret_key = Secret::new("another").unwrap();
        assert_eq!(
            received.verify_at(service, &credentials, now),
            Err(Refusal::WrongSignature)
        );
        credentials.secret_id = "another".to_owned();
        assert_eq!(
            received.verify_at(service, &credentials, now),
            Err(Refusal::UnknownSecretId)
        );
    }
}

#[test]
fn signed_parts_can_not_be_changed() {
    let wrong = Err(Refusal::WrongSignature);
    check(|_| {}, NOW, Ok(()));
    check(|it| it.payload = b"{}", NOW, wrong);
    check(|it| it.host = "127.0.0.1:8788", NOW, wrong);
    check(|it| it.content_type = "application/json", NOW, wrong);
    check(|it| it.timestamp = "1760004001", NOW, wrong);
}

#[test]
fn five_minutes_are_the_limit_both_ways() {
    check(|_| {}, NOW + 300, Ok(()));
    check(|_| {}, NOW - 300, Ok(()));
    check(|_| {}, NOW + 301, Err(Refusal::Expired { off: 301 }));
    check(|_| {}, NOW - 301, Err(Refusal::Expired { off: 301 }));
    check(
        |_| {},
        i64::MIN,
        Err(Refusal::Expired {
            off: NOW as u64 + (1 << 63),
        }),
    );
}

#[test]
fn unreadable_headers_are_refused_without_a_panic() {
    for authorization in [
        "",
        "TC3-HMAC-SHA256",
        "Bearer token",
        "TC3-HMAC-SHA256 Credential=id, SignedHeaders=content-type;host, Signature=00",
        "TC3-HMAC-SHA256 Credential=id/2025-10-09/vod/tc3_request, SignedHeaders=host, Signature=0",
        "TC3-HMAC-SHA256 Credential=id/2025-10-09/vod/tc3_request",
    ] {
        let change = |it: &mut Received<'_>| it.authorization = authorization;
        check(change, NOW, Err(Refusal::Malformed));
    }
    check(|it| it.timestamp = "soon", NOW, Err(Refusal::Malformed));
}
