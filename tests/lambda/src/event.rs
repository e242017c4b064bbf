//! The events that the functions get, and the answers to those of API Gateway.

use crate::now;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// A request to the list.
pub fn asked(target: &str) -> Value {
    replay_it::event("GET", target, &[("accept", "*/*")], "", false)
}

/// A callback with this body.
pub fn called_back(body: &str) -> Value {
    let headers = [("content-type", "application/json")];
    replay_it::event("POST", "/callbacks/live", &headers, body, false)
}

/// Recorded events of API Gateway for a callback with a plain and with a base64 body, with a fresh signature.
pub fn fixtures() -> [Value; 2] {
    [
        include_str!("../../it/fixtures/callback_plain.json"),
        include_str!("../../it/fixtures/callback_base64.json"),
    ]
    .map(|fixture| {
        let mut event: Value = serde_json::from_str(fixture).unwrap();
        let body = event["body"].as_str().unwrap();
        event["body"] = if event["isBase64Encoded"] == true {
            let body = STANDARD.decode(body).unwrap();
            STANDARD.encode(signed(&body)).into()
        } else {
            signed(body.as_bytes()).into()
        };
        event
    })
}

fn signed(body: &[u8]) -> String {
    replay_it::signed(&serde_json::from_slice(body).unwrap(), now())
}

/// The event of EventBridge Scheduler for a schedule without input.
pub fn scheduled() -> Value {
    json!({
        "version": "0", "id": "37666ae6-48cf-4285-b4c6-a3320b38824a", "detail-type": "Scheduled Event",
        "source": "aws.scheduler", "account": "123456789012", "time": "2025-10-09T08:53:00Z",
        "region": "eu-central-1", "detail": "{}",
        "resources": ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/replays-every-minute"],
    })
}

/// The response that a function returns to API Gateway.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u64,
    /// The body, if it is JSON.
    pub body: Value,
}

impl Answer {
    /// Reads it.
    pub fn read(answer: &Value) -> Self {
        let body = answer["body"].as_str().unwrap_or_default();
        Self {
            status: answer["statusCode"].as_u64().unwrap(),
            body: serde_json::from_str(body).unwrap_or_default(),
        }
    }
}
