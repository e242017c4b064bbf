//! Files that hold less, more or other seconds than one would think.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_it::{Stage, at, begin, end, part};
use serde_json::{Value, json};

/// A file that was written from `start` to `stop` and is said to last `duration` seconds.
fn lasting(file: u64, format: &str, start: i64, stop: i64, duration: i64) -> Value {
    let mut reported = part("room", file, format, at(start), at(stop));
    reported["duration"] = json!(duration);
    reported
}

fn nothing(file: u64, format: &str, when: i64) -> Value {
    let mut reported = lasting(file, format, when, when, 0);
    reported["file_size"] = json!(0);
    reported
}

async fn parts(stage: &Stage, replay: &Value) -> Vec<Value> {
    let target = format!("/replays/{}/parts", replay["id"].as_str().unwrap());
    let (status, page) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!(status, 200, "{page}");
    page["parts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_file_of_nothing_takes_no_address_away_from_a_real_one() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(600)),
        nothing(2, "mp4", 600),
        nothing(3, "flv", 601),
    ];
    let stage = stage(&[], &callbacks).await;
    let list = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(list.len(), 1);
    let replay = &list[0];
    let url = &replay["renditions"][0]["url"];
    assert!(url.as_str().unwrap().ends_with("/f0.mp4"), "{replay}");
    assert_eq!(replay["play"]["url"], *url);
    assert_eq!(replay["renditions"].as_array().unwrap().len(), 1);
    assert_eq!(replay["renditions"][0]["parts"], 1);

    let parts = parts(&stage, replay).await;
    let shown = |field: &str| -> Vec<Value> { parts.iter().map(|p| p[field].clone()).collect() };
    assert_eq!(shown("empty"), [false, true, true]);
    assert_eq!(shown("duplicate"), [false, true, true]);
    assert_eq!(shown("duration"), [600, 0, 0]);
}

#[tokio::test]
async fn a_file_of_nothing_alone_is_no_replay_for_viewers() {
    let settings = [("PUBLISH", "auto")];
    let mut stage = stage(&settings, &[nothing(1, "mp4", 0)]).await;
    assert_eq!(replays(&stage, "/replays", VIEWER).await.len(), 0);
    stage.play(NOW + 90_000, 90_000).await;
    let list = replays(&stage, "/replays?visibility=pending", CURATOR).await;
    assert_eq!(list.len(), 1);
    assert_eq!(
        (&list[0]["play"], &list[0]["duration"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(list[0]["state"], "missing", "{}", list[0]);
    let parts = parts(&stage, &list[0]).await;
    assert_eq!(parts[0]["empty"], true);
}

#[tokio::test]
async fn half_hours_of_a_weak_network_are_one_replay() {
    let callbacks = [0, 1_800, 3_600].map(|start| {
        lasting(
            u64::try_from(start).unwrap(),
            "flv",
            start,
            start + 1_800,
            1_400,
        )
    });
    let stage = stage(&[], &callbacks).await;
    let list = replays(&stage, "/replays", VIEWER).await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["duration"], 4_200);
    assert_eq!(list[0]["time_anomaly"], false);
    let coverage = json!({"ratio": 1.0, "gaps": []});
    assert_eq!(list[0]["coverage"], coverage);
}

#[tokio::test]
async fn a_duration_that_cannot_be_swallows_no_other_show() {
    let shows = [
        part("room", 1, "mp4", at(0), at(3_600)),
        part("room", 2, "mp4", at(40_000), at(43_600)),
        part("room", 3, "mp4", at(80_000), at(83_600)),
        lasting(4, "mp4", 90_000, 90_300, 95_443),
    ];
    let stage = stage(&[], &shows).await;
    let list = replays(&stage, "/replays", VIEWER).await;
    let seen: Vec<_> = list
        .iter()
        .map(|one| {
            (
                one["duration"].as_u64().unwrap(),
                one["time_anomaly"].clone(),
            )
        })
        .collect();
    let fine = json!(false);
    let expected = [
        (300, json!(true)),
        (3_600, fine.clone()),
        (3_600, fine.clone()),
        (3_600, fine),
    ];
    assert_eq!(seen, expected);
    assert_eq!(list[0]["notes"][0]["code"], "time_anomaly");
}

#[tokio::test]
async fn neighbours_that_overlap_by_some_seconds_both_play() {
    let callbacks = [
        begin("room", 1, at(0)),
        part("room", 1, "mp4", at(0), at(1_800)),
        part("room", 2, "mp4", at(1_794), at(3_600)),
        end("room", 1, at(3_600), 3_600),
    ];
    let stage = stage(&[], &callbacks).await;
    let list = replays(&stage, "/replays", VIEWER).await;
    let target = format!("/replays/{}", list[0]["id"].as_str().unwrap());
    let (_, replay) = stage.ask("GET", &target, VIEWER, "").await;
    assert_eq!(
        (&replay["duration"], &replay["coverage"]["ratio"]),
        (&json!(3_600), &json!(1.0))
    );
    let items = replay["play"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{replay}");
    assert_eq!(
        (&items[0]["duration"], &items[0]["start_offset"]),
        (&json!(1_800), &Value::Null)
    );
    assert_eq!(
        (&items[1]["duration"], &items[1]["start_offset"]),
        (&json!(1_806), &json!(6))
    );
    let parts = parts(&stage, &replay).await;
    assert!(parts.iter().all(|part| part["duplicate"] == false));
}
