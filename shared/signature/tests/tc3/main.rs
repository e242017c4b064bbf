//! The published vectors step by step, then each refusal.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod received;
mod sign;

use replay_signature::{
    Secret,
    tc3::{Credentials, Request, SignedHeaders},
};
use serde_json::Value;

fn vectors() -> Value {
    let vectors: Value = serde_json::from_str(include_str!("../vectors.json")).unwrap();
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
