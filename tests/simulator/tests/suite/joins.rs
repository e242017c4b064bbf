//! VOD: files that are made of others at once, and files that are deleted.

use crate::{OPENS_AT, api, api::Asked, key, one_drop};
use replay_simulator::{Account, World};
use serde_json::{Value, json};
use std::sync::Arc;

const FAR: i64 = OPENS_AT + 300_000;

/// Two rooms record HLS, the second one MP4 too: file by file what there is.
fn rooms() -> Arc<World> {
    let world = World::from_json(
        r#"{"seed": 3, "opens_at": "2025-10-09T08:53:20Z", "closes_after": 90000, "streams": [
            {"stream_id": "a", "template": {"hls_continues": 0},
             "pushes": [{"begin": 0, "end": 100}, {"begin": 200, "end": 350}]},
            {"stream_id": "b", "template": {"hls_continues": 0, "mp4_interval": 1800},
             "pushes": [{"begin": 0, "end": 50}]}
        ]}"#,
    );
    Arc::new(world.unwrap())
}

fn ids(world: &World, format: &str) -> Vec<String> {
    let media = world.media().iter();
    media
        .filter(|media| media.format.as_str() == format)
        .map(|media| media.file_id.to_string())
        .collect()
}

fn original<T: AsRef<str>>(ids: &[T]) -> Value {
    let infos = ids.iter().map(AsRef::as_ref);
    let infos: Vec<Value> = infos
        .map(|id| json!({"FileId": id, "AudioVideoType": "Original"}))
        .collect();
    json!({"FileInfos": infos})
}

fn join<T: AsRef<str>>(asked: &Asked, ids: &[T]) -> String {
    let answer = asked.vod("FastEditMedia", &original(ids)).unwrap();
    assert!(answer["Url"].as_str().unwrap().ends_with(".m3u8"));
    answer["FileId"].as_str().unwrap().to_owned()
}

fn delete(asked: &Asked, id: &str) {
    let answer = asked.vod("DeleteMedia", &json!({"FileId": id}));
    assert_eq!(answer, Ok(json!({})));
}

#[test]
fn a_fast_join_is_there_at_once_and_is_no_recording() {
    let world = rooms();
    let asked = api::at(&world, FAR);
    let sources = ids(&world, "hls");
    let joined = join(&asked, &sources);
    let search = |source: &str| {
        let answer = asked
            .vod("SearchMedia", &json!({"SourceTypes": [source]}))
            .unwrap();
        answer["MediaInfoSet"].as_array().unwrap().clone()
    };
    assert_eq!(search("Record").len(), 4);
    let made = search("VideoProcessing");
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["FileId"], joined.as_str());
    assert_eq!(made[0]["BasicInfo"]["Type"], "m3u8");
    let source = &made[0]["BasicInfo"]["SourceInfo"];
    assert_eq!(source["SourceType"], "VideoProcessing");
    assert_eq!(source["LiveRecordInfo"], Value::Null);
    assert_eq!(made[0]["MetaData"]["Duration"], 300.0);
    assert_eq!(asked.held(&[&joined]), [joined.as_str()]);
    // Not before it was made, and under no stream.
    assert!(asked.after(-1).held(&[&joined]).is_empty());
    let of_stream = asked
        .vod("SearchMedia", &json!({"StreamIds": ["a"]}))
        .unwrap();
    assert_eq!(of_stream["TotalCount"], 2);
}

#[test]
fn the_same_requests_give_the_same_ids_and_each_a_new_one() {
    let world = rooms();
    let run = || {
        let asked = api::at(&world, FAR);
        [
            join(&asked, &ids(&world, "hls")),
            join(&asked, &ids(&world, "hls")),
        ]
    };
    let [first, second] = run();
    assert_ne!(first, second);
    assert_eq!(run(), [first, second]);
}

