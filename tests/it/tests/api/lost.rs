//! Files that VOD no longer has, or never had.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, file_id, part, stream};
use replay_store::Loss;
use serde_json::{Value, json};

/// The start of each part, and whether and why it is gone.
async fn parts(stage: &Stage, target: &str, token: Option<&str>) -> Vec<(Value, Value, Value)> {
    let target = format!("{target}/parts");
    let (status, page) = stage.ask("GET", &target, token, "").await;
    assert_eq!(status, 200, "{page}");
    let parts = page["parts"].as_array().unwrap().iter();
    let start_and_reason = |part: &Value| {
        (
            part["from"].clone(),
            part["gone"].clone(),
            part["evidence"].clone(),
        )
    };
    parts.map(start_and_reason).collect()
}

async fn lose(stage: &Stage, number: u64, loss: Loss) {
    let store = stage.table.store(&[]);
    let lost = store
        .record_losses(&stream("room"), &[file_id(number)], loss, Timestamp(NOW))
        .await;
    assert_eq!(lost.unwrap(), 1);
}

async fn one_replay(callbacks: &[Value]) -> (Stage, String) {
    let stage = stage(&[], callbacks).await;
    let list = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(list.len(), 1);
    let target = format!("/replays/{}", list[0]["id"].as_str().unwrap());
    (stage, target)
}

#[tokio::test]
async fn curators_see_lost_files_with_the_reason() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(60)),
        part("room", 2, "mp4", at(60), at(120)),
        part("room", 3, "mp4", at(120), at(180)),
        part("room", 4, "mp4", at(180), at(240)),
    ];
    let (stage, target) = one_replay(&callbacks).await;
    lose(&stage, 2, Loss::Gone).await;
    lose(&stage, 3, Loss::Denied).await;

    let here = |from: &str, gap: u32| {
        let evidence = format!("gap {gap} s ≤ 300 s");
        (json!(from), json!(false), json!(evidence))
    };
    let first = here("2025-10-09T08:53:20Z", 120);
    let last = here("2025-10-09T08:56:20Z", 120);
    let gone = |from: &str, evidence: &str| (json!(from), json!(true), json!(evidence));
    assert_eq!(
        parts(&stage, &target, CURATOR).await,
        [
            first.clone(),
            gone("2025-10-09T08:54:20Z", "gone from VOD"),
            gone("2025-10-09T08:55:20Z", "denied by VOD"),
            last.clone(),
        ]
    );
    assert_eq!(parts(&stage, &target, VIEWER).await, [first, last]);
    for token in [CURATOR, VIEWER] {
        let (_, replay) = stage.ask("GET", &target, token, "").await;
        let mp4 = &replay["renditions"][0];
        assert_eq!((&mp4["parts"], &mp4["duration"]), (&json!(2), &json!(120)));
        assert_eq!(replay["play"]["items"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_replay_without_files_is_missing_and_only_curators_see_it() {
    let (stage, target) = one_replay(&[part("room", 1, "mp4", at(0), at(60))]).await;
    lose(&stage, 1, Loss::Gone).await;
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 404);
    assert!(replays(&stage, "/replays", VIEWER).await.is_empty());

    let (status, replay) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!(status, 200);
    assert_eq!(
        [
            &replay["state"],
            &replay["visibility"],
            &replay["settles_at"]
        ],
        [&json!("missing"), &json!("published"), &json!(null)]
    );
    let missing = replays(&stage, "/replays?state=missing", CURATOR).await;
    assert_eq!(missing, [replay]);
    let all = parts(&stage, &target, CURATOR).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].2, "gone from VOD");
}
