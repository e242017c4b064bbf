//! The fields of a replay.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_it::{at, begin, end, part};
use serde_json::{Value, json};

/// Two pushes with a drop of 60 s, recorded in four formats.
fn dropped_once() -> Vec<Value> {
    let mut hls = part("room", 10, "hls", at(60), at(3_785));
    hls["start_time"] = json!(at(0));
    hls["duration"] = json!(3_725);
    vec![
        begin("room", 1, at(0)),
        end("room", 1, at(1_000), 1_000),
        part("room", 1, "mp4", at(0), at(1_000)),
        begin("room", 2, at(1_060)),
        part("room", 2, "mp4", at(1_060), at(2_860)),
        end("room", 2, at(3_785), 2_725),
        part("room", 3, "mp4", at(2_860), at(3_785)),
        part("room", 4, "flv", at(0), at(1_000)),
        part("room", 5, "flv", at(1_060), at(3_785)),
        part("room", 6, "AAC", at(0), at(1_000)),
        part("room", 7, "AAC", at(1_060), at(3_700)),
        hls,
    ]
}

#[tokio::test]
async fn two_pushes_and_four_formats_are_one_replay() {
    let stage = stage(&[], &dropped_once()).await;
    let list = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(list.len(), 1);
    let replay = &list[0];
    assert_eq!(replay["started_at"], "2025-10-09T08:53:20Z");
    assert_eq!(replay["ended_at"], "2025-10-09T09:56:25Z");
    assert_eq!(replay["duration"], 3_725);
    assert_eq!(replay["state"], "settling");
    assert_eq!(replay["settles_at"], "2025-10-09T10:01:25Z");
    assert_eq!(replay["coverage"], json!({"ratio": 1.0, "gaps": []}));
    let renditions = replay["renditions"].as_array().unwrap().iter().map(|r| {
        (
            r["format"].as_str().unwrap(),
            r["parts"].as_u64().unwrap(),
            r["duration"].as_u64().unwrap(),
        )
    });
    let renditions: Vec<_> = renditions.collect();
    assert_eq!(
        renditions,
        [
            ("hls", 1, 3_725),
            ("mp4", 3, 3_725),
            ("flv", 2, 3_725),
            ("aac", 2, 3_640)
        ]
    );
    assert_eq!(replay["play"]["format"], "hls");
    assert_eq!(replay["play"]["url"], replay["renditions"][0]["url"]);
    assert!(
        replay["renditions"][0]["url"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
    assert!(replay["renditions"][1]["url"].is_null());

    let target = format!("/replays/{}/parts?limit=3", replay["id"].as_str().unwrap());
    let (mut files, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = stage
            .ask("GET", &format!("{target}{cursor}"), VIEWER, "")
            .await;
        assert_eq!(status, 200);
        files.extend(
            page["parts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|part| part["evidence"].clone()),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(files, vec![json!("same push"); 8]);
}

#[tokio::test]
async fn a_sample_that_starts_after_its_end_is_a_replay() {
    let sample = include_str!("../../../../shared/tencent/tests/samples/100_legacy_seed.json");
    let mut sample: Value = serde_json::from_str(sample).unwrap();
    sample
        .as_object_mut()
        .unwrap()
        .retain(|field, _| field != "t" && field != "sign");
    let stage = stage(&[], &[sample]).await;
    let list = replays(&stage, "/replays?stream_id=2121_15919131751", VIEWER).await;
    let replay = &list[0];
    assert_eq!(
        (&replay["time_anomaly"], &replay["duration"]),
        (&json!(true), &json!(0))
    );
    assert_eq!(
        replay["stream"],
        json!({"domain": "default", "app": "live", "stream_id": "2121_15919131751"})
    );
    let url =
        "https://200025724.vod.myqcloud.com/200025724_ac92b781a22c4a3e937c9e61c2624af7.f0.flv";
    assert_eq!(replay["play"], json!({"format": "flv", "url": url}));
    assert_eq!(replay["coverage"]["ratio"], 1.0);
}

#[tokio::test]
async fn only_curators_see_a_push_without_files() {
    let stage = stage(&[], &[begin("room", 1, at(0))]).await;
    assert!(
        replays(&stage, "/replays?state=live", VIEWER)
            .await
            .is_empty()
    );
    let list = replays(&stage, "/replays?state=live&visibility=all", CURATOR).await;
    assert_eq!(
        (list.len(), &list[0]["state"], &list[0]["ended_at"]),
        (1, &json!("live"), &json!(null))
    );
    assert!(list[0]["settles_at"].is_null() && list[0]["play"].is_null());
    let target = format!("/replays/{}", list[0]["id"].as_str().unwrap());
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 404);
    assert_eq!(stage.ask("GET", &target, CURATOR, "").await.0, 200);

    stage.deliver(&part("room", 1, "hls", at(5), at(60))).await;
    let (status, replay) = stage.ask("GET", &target, VIEWER, "").await;
    assert_eq!((status, &replay["state"]), (200, &json!("live")));
}

#[tokio::test]
async fn the_id_of_a_merged_broadcast_keeps_working() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(500)),
        part("room", 2, "mp4", at(1_000), at(1_500)),
    ];
    let stage = stage(&[], &callbacks).await;
    let before = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(before.len(), 2);
    stage
        .deliver(&part("room", 3, "mp4", at(500), at(1_000)))
        .await;
    let after = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(after.len(), 1);
    for old in &before {
        let target = format!("/replays/{}", old["id"].as_str().unwrap());
        assert_eq!(
            stage.ask("GET", &target, VIEWER, "").await.1["id"],
            after[0]["id"]
        );
    }
}

#[tokio::test]
async fn a_recording_beside_the_template_is_a_duplicate() {
    let template = [
        part("room", 1, "mp4", at(0), at(1_800)),
        part("room", 2, "mp4", at(1_800), at(3_600)),
    ];
    let task = part("room", 3, "mp4", at(3), at(3_595));
    let stage = stage(&[], &[template[0].clone(), task, template[1].clone()]).await;
    let replay = &replays(&stage, "/replays", VIEWER).await[0];
    assert_eq!(
        (&replay["renditions"][0]["parts"], &replay["duration"]),
        (&json!(3), &json!(3_600))
    );
    let target = format!("/replays/{}", replay["id"].as_str().unwrap());
    let (_, parts) = stage
        .ask("GET", &format!("{target}/parts"), VIEWER, "")
        .await;
    let duplicates: Vec<_> = parts["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["duplicate"].clone())
        .collect();
    assert_eq!(duplicates, [false, true, false]);
    let (_, detail) = stage.ask("GET", &target, VIEWER, "").await;
    let items = detail["play"]["items"].as_array().unwrap();
    assert_eq!(
        items
            .iter()
            .map(|item| &item["duration"])
            .collect::<Vec<_>>(),
        [1_800, 1_800]
    );
}
