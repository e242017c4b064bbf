//! The quarantine: events that can't be used yet.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_it::{at, part};
use serde_json::{Value, json};

async fn events(stage: &replay_it::Stage) -> Vec<Value> {
    let (status, page) = stage.ask("GET", "/quarantine", CURATOR, "").await;
    assert_eq!(status, 200);
    page["events"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_event_is_retried_until_it_can_be_used() {
    let mut early = part("room", 1, "hls", at(86_400 * 2), at(86_400 * 2 + 60));
    early["callback_ext"] = json!("{\"session_id\": 1}");
    let stage = stage(&[], &[early]).await;
    let held = events(&stage).await;
    assert_eq!(
        (held.len(), &held[0]["received_at"]),
        (1, &json!("2025-10-10T08:53:20Z"))
    );
    let body: Value = serde_json::from_str(held[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["callback_ext"], "{\"session_id\": 1}");
    let retry = format!("/quarantine/{}/retry", held[0]["id"].as_str().unwrap());
    assert_eq!(stage.ask("POST", &retry, VIEWER, "").await.0, 401);
    let (status, problem) = stage.ask("POST", &retry, CURATOR, "").await;
    assert_eq!((status, &problem["code"]), (409, &json!("still_unusable")));
    assert_eq!(events(&stage).await.len(), 1);

    // A day later its end is no longer in the future.
    stage.clock.set(NOW + 86_400);
    assert_eq!(stage.ask("POST", &retry, CURATOR, "").await.0, 200);
    assert!(events(&stage).await.is_empty());
    assert_eq!(replays(&stage, "/replays", VIEWER).await.len(), 1);
}

#[tokio::test]
async fn a_contradicting_event_stays_until_it_is_discarded() {
    let first = part("room", 1, "hls", at(0), at(60));
    let mut other = first.clone();
    other["stream_id"] = json!("elsewhere");
    let stage = stage(&[], &[first, other]).await;
    let held = events(&stage).await;
    assert_eq!(held.len(), 1);
    let target = format!("/quarantine/{}", held[0]["id"].as_str().unwrap());
    let (status, problem) = stage
        .ask("POST", &format!("{target}/retry"), CURATOR, "")
        .await;
    assert_eq!((status, &problem["code"]), (409, &json!("contradicts")));
    assert_eq!(stage.ask("DELETE", &target, CURATOR, "").await.0, 204);
    assert_eq!(stage.ask("DELETE", &target, CURATOR, "").await.0, 404);
    assert!(events(&stage).await.is_empty());
}

#[tokio::test]
async fn the_list_is_paged_newest_first() {
    let unknown: Vec<Value> = (0..7).map(|i| json!({"event_type": 4_000 + i})).collect();
    let stage = stage(&[], &unknown).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = stage
            .ask("GET", &format!("/quarantine?limit=3{cursor}"), CURATOR, "")
            .await;
        assert_eq!(status, 200);
        seen.extend(
            page["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|event| event["reason"].to_string()),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
}
