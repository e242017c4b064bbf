//! The list of streams.

use crate::api::{CURATOR, NOW, VIEWER, stage};
use replay_grouping::Timestamp;
use replay_it::{Proxy, Stage, Table, at, begin, end, fact, part};
use serde_json::{Value, json};

/// The names on all pages that a search gives, and a mark at those that are live.
async fn names(stage: &Stage, q: &str, limit: usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let target = format!("/streams?limit={limit}{q}{cursor}");
        let (status, page) = stage.ask("GET", &target, CURATOR, "").await;
        assert_eq!(status, 200, "{page}");
        for one in page["streams"].as_array().unwrap() {
            let live = if one["live"] == true { " live" } else { "" };
            let channel = match one["channel"]["name"].as_str() {
                Some(name) => format!(" ({name})"),
                None => String::new(),
            };
            let name = one["stream"]["stream_id"].as_str().unwrap();
            names.push(format!("{name}{channel}{live}"));
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
    }
}

async fn set_channel(stage: &Stage, stream: &str, name: Value) {
    let target = format!("/channels/{stream}?domain=push.live.example.com");
    let body = json!({"name": name}).to_string();
    let (status, answer) = stage.ask("PUT", &target, CURATOR, &body).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn streams_are_listed_by_name_and_found_by_its_first_letters() {
    let rooms = [
        "room10", "Room1", "room", "room1", "kitchen", "房间", "room-9", "room/7",
    ];
    let mut callbacks: Vec<Value> = (0..)
        .zip(rooms)
        .map(|(i, room)| part(room, i, "mp4", at(0), at(60)))
        .collect();
    callbacks.extend([
        begin("kitchen", 1, at(100)),
        begin("room", 2, at(100)),
        end("room", 2, at(200), 100),
    ]);
    let stage = stage(&[], &callbacks).await;
    set_channel(&stage, "kitchen", json!("Roman")).await;
    set_channel(&stage, "room10", json!("Room service")).await;
    for limit in [100, 3, 1] {
        let mut all = names(&stage, "", limit).await;
        // Which of two names comes first that differ in upper and lower case is left open.
        all[4..6].sort();
        assert_eq!(
            all,
            [
                "kitchen (Roman) live",
                "room",
                "room-9",
                "room/7",
                "Room1",
                "room1",
                "room10 (Room service)",
                "房间",
            ]
        );
        // A stream is found by the name of its channel too, and comes once.
        assert_eq!(
            names(&stage, "&q=ROM", limit).await,
            ["kitchen (Roman) live"]
        );
        assert_eq!(names(&stage, "&q=ro", limit).await.len(), 7);
        assert_eq!(names(&stage, "&q=%E6%88%BF", limit).await, ["房间"]);
        assert_eq!(names(&stage, "&q=oom", limit).await, [""; 0]);
    }
    set_channel(&stage, "kitchen", Value::Null).await;
    assert_eq!(names(&stage, "&q=roman", 20).await, [""; 0]);
    let long = "x".repeat(4_000);
    assert_eq!(names(&stage, &format!("&q={long}"), 20).await, [""; 0]);
    assert_eq!(stage.ask("GET", "/streams", VIEWER, "").await.0, 401);
}

#[tokio::test]
async fn names_of_any_length_are_listed() {
    // `İ` takes more bytes in lower case.
    let longest = "İ".repeat(256);
    let callbacks = [
        part(&longest, 1, "mp4", at(0), at(60)),
        part(&"x".repeat(512), 2, "mp4", at(0), at(60)),
    ];
    let stage = stage(&[], &callbacks).await;
    assert_eq!(names(&stage, "", 1).await, [longest, "x".repeat(512)]);
}

/// A stream as a version without this list left it.
fn forget(table: &Table, stream: &str) {
    let namesake = format!("STREAMS#{stream}");
    table.remove(
        &namesake,
        "push.live.example.com/live",
        &["shelf", "shelf_at"],
    );
    let own = format!("S#push.live.example.com/live/{stream}");
    table.remove(&own, "HEAD", &["listed"]);
}

#[tokio::test]
async fn a_stream_of_an_earlier_version_is_listed_with_its_next_write() {
    let rooms = ["one", "two"];
    let callbacks = [
        part("one", 1, "mp4", at(0), at(60)),
        part("two", 2, "mp4", at(0), at(60)),
    ];
    let stage = stage(&[], &callbacks).await;
    for room in rooms {
        forget(&stage.table, room);
    }
    assert_eq!(names(&stage, "", 20).await, [""; 0]);
    stage.deliver(&part("one", 3, "mp4", at(60), at(120))).await;
    assert_eq!(names(&stage, "", 20).await, ["one"]);
    let regroup = json!({"stream_id": "two", "domain": "push.live.example.com"}).to_string();
    stage
        .ask("POST", "/streams/regroup", CURATOR, &regroup)
        .await;
    assert_eq!(names(&stage, "", 20).await, rooms);
}

#[tokio::test]
async fn only_the_first_fact_of_a_stream_pays_for_its_place_in_the_list() {
    let table = Table::start().await;
    let proxy = Proxy::metered(&table.endpoint).await;
    let store = proxy.store(&[]);
    let mut units = Vec::new();
    for i in 0..4 {
        if i == 3 {
            forget(&table, "room");
        }
        let start = at(i64::try_from(i).unwrap() * 60);
        let fact = fact(&part("room", i, "mp4", start, start + 60), None);
        proxy.take();
        (store.record_fact(&fact, "raw", Timestamp(NOW)))
            .await
            .unwrap();
        units.push(proxy.take().write_units);
    }
    assert!(units[0] > units[1], "{units:?}");
    assert!(units[1] == units[2] && units[3] > units[2], "{units:?}");
}
