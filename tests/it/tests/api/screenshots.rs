//! Screenshots become the covers of broadcasts without one.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_it::{Stage, at, begin, end, part, screenshot};
use serde_json::{Value, json};

/// The covers of the list, oldest broadcast first.
async fn covers(stage: &Stage) -> Vec<Value> {
    let mut all = replays(stage, "/replays", VIEWER).await;
    all.reverse();
    all.iter()
        .map(|replay| replay["cover_url"].clone())
        .collect()
}

fn cover(name: &str) -> Value {
    json!(format!(
        "https://shots-1500000001.cos.ap-shanghai.myqcloud.com/2025-10-09/{name}.jpg"
    ))
}

/// One broadcast of a push and three files of five minutes each.
fn evening() -> Vec<Value> {
    vec![
        begin("room", 1, at(0)),
        end("room", 1, at(900), 900),
        part("room", 1, "mp4", at(0), at(300)),
        part("room", 2, "mp4", at(300), at(600)),
        part("room", 3, "mp4", at(600), at(900)),
    ]
}

#[tokio::test]
async fn the_first_screenshot_is_the_cover_in_any_order_of_callbacks() {
    let shots = [
        screenshot("room", at(30), "b"),
        screenshot("room", at(30), "a"),
        screenshot("room", at(90), "0"),
        screenshot("room", at(0) - 1, "before"),
        screenshot("room", at(901), "after"),
        screenshot("lounge", at(10), "other"),
    ];
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 4, 0, 5, 1, 3]] {
        let stage = stage(&[], &evening()).await;
        assert_eq!(covers(&stage).await, [Value::Null]);
        for i in order {
            stage.deliver(&shots[i]).await;
        }
        assert_eq!(covers(&stage).await, [cover("a")]);
        let before = replays(&stage, "/replays", VIEWER).await;
        for again in &shots {
            stage.deliver(again).await;
        }
        stage.deliver(&screenshot("room", at(31), "late")).await;
        assert_eq!(replays(&stage, "/replays", VIEWER).await, before);
    }
}

#[tokio::test]
async fn a_live_broadcast_has_a_cover_and_keeps_it() {
    let stage = stage(&[], &[begin("room", 1, at(0))]).await;
    stage.deliver(&screenshot("room", at(600), "first")).await;
    stage.deliver(&part("room", 1, "mp4", at(0), at(300))).await;
    assert_eq!(covers(&stage).await, [cover("first")]);
    stage.deliver(&end("room", 1, at(900), 900)).await;
    assert_eq!(covers(&stage).await, [cover("first")]);
}

#[tokio::test]
async fn a_curators_cover_wins_and_must_be_an_address() {
    let stage = stage(&[], &evening()).await;
    let mut forged = screenshot("room", at(1), "x");
    forged["pic_full_url"] = json!("javascript:alert(1)");
    stage.deliver(&forged).await;
    assert_eq!(covers(&stage).await, [Value::Null]);
    stage.deliver(&screenshot("room", at(30), "a")).await;
    let all = replays(&stage, "/replays", VIEWER).await;
    let target = format!("/replays/{}", all[0]["id"].as_str().unwrap());
    let own = json!("https://cdn.example.com/own.jpg");
    for (set, shown) in [(own.clone(), own), (Value::Null, cover("a"))] {
        let body = json!({"cover_url": set}).to_string();
        let (_, changed) = stage.ask("PATCH", &target, CURATOR, &body).await;
        assert_eq!(changed["cover_url"], shown);
    }
}

#[tokio::test]
async fn each_half_of_a_split_has_its_own_screenshot_and_a_merge_has_the_first() {
    let stage = stage(&[], &evening()).await;
    for (when, name) in [(400, "middle"), (700, "end"), (100, "start")] {
        stage.deliver(&screenshot("room", at(when), name)).await;
    }
    let whole = replays(&stage, "/replays", VIEWER).await.remove(0);
    let target = format!("/replays/{}", whole["id"].as_str().unwrap());
    let split = json!({"at": "2025-10-09T08:58:20Z"}).to_string();
    let (status, halves) = stage
        .ask("POST", &format!("{target}/split"), CURATOR, &split)
        .await;
    assert_eq!(status, 200, "{halves}");
    let halves = halves["replays"].as_array().unwrap().iter();
    let shown: Vec<Value> = halves.map(|half| half["cover_url"].clone()).collect();
    assert_eq!(shown, [cover("start"), cover("middle")]);
    assert_eq!(covers(&stage).await, shown);
    stage
        .ask("POST", &format!("{target}/undo"), CURATOR, "{}")
        .await;
    assert_eq!(covers(&stage).await, [cover("start")]);

    // This file merges two broadcasts.
    for later in [
        part("room", 4, "mp4", at(2_000), at(2_300)),
        screenshot("room", at(2_100), "encore"),
    ] {
        stage.deliver(&later).await;
    }
    assert_eq!(covers(&stage).await, [cover("start"), cover("encore")]);
    stage
        .deliver(&part("room", 5, "flv", at(900), at(2_000)))
        .await;
    assert_eq!(covers(&stage).await, [cover("start")]);
}

/// The cover of the only live broadcast.
async fn live_cover(stage: &Stage) -> Value {
    let (status, feed) = stage.ask("GET", "/feed", VIEWER, "").await;
    assert_eq!(
        (status, feed["live"].as_array().map(Vec::len)),
        (200, Some(1))
    );
    feed["live"][0]["cover_url"].clone()
}

#[tokio::test]
async fn who_is_live_shows_the_newest_screenshot_and_the_replay_the_first() {
    let before = [
        begin("room", 1, at(-9_000)),
        end("room", 1, at(-8_000), 1_000),
    ];
    let stage = stage(&[], &before).await;
    stage
        .deliver(&screenshot("room", at(-8_500), "yesterday"))
        .await;
    stage.deliver(&begin("room", 2, at(0))).await;
    assert_eq!(live_cover(&stage).await, Value::Null);
    for (when, name, newest) in [
        (20, "b", "b"),
        (10, "a", "b"),
        (30, "c", "c"),
        (20, "b", "c"),
        // Its clock is wrong.
        (900_000, "future", "c"),
        (40, "d", "d"),
    ] {
        stage.deliver(&screenshot("room", at(when), name)).await;
        assert_eq!(live_cover(&stage).await, cover(newest), "{name}");
    }
    stage.deliver(&screenshot("lounge", at(50), "other")).await;
    assert_eq!(live_cover(&stage).await, cover("d"));
    stage.deliver(&part("room", 1, "mp4", at(0), at(30))).await;
    assert_eq!(covers(&stage).await, [cover("a")]);
}
