//! Holds a timeline against what the other routes say of the same replay.

use crate::api::CURATOR;
use replay_it::Stage;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) async fn ask(stage: &Stage, target: &str) -> Value {
    let (status, answer) = stage.ask("GET", target, CURATOR, "").await;
    assert_eq!(status, 200, "{target}: {answer}");
    answer
}

/// A field of each element, as text.
pub(super) fn texts(all: &Value, field: &str) -> Vec<String> {
    let all = all.as_array().unwrap().iter();
    let text = |one: &Value| one[field].as_str().unwrap_or_default().to_owned();
    all.map(text).collect()
}

/// The files of some lanes by id, each with its format and lane.
fn files(lanes: &Value) -> BTreeMap<String, Value> {
    let mut files = BTreeMap::new();
    for lane in lanes.as_array().unwrap() {
        for part in lane["parts"].as_array().unwrap() {
            let mut part = part.clone();
            part["format"] = lane["format"].clone();
            part["lane"] = lane["lane"].clone();
            let id = part["file_id"].as_str().unwrap().to_owned();
            assert!(files.insert(id, part).is_none(), "{lane}");
        }
    }
    files
}

/// The files as `/parts` lists them, page by page.
async fn listed(stage: &Stage, id: &str) -> BTreeMap<String, Value> {
    let mut parts = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = ask(stage, &format!("/replays/{id}/parts?limit=100{cursor}")).await;
        for part in page["parts"].as_array().unwrap() {
            let id = part["file_id"].as_str().unwrap().to_owned();
            parts.insert(id, part.clone());
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return parts,
        }
    }
}

/// The timeline of a replay, if it agrees with `/parts`, `/explain`, the replay itself, and with the timelines of its
/// neighbours.
pub(super) async fn agreeing(stage: &Stage, id: &str) -> Value {
    let target = format!("/replays/{id}");
    let timeline = ask(stage, &format!("{target}/timeline")).await;
    let (parts, shown) = (listed(stage, id).await, files(&timeline["lanes"]));
    assert_eq!(
        parts.keys().collect::<Vec<_>>(),
        shown.keys().collect::<Vec<_>>(),
        "{timeline}"
    );
    for (id, part) in &parts {
        let shown = &shown[id];
        for field in [
            "from",
            "to",
            "duration",
            "bytes",
            "format",
            "lane",
            "confirmed",
            "gone",
            "empty",
            "time_anomaly",
        ] {
            assert_eq!(part[field], shown[field], "{field} of {id}");
        }
        assert_eq!(part["evidence"], shown["why"], "{id}");
    }
    explained(stage, &timeline, &target).await;
    plays(stage, &timeline, &target).await;
    for neighbour in timeline["neighbours"].as_array().unwrap() {
        let other = neighbour["id"].as_str().unwrap();
        let own = ask(stage, &format!("/replays/{other}/timeline")).await;
        let known = files(&own["lanes"]);
        for (id, part) in files(&neighbour["lanes"]) {
            assert_eq!(part, known[&id], "{id} of the neighbour {other}");
        }
        for field in ["started_at", "ended_at"] {
            assert_eq!(neighbour[field], own[field], "{field} of {other}");
        }
    }
    timeline
}

async fn explained(stage: &Stage, timeline: &Value, target: &str) {
    let explained = ask(stage, &format!("{target}/explain")).await;
    for (push, shown) in explained["pushes"]
        .as_array()
        .unwrap()
        .iter()
        .zip(timeline["pushes"].as_array().unwrap())
    {
        for field in ["sequence", "from", "why"] {
            assert_eq!(push[field], shown[field], "{field} of {push}");
        }
        let goes_on = shown["end"] == "open" && shown["to"].is_null();
        assert!(goes_on || push["to"] == shown["to"], "{push} {shown}");
    }
    assert_eq!(
        texts(&explained["pushes"], "sequence"),
        texts(&timeline["pushes"], "sequence")
    );
    for neighbour in explained["neighbours"].as_array().unwrap() {
        let mut shown = timeline["neighbours"].as_array().unwrap().iter();
        let shown = shown.find(|one| one["id"] == neighbour["id"]).unwrap();
        assert_eq!(
            [
                &neighbour["started_at"],
                &neighbour["ended_at"],
                &neighbour["why_not"]
            ],
            [&shown["started_at"], &shown["ended_at"], &shown["why"]],
        );
    }
}

async fn plays(stage: &Stage, timeline: &Value, target: &str) {
    let replay = ask(stage, target).await;
    assert_eq!(replay["coverage"]["gaps"], timeline["gaps"]);
    for field in ["id", "started_at", "ended_at"] {
        assert_eq!(replay[field], timeline[field], "{field}");
    }
    let lanes = timeline["lanes"].as_array().unwrap().iter();
    let playing = lanes.flat_map(|lane| {
        let parts = lane["parts"].as_array().unwrap().iter();
        let playing = parts.filter(|part| part["plays"] == true);
        playing.map(|part| (&lane["format"], part))
    });
    let playing: Vec<(&Value, &Value)> = playing.collect();
    assert!(
        playing
            .iter()
            .all(|(format, _)| **format == replay["play"]["format"])
    );
    let item = |part: &Value| json!([part["duration"], part["start_offset"]]);
    let shown: Vec<Value> = playing.iter().map(|(_, part)| item(part)).collect();
    match replay["play"]["items"].as_array() {
        Some(items) => assert_eq!(items.iter().map(item).collect::<Vec<_>>(), shown),
        None => assert_eq!(shown.len(), usize::from(!replay["play"].is_null())),
    }
}
