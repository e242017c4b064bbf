//! The function that serves the curators' page.

use base64::{Engine, engine::general_purpose::STANDARD};
use replay_lambda::{Function, Place, Sandbox};
use serde_json::Value;

/// What begins everything that gzip made.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Compressed bytes travel in base64. A program that was built without the page says so.
async fn serves_the_page(sandbox: &Sandbox) {
    let asked = |accepted| {
        replay_it::event(
            "GET",
            "/console/queue",
            &[("accept-encoding", accepted)],
            "",
            false,
        )
    };
    let page = sandbox.invoke(&asked("identity")).await;
    let body = body(&page);
    let policy = page["headers"]["content-security-policy"].as_str().unwrap();
    assert!(
        policy.contains("script-src 'self'") && policy.contains("media-src 'self' blob: https:")
    );
    if page["statusCode"] == 503 {
        assert!(str::from_utf8(&body).unwrap().contains("make console"));
        return;
    }
    assert_eq!(page["statusCode"], 200, "{page}");
    assert!(body.starts_with(b"<!doctype html>"));
    let compressed = sandbox.invoke(&asked("gzip")).await;
    assert_eq!(compressed["headers"]["content-encoding"], "gzip");
    assert_eq!(compressed["isBase64Encoded"], true);
    assert!(self::body(&compressed).starts_with(&GZIP));
}

fn body(answer: &Value) -> Vec<u8> {
    let body = answer["body"].as_str().unwrap();
    match answer["isBase64Encoded"].as_bool().unwrap() {
        true => STANDARD.decode(body).unwrap(),
        false => body.as_bytes().to_vec(),
    }
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn the_page_is_served() {
    let place = Place::start().await;
    let environment = place.environment(Function::Console);
    serves_the_page(&Sandbox::start(Function::Console, &environment).await).await;
}
