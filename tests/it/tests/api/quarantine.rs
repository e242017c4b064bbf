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

#[tokio::test]
async fn events_are_filtered_by_reason_and_many_are_removed_at_once() {
    let mut callbacks: Vec<Value> = (0..505).map(|i| json!({"event_type": 4_000 + i})).collect();
    let file = part("room", 1, "hls", at(0), at(60));
    let mut other = file.clone();
    other["duration"] = json!(1);
    callbacks.extend([file, other]);
    let stage = stage(&[], &callbacks).await;
    let count = async |query: &str| {
        let target = format!("/quarantine?limit=100{query}");
        let (status, page) = stage.ask("GET", &target, CURATOR, "").await;
        assert_eq!(status, 200, "{page}");
        page["events"].as_array().unwrap().len()
    };
    assert_eq!(
        (
            count("&reason=unusable").await,
            count("&reason=contradicts").await
        ),
        (100, 1)
    );
    assert_eq!(count("&reason=too_many_new_streams").await, 0);
    for (method, query) in [
        ("GET", "?reason=other"),
        ("GET", "?reason="),
        ("DELETE", ""),
        ("DELETE", "?reason=other"),
        ("DELETE", "?reason=unusable&limit=1"),
    ] {
        let (status, problem) = stage
            .ask(method, &format!("/quarantine{query}"), CURATOR, "")
            .await;
        assert_eq!(
            (status, &problem["code"]),
            (400, &json!("invalid_parameter")),
            "{method} {query}"
        );
    }
    let unusable = "/quarantine?reason=unusable";
    assert_eq!(stage.ask("DELETE", unusable, VIEWER, "").await.0, 401);
    for expected in [
        json!({"deleted": 500, "left": true}),
        json!({"deleted": 5, "left": false}),
        json!({"deleted": 0, "left": false}),
    ] {
        let (status, answer) = stage.ask("DELETE", unusable, CURATOR, "").await;
        assert_eq!((status, answer), (200, expected));
    }
    assert_eq!(count("").await, 1, "what has another reason stays");
}

#[tokio::test]
async fn a_page_of_one_reason_goes_on_behind_its_cursor() {
    let unknown: Vec<Value> = (0..5).map(|i| json!({"event_type": 4_000 + i})).collect();
    let stage = stage(&[], &unknown).await;
    let (mut seen, mut target) = (0, "/quarantine?reason=unusable&limit=2".to_owned());
    loop {
        let (status, page) = stage.ask("GET", &target, CURATOR, "").await;
        assert_eq!(status, 200, "{page}");
        seen += page["events"].as_array().unwrap().len();
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        target = format!("/quarantine?reason=unusable&limit=2&cursor={cursor}");
        let elsewhere = format!("/quarantine?cursor={cursor}");
        assert_eq!(stage.ask("GET", &elsewhere, CURATOR, "").await.0, 400);
    }
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn each_event_has_a_partition_of_its_own() {
    let unknown: Vec<Value> = (0..5).map(|i| json!({"event_type": 4_000 + i})).collect();
    let stage = stage(&[], &unknown).await;
    let items = stage.table.items();
    let partitions: std::collections::BTreeSet<String> = items
        .iter()
        .map(|item| item["pk"]["S"].to_string())
        .collect();
    assert_eq!((items.len(), partitions.len()), (5, 5));
}
