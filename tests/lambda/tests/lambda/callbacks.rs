//! Callbacks as API Gateway passes them on.

use crate::{publishing, replays};
use replay_it::part;
use replay_lambda::{Answer, Function, Place, Sandbox, called_back, fixtures, now};
use serde_json::json;

/// The function that receives callbacks and publishes what they report, and the one that shows it.
async fn both(place: &Place) -> (Sandbox, Sandbox) {
    let callback = publishing(place, Function::Callback);
    let api = publishing(place, Function::ApiRead);
    let callback = Sandbox::start(Function::Callback, &callback).await;
    (callback, Sandbox::start(Function::ApiRead, &api).await)
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_plain_and_a_base64_body_are_kept_and_shown() {
    for event in fixtures() {
        let place = Place::start().await;
        let (callback, api) = both(&place).await;
        assert!(replays(&api, "/replays").await.is_empty());
        let answer = Answer::read(&callback.invoke(&event).await);
        assert_eq!((answer.status, answer.body), (200, json!({"code": 0})));
        let shown = replays(&api, "/replays").await;
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0]["stream"]["stream_id"], "room42_host7");
        assert_eq!(shown[0]["renditions"][0]["format"], "hls");
    }
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_forged_callback_is_refused_and_nothing_kept() {
    let place = Place::start().await;
    let (callback, api) = both(&place).await;
    let mut forged = part("room", 1, "mp4", now() - 600, now() - 300);
    forged["t"] = json!(now() + 600);
    forged["sign"] = json!("0123456789abcdef0123456789abcdef");
    let answer = Answer::read(&callback.invoke(&called_back(&forged.to_string())).await);
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!(401)));
    assert!(replays(&api, "/replays").await.is_empty());
    Place::assert_no_secret_in(&callback.program.said());
}
