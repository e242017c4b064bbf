//! Events that can't be used yet.

use crate::{CURATOR, NOW, VIEWER, bundle, replays};
use replay_grouping::Timestamp;
use replay_it::{at, part};
use replay_settings::Vars;
use serde_json::{Value, json};

async fn events(bundle: &replay_it::Bundle) -> Vec<Value> {
    let (status, page) = bundle.ask("GET", "/quarantine", CURATOR, "").await;
    assert_eq!(status, 200);
    page["events"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_event_is_retried_until_it_can_be_used() {
    let mut early = part("room", 1, "hls", at(86_400 * 2), at(86_400 * 2 + 60));
    early["callback_ext"] = json!("{\"session_id\": 1}");
    let bundle = bundle(&[], &[early]).await;
    let held = events(&bundle).await;
    assert_eq!(
        (held.len(), &held[0]["received_at"]),
        (1, &json!("2025-10-10T08:53:20Z"))
    );
    let body: Value = serde_json::from_str(held[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["callback_ext"], "{\"session_id\": 1}");
    let retry = format!("/quarantine/{}/retry", held[0]["id"].as_str().unwrap());
    assert_eq!(bundle.ask("POST", &retry, VIEWER, "").await.0, 401);
    let (status, problem) = bundle.ask("POST", &retry, CURATOR, "").await;
    assert_eq!((status, &problem["code"]), (409, &json!("still_unusable")));
    assert_eq!(events(&bundle).await.len(), 1);

    // A day later its end is no longer impossible.
    let endpoint = bundle.table.endpoint.clone();
    let value = replay_it::vars_of("replay-api", &endpoint, &[]);
    let api = replay_api::Api::new(replay_api::Config::read(Vars(&value)).unwrap());
    let headers = [("authorization", "Bearer curator-token")];
    let response = api
        .handle(
            replay_it::request("POST", &retry, &headers, ""),
            Timestamp(NOW + 86_400),
        )
        .await;
    assert_eq!(response.status(), 200);
    assert!(events(&bundle).await.is_empty());
    assert_eq!(replays(&bundle, "/replays", VIEWER).await.len(), 1);
}

#[tokio::test]
async fn a_contradiction_stays_until_it_is_thrown_away() {
    let first = part("room", 1, "hls", at(0), at(60));
    let mut other = first.clone();
    other["stream_id"] = json!("elsewhere");
    let bundle = bundle(&[], &[first, other]).await;
    let held = events(&bundle).await;
    assert_eq!(held.len(), 1);
    let target = format!("/quarantine/{}", held[0]["id"].as_str().unwrap());
    let (status, problem) = bundle
        .ask("POST", &format!("{target}/retry"), CURATOR, "")
        .await;
    assert_eq!((status, &problem["code"]), (409, &json!("contradicts")));
    assert_eq!(bundle.ask("DELETE", &target, CURATOR, "").await.0, 204);
    assert_eq!(bundle.ask("DELETE", &target, CURATOR, "").await.0, 404);
    assert!(events(&bundle).await.is_empty());
}

#[tokio::test]
async fn the_list_is_paged_newest_first() {
    let unknown: Vec<Value> = (0..7).map(|i| json!({"event_type": 4_000 + i})).collect();
    let bundle = bundle(&[], &unknown).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = bundle
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