#[test]
fn impossible_fast_joins_are_refused() {
    let world = rooms();
    let asked = api::at(&world, FAR);
    let (hls, mp4) = (ids(&world, "hls"), ids(&world, "mp4"));
    let many = |many: usize| vec![hls[0].as_str(); many];
    assert!(asked.vod("FastEditMedia", &original(&many(100))).is_ok());
    let gone = api::at(&world, OPENS_AT);
    for (asked, body) in [
        (&asked, original(&many(101))),
        (&asked, original(&many(0))),
        (&asked, original(&[&hls[0], &mp4[0]])),
        (&asked, original(&[hls[0].as_str(), "1"])),
        (&gone, original(&hls)),
    ] {
        let answer = asked.vod("FastEditMedia", &body);
        assert_eq!(answer, Err("InvalidParameterValue"), "{body}");
    }
    for (body, code) in [
        (json!({}), "MissingParameter"),
        (json!({"FileInfos": [{"FileId": "1"}]}), "MissingParameter"),
        (json!({"FileInfo": []}), "UnknownParameter"),
    ] {
        assert_eq!(asked.vod("FastEditMedia", &body), Err(code));
    }
}

#[test]
fn a_deleted_file_can_not_be_deleted_again() {
    let world = one_drop();
    let asked = api::at(&world, FAR);
    let id = world.media()[0].file_id.as_str();
    delete(&asked, id);
    assert!(asked.held(&[id]).is_empty());
    assert_eq!(
        asked.vod("SearchMedia", &json!({})).unwrap()["TotalCount"],
        3
    );
    let answer = asked.vod("DeleteMedia", &json!({"FileId": id}));
    assert_eq!(answer, Err("ResourceNotFound"));
    let answer = asked.vod("DeleteMedia", &json!({"FileId": "1"}));
    assert_eq!(answer, Err("ResourceNotFound"));
    assert_eq!(
        asked.vod("DeleteMedia", &json!({})),
        Err("MissingParameter")
    );
    assert_eq!(
        asked.studio().deleted_at(&world.media()[0].file_id),
        Some(FAR)
    );
    // Another account has it still.
    assert_eq!(api::at(&world, FAR).held(&[id]), [id]);
}

#[test]
fn a_fast_join_outlives_its_sources_only_once_they_are_copied() {
    let world = rooms();
    for (after, broken) in [(59, true), (60, false)] {
        let asked = api::at(&world, FAR);
        let sources = ids(&world, "hls");
        let joined = join(&asked, &sources);
        let later = asked.after(after);
        assert!(later.broken_joins().is_empty());
        delete(&later, &sources[1]);
        let expected: &[&str] = if broken { &[&joined] } else { &[] };
        assert_eq!(later.broken_joins(), expected, "{after}");
        // VOD shows it either way.
        assert_eq!(later.held(&[&joined]), [joined.as_str()]);
        delete(&later, &joined);
        assert!(later.broken_joins().is_empty());
    }
}

#[test]
fn another_application_holds_nothing_to_join_or_to_delete() {
    let world = one_drop();
    let account = Account {
        sub_app_id: Some(7),
        ..Account::new(Arc::clone(&world), key())
    };
    let asked = Asked::of(account, FAR);
    let id = world.media()[3].file_id.as_str();
    let mut fast = original(&[id]);
    let mut one = json!({"FileId": id});
    for (app, fast_code, one_code) in [
        (
            None,
            "InvalidParameterValue.SubAppId",
            "InvalidParameterValue.SubAppId",
        ),
        (Some(8), "InvalidParameterValue", "ResourceNotFound"),
    ] {
        if let Some(app) = app {
            fast["SubAppId"] = json!(app);
            one["SubAppId"] = json!(app);
        }
        assert_eq!(asked.vod("FastEditMedia", &fast), Err(fast_code));
        assert_eq!(asked.vod("DeleteMedia", &one), Err(one_code));
    }
    fast["SubAppId"] = json!(7);
    assert!(asked.vod("FastEditMedia", &fast).is_ok());
}
