//! From bytes to a verified callback.

use crate::{key, sample, verifier, with};
use replay_grouping::Timestamp;
use replay_signature::{Refusal, sign};
use replay_tencent::callback::{NotAnObject, Unverified};
use serde_json::{Value, json};

#[track_caller]
fn check(changes: Value, now: i64, refusal: Option<Refusal>) {
    let body = with(sample("001_begin"), changes);
    let verified = Unverified::parse(body.to_string().as_bytes())
        .unwrap()
        .verify_at(&verifier(), Timestamp(now));
    assert_eq!(verified.err(), refusal);
}

#[test]
fn only_json_objects_are_callbacks() {
    for body in [
        "",
        "x",
        "[]",
        "null",
        "1",
        "\"{}\"",
        "{",
        "{}x",
        "{\"a\":1e400}",
        "{\"t\":01}",
    ] {
        let parsed = Unverified::parse(body.as_bytes());
        assert_eq!(parsed.err(), Some(NotAnObject), "{body}");
    }
    assert!(Unverified::parse(b"{\"a\":\"\xff\"}").is_err());
    assert!(Unverified::parse("{\"a\":".repeat(10_000).as_bytes()).is_err());
    assert!(Unverified::parse(b" {} ").is_ok());
}

#[test]
fn t_is_hashed_as_it_was_sent() {
    let t = 1_760_000_600;
    check(json!({}), t, None);
    check(json!({"t": "1760000600"}), t, None);
    for malformed in [
        json!(1_760_000_600.0),
        json!(-1_760_000_600),
        json!(" 1760000600"),
        json!("01760000600"),
        json!(true),
        json!([1_760_000_600]),
        json!({}),
    ] {
        check(json!({"t": malformed}), t, Some(Refusal::MalformedTime));
    }
    check(json!({"t": null}), t, Some(Refusal::MissingTime));
    check(json!({"t": ""}), t, Some(Refusal::MissingTime));
}

#[test]
fn a_sign_that_is_not_text_is_missing() {
    for missing in [json!(null), json!(""), json!(5), json!([]), json!({})] {
        check(
            json!({"sign": missing}),
            1_760_000_600,
            Some(Refusal::MissingSign),
        );
    }
    check(
        json!({"sign": "x"}),
        1_760_000_600,
        Some(Refusal::WrongSign),
    );
}

#[test]
fn a_signature_expires_after_the_grace() {
    check(json!({}), 1_760_000_600 + 900, None);
    check(
        json!({}),
        1_760_000_600 + 901,
        Some(Refusal::Expired { by: 1 }),
    );
    check(
        json!({}),
        1_760_000_600 - 721,
        Some(Refusal::TooFarAhead { by: 1 }),
    );
}

#[test]
fn the_signature_does_not_cover_the_body() {
    let t = 1_760_000_600;
    check(
        json!({"t": t, "sign": sign(&key(), t), "stream_id": "other"}),
        t,
        None,
    );
}
