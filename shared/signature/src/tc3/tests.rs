//! The published vectors, step by step.

use super::*;
use serde_json::Value;

fn vectors() -> Value {
    let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors.json")).unwrap();
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

fn request(vector: &Value) -> Request<'_> {
    Request {
        service: text(vector, "service"),
        host: text(vector, "host"),
        action: text(vector, "action"),
        version: "2017-03-12",
        content_type: text(vector, "content_type"),
        payload: text(vector, "payload").as_bytes(),
        timestamp: vector["timestamp"].as_i64().unwrap(),
        signed_headers: match text(vector, "signed_headers") {
            "content-type;host" => SignedHeaders::Least,
            _ => SignedHeaders::WithAction,
        },
    }
}

#[track_caller]
fn check(name: &str) {
    let vectors = vectors();
    let vector = &vectors[name];
    let (request, credentials) = (request(vector), credentials(vector));
    let canonical = request.canonical();
    let string_to_sign = request.string_to_sign();
    let [date, service, signing] = request.derived_keys(&credentials.secret_key);
    for (step, made) in [
        ("hashed_payload", sha256(request.payload)),
        ("canonical_request_sha256", sha256(canonical.as_bytes())),
        ("canonical_request", canonical),
        ("secret_date", hex(&date)),
        ("secret_service", hex(&service)),
        ("secret_signing", hex(&signing)),
        ("signature", hex(&hmac(&signing, &string_to_sign))),
        ("string_to_sign", string_to_sign),
        ("authorization", request.authorization(&credentials)),
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
        request.string_to_sign().lines().nth(2).unwrap().to_owned()
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
    let printed = format!("{credentials:?} {:?}", request(vector));
    for secret in [text(vector, "secret_key"), "a-token"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}
