//! Files that VOD has no longer, or never had.

use crate::{CURATOR, NOW, VIEWER, bundle, replays};
use replay_grouping::{FileId, Timestamp};
use replay_it::{Bundle, at, part, stream};
use replay_store::Loss;
use serde_json::{Value, json};

/// The id of the file that [`part`] calls by this number.
fn file(number: u64) -> FileId {
    FileId::new(&format!("52858908{number:011}")).unwrap()
}

/// The start of each part, and why it is here or isn't.
async fn parts(bundle: &Bundle, target: &str, token: Option<&str>) -> Vec<(Value, Value, Value)> {
    let target = format!("{target}/parts");
    let (status, page) = bundle.ask("GET", &target, token, "").await;
    assert_eq!(status, 200, "{page}");
    let parts = page["parts"].as_array().unwrap().iter();
    let told = |part: &Value| {
        (
            part["from"].clone(),
            part["gone"].clone(),
            part["evidence"].clone(),
        )
    };
    parts.map(told).collect()
}

async fn lose(bundle: &Bundle, number: u64, loss: Loss) {
    let store = bundle.table.store(&[]);
    let lost = store
        .record_losses(&stream("room"), &[file(number)], loss, Timestamp(NOW))
        .await;
    assert_eq!(lost.unwrap(), 1);
}

async fn one_replay(callbacks: &[Value]) -> (Bundle, String) {
    let bundle = bundle(&[], callbacks).await;
    let list = replays(&bundle, "/replays", VIEWER).await;
    assert_eq!(list.len(), 1);
    let target = format!("/replays/{}", list[0]["id"].as_str().unwrap());
    (bundle, target)
}

#[tokio::test]
async fn they_are_for_curators_with_the_reason() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(60)),
        part("room", 2, "mp4", at(60), at(120)),
        part("room", 3, "mp4", at(120), at(180)),
        part("room", 4, "mp4", at(180), at(240)),
    ];
    let (bundle, target) = one_replay(&callbacks).await;
    lose(&bundle, 2, Loss::Gone).await;
    lose(&bundle, 3, Loss::Denied).await;

    let here = |from: &str, gap: u32| {
        let evidence = format!("gap {gap} s ≤ 300 s");
        (json!(from), json!(false), json!(evidence))
    };
    let first = here("2025-10-09T08:53:20Z", 120);
    let last = here("2025-10-09T08:56:20Z", 120);
    let gone = |from: &str, evidence: &str| (json!(from), json!(true), json!(evidence));
    assert_eq!(
        parts(&bundle, &target, CURATOR).await,
        [
            first.clone(),
            gone("2025-10-09T08:54:20Z", "gone from VOD"),
            gone("2025-10-09T08:55:20Z", "denied by VOD"),
            last.clone(),
        ]
    );
    assert_eq!(parts(&bundle, &target, VIEWER).await, [first, last]);
    for token in [CURATOR, VIEWER] {
        let (_, replay) = bundle.ask("GET", &target, token, "").await;
        let mp4 = &replay["renditions"][0];
        assert_eq!((&mp4["parts"], &mp4["duration"]), (&json!(2), &json!(120)));
        assert_eq!(replay["play"]["items"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_replay_that_lost_all_of_them_is_missing_and_for_curators() {
    let (bundle, target) = one_replay(&[part("room", 1, "mp4", at(0), at(60))]).await;
    lose(&bundle, 1, Loss::Gone).await;
    assert_eq!(bundle.ask("GET", &target, VIEWER, "").await.0, 404);
    assert!(replays(&bundle, "/replays", VIEWER).await.is_empty());

    let (status, replay) = bundle.ask("GET", &target, CURATOR, "").await;
    assert_eq!(status, 200);
    assert_eq!(
        [
            &replay["state"],
            &replay["visibility"],
            &replay["settles_at"]
        ],
        [&json!("missing"), &json!("published"), &json!(null)]
    );
    let missing = replays(&bundle, "/replays?state=missing", CURATOR).await;
    assert_eq!(missing, [replay]);
    let told = parts(&bundle, &target, CURATOR).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].2, "gone from VOD");
}
