//! Callbacks with fields that can't be read: the list has what they report, and says what could not be read.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_it::{Stage, at, begin, end, part};
use serde_json::{Value, json};

fn with(mut body: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

/// The only replay, its parts and its explanation.
async fn told(stage: &Stage) -> (Value, Value, Value) {
    let list = replays(stage, "/replays?visibility=all", CURATOR).await;
    assert_eq!(list.len(), 1, "{list:?}");
    let target = format!("/replays/{}", list[0]["id"].as_str().unwrap());
    let (_, parts) = stage
        .ask("GET", &format!("{target}/parts"), CURATOR, "")
        .await;
    let (_, explained) = stage
        .ask("GET", &format!("{target}/explain"), CURATOR, "")
        .await;
    (list[0].clone(), parts["parts"].clone(), explained)
}

#[tokio::test]
async fn parts_and_explain_name_the_fields_of_a_file() {
    let odd = with(
        part("room", 1, "mp4", at(0), at(600)),
        json!({"duration": -5, "file_size": "many", "video_url": "vod.example.com/f0.mp4"}),
    );
    let good = part("room", 2, "mp4", at(600), at(1_200));
    let stage = stage(&[], &[odd, good]).await;
    let (_, parts, explained) = told(&stage).await;
    let names = json!(["duration", "file_size", "video_url"]);
    assert_eq!(parts[0]["unread"], names);
    assert_eq!(
        (&parts[0]["bytes"], &parts[0]["url"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(parts[0]["duration"], 600, "from its start to its end");
    assert_eq!(parts[1].get("unread"), None);
    assert_eq!(explained["parts"][0]["unread"], names);
    assert_eq!(explained["parts"][1].get("unread"), None);
}

#[tokio::test]
async fn an_end_with_an_odd_duration_ends_its_push() {
    for odd in [json!("soon"), json!(-1), json!({}), json!("99999999999")] {
        let end = with(end("room", 1, at(900), 900), json!({"push_duration": odd}));
        let stage = stage(&[], &[begin("room", 1, at(0)), end]).await;
        let (replay, _, explained) = told(&stage).await;
        assert_eq!(replay["ended_at"], "2025-10-09T09:08:20Z", "{odd}");
        let pushes = explained["pushes"].as_array().unwrap();
        assert_eq!(pushes.len(), 1);
        assert_eq!(pushes[0]["unread"], json!(["push_duration"]), "{odd}");
    }
}

#[tokio::test]
async fn what_could_not_be_read_is_no_contradiction_and_is_completed_in_any_order() {
    let good = part("room", 1, "mp4", at(0), at(600));
    let odd = with(
        good.clone(),
        json!({"duration": {}, "video_url": 7, "start_time": "?"}),
    );
    let other = with(good.clone(), json!({"file_size": -1, "duration": []}));
    let mut seen = Vec::new();
    for order in [
        [&good, &odd, &other],
        [&odd, &other, &good],
        [&other, &good, &odd],
    ] {
        let stage = stage(&[], &order.map(Clone::clone)).await;
        let (_, quarantine) = stage.ask("GET", "/quarantine", CURATOR, "").await;
        assert_eq!(quarantine["events"], json!([]));
        let (replay, parts, _) = told(&stage).await;
        assert_eq!(parts[0].get("unread"), None);
        let renditions = replay["renditions"].clone();
        seen.push((renditions, parts));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:#?}");

    let wrong = with(odd, json!({"file_size": 1}));
    let stage = stage(&[], &[good, wrong]).await;
    let (_, quarantine) = stage.ask("GET", "/quarantine", CURATOR, "").await;
    assert_eq!(quarantine["events"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unread_begin_and_end_are_completed() {
    let (good_begin, good_end) = (begin("room", 1, at(0)), end("room", 1, at(900), 900));
    let odd_begin = with(good_begin.clone(), json!({"errcode": "18/305"}));
    let odd_end = with(good_end.clone(), json!({"push_duration": "x"}));
    for order in [
        [&odd_begin, &odd_end, &good_begin, &good_end],
        [&good_end, &odd_end, &odd_begin, &good_begin],
    ] {
        let stage = stage(&[], &order.map(Clone::clone)).await;
        let (_, quarantine) = stage.ask("GET", "/quarantine", CURATOR, "").await;
        assert_eq!(quarantine["events"], json!([]));
        let (_, _, explained) = told(&stage).await;
        assert_eq!(explained["pushes"][0].get("unread"), None, "{explained}");
    }
}

#[tokio::test]
async fn streams_that_differ_by_what_an_old_callback_does_not_name_are_pointed_out() {
    let old = with(
        part("room", 1, "mp4", at(0), at(600)),
        json!({"app": null, "appname": null}),
    );
    let new = part("room", 2, "mp4", at(600), at(1_200));
    let elsewhere = with(
        part("room", 3, "mp4", at(600), at(1_200)),
        json!({"app": "other.example.com", "appname": "show"}),
    );
    let another = with(
        part("lounge", 4, "mp4", at(600), at(1_200)),
        json!({"app": "quiet.example.com"}),
    );
    let stage = stage(&[], &[old, new, elsewhere, another]).await;
    let list = replays(&stage, "/replays?visibility=all", CURATOR).await;
    assert_eq!(list.len(), 4);
    for replay in &list {
        let target = format!("/replays/{}/explain", replay["id"].as_str().unwrap());
        let (_, explained) = stage.ask("GET", &target, CURATOR, "").await;
        let found = explained["maybe_same_stream"].as_array();
        let domains = found.map(|streams| {
            let domains = streams
                .iter()
                .map(|stream| stream["domain"].as_str().unwrap());
            domains.collect::<Vec<_>>()
        });
        let expected = match replay["stream"]["domain"].as_str().unwrap() {
            "default" => Some(vec!["other.example.com", "push.live.example.com"]),
            "quiet.example.com" => None,
            _ => Some(vec!["default"]),
        };
        assert_eq!(domains, expected, "{explained}");
    }
}

#[tokio::test]
async fn a_picture_is_kept_and_is_no_replay_and_no_rendition() {
    let picture = |format: &str, file| {
        with(
            part("room", file, format, at(10), at(40)),
            json!({"file_format": format}),
        )
    };
    for format in ["png", "JPG", "webp"] {
        let alone = stage(&[("PUBLISH", "auto")], &[picture(format, 1)]).await;
        assert!(replays(&alone, "/replays", VIEWER).await.is_empty());

        let film = part("room", 2, "mp4", at(0), at(600));
        let stage = stage(&[("PUBLISH", "auto")], &[picture(format, 1), film]).await;
        let list = replays(&stage, "/replays", VIEWER).await;
        assert_eq!(list.len(), 1);
        let formats = list[0]["renditions"].as_array().unwrap().iter();
        let formats: Vec<&Value> = formats.map(|one| &one["format"]).collect();
        assert_eq!(formats, ["mp4"]);
        assert_eq!(list[0]["play"]["format"], "mp4");
        assert_eq!(
            (&list[0]["duration"], &list[0]["coverage"]["ratio"]),
            (&json!(600), &json!(1.0))
        );
        let (_, parts, _) = told(&stage).await;
        let kept = parts
            .as_array()
            .unwrap()
            .iter()
            .find(|part| part["format"] != "mp4")
            .unwrap();
        assert_eq!(
            (&kept["empty"], &kept["duration"]),
            (&json!(true), &json!(0)),
            "{kept}"
        );
    }
}
