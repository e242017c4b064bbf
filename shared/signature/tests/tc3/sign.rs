//! The published vectors, step by step.

use crate::{credentials, request, text, vectors};
use replay_signature::{
    Secret,
    tc3::{DerivedKey, Request},
};

#[track_caller]
fn check(name: &str) {
    let vectors = vectors();
    let vector = &vectors[name];
    let signed = request(vector).sign(&credentials(vector));
    let key = DerivedKey::expose_hex;
    for (step, made) in [
        ("hashed_payload", signed.hashed_payload),
        ("canonical_request", signed.canonical_request),
        ("canonical_request_sha256", signed.hashed_canonical_request),
        ("string_to_sign", signed.string_to_sign),
        ("secret_date", key(&signed.secret_date)),
        ("secret_service", key(&signed.secret_service)),
        ("secret_signing", key(&signed.secret_signing)),
        ("signature", signed.signature),
        ("authorization", signed.authorization),
    ] {
        assert_eq!(made, text(vector, step), "{step}");
    }
}

#[test]
fn the_international_example() {
    check("official_intl_example_keys");
}

#[test]
fn the_example_with_masked_keys() {
    check("official_masked_7_stars");
}

#[test]
fn the_chinese_example_signs_the_action_too() {
    check("official_cn_32_stars_with_action");
}

#[test]
fn a_search_in_vod() {
    check("own_vod_search_media");
}

#[test]
fn no_vector_is_left_out() {
    assert_eq!(vectors().as_object().unwrap().len(), 4);
}

#[test]
fn the_headers_are_those_that_were_signed() {
    let vector = &vectors()["own_vod_search_media"];
    let mut credentials = credentials(vector);
    let expected = [
        ("authorization", text(vector, "authorization")),
        ("content-type", "application/json; charset=utf-8"),
        ("host", "vod.tencentcloudapi.com"),
        ("x-tc-action", "SearchMedia"),
        ("x-tc-timestamp", "1760004000"),
        ("x-tc-version", "2017-03-12"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    assert_eq!(request(vector).headers(&credentials), expected);

    credentials.token = Some(Secret::new("a-token").unwrap());
    let headers = request(vector).headers(&credentials);
    assert_eq!(headers[..6], expected);
    assert_eq!(headers[6..], [("x-tc-token", "a-token".to_owned())]);
}

#[test]
fn the_day_is_the_one_in_utc() {
    let vector = &vectors()["own_vod_search_media"];
    let scope = |timestamp| {
        let request = Request {
            timestamp,
            ..request(vector)
        };
        let signed = request.sign(&credentials(vector)).string_to_sign;
        signed.lines().nth(2).unwrap().to_owned()
    };
    // 2025-10-09T00:00:00Z
    assert_eq!(scope(1_759_967_999), "2025-10-08/vod/tc3_request");
    assert_eq!(scope(1_759_968_000), "2025-10-09/vod/tc3_request");
    assert_eq!(scope(i64::MAX), "1970-01-01/vod/tc3_request");
}

#[test]
fn debug_and_display_hide_secrets() {
    let vector = &vectors()["own_vod_search_media"];
    let mut credentials = credentials(vector);
    credentials.token = Some(Secret::new("a-token").unwrap());
    let signed = request(vector).sign(&credentials);
    let printed = format!("{credentials:?} {signed:?}");
    for secret in [
        text(vector, "secret_key"),
        text(vector, "secret_date"),
        text(vector, "secret_service"),
        text(vector, "secret_signing"),
        "a-token",
    ] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
