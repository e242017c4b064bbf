mod states;

use super::*;
use crate::tests::samples::{Sample, broadcast, links, part, start};
use crate::views::playing_by_items;
use replay_grouping::{Screenshot, Seconds, Timestamp};
use serde_json::{Value, json};

const LAG: i64 = 300;
const VIEWERS: Audience = Audience::Viewers {
    confirmed_only: true,
    sure_of_live: false,
};

/// To an audience, where viewers see what is confirmed.
fn view(broadcast: &Broadcast, audience: Audience) -> Replay<'_> {
    let showing = Showing {
        audience,
        viewers: VIEWERS,
        lag: Seconds(LAG),
        links: links(),
        granting: None,
        now: Timestamp(start()),
    };
    replay(broadcast, showing, &Channels::new())
}

fn shown(broadcast: &Broadcast, audience: Audience) -> Value {
    serde_json::to_value(view(broadcast, audience)).unwrap()
}

#[test]
fn a_replay_looks_like_this() {
    let broadcast = broadcast(
        &[(0, 3_725)],
        &[
            part("mp4", 0, 1_800),
            part("mp4", 1_812, 3_725),
            part("hls", 0, 3_725).expiring(start() + 86_400),
            part("aac", 0, 60),
        ],
    );
    insta::assert_json_snapshot!(view(&broadcast, VIEWERS));
}

#[test]
fn a_live_push_without_a_part_looks_like_this() {
    let mut broadcast = broadcast(&[(0, 600), (630, 630)], &[]);
    broadcast.curation.visibility = Visibility::Pending;
    broadcast.curation.title = Some("Finale".to_owned());
    insta::assert_json_snapshot!(view(&broadcast, Audience::Curators));
}

#[test]
fn the_default_title_is_made_of_stream_and_start() {
    let first = broadcast(&[(0, 60)], &[]);
    let longer = broadcast(&[(0, 90)], &[part("mp4", 0, 90)]);
    for broadcast in [&first, &longer] {
        let title = &shown(broadcast, VIEWERS)["title"];
        assert_eq!(*title, "room42_host7 2025-10-09 08:53 UTC");
    }
}

#[test]
fn it_settles_no_sooner_than_the_lag_after_its_end_and_never_while_live() {
    let ended = shown(&broadcast(&[(0, 60)], &[]), VIEWERS);
    assert_eq!(ended["state"], "settling");
    assert_eq!(ended["ended_at"], "2025-10-09T08:54:20Z");
    assert_eq!(ended["settles_at"], "2025-10-09T08:59:20Z");
    let live = shown(&broadcast(&[(0, 0)], &[part("mp4", 0, 60)]), VIEWERS);
    assert_eq!(live["state"], "live");
    assert_eq!(
        (&live["ended_at"], &live["settles_at"]),
        (&Value::Null, &Value::Null)
    );
}

/// What plays, as format and url, for viewers.
#[track_caller]
fn plays(parts: &[Sample], expected: Value, by_items: Option<&str>) {
    let broadcast = broadcast(&[], parts);
    assert_eq!(shown(&broadcast, VIEWERS)["play"], expected);
    let format = playing_by_items(&broadcast, VIEWERS);
    assert_eq!(format.map(Format::as_str), by_items);
}

#[test]
fn one_file_plays_by_its_url_and_several_by_items_or_the_own_playlist() {
    let file =
        |format| json!({"format": format, "url": format!("https://vod.example.com/0.{format}")});
    let none = |format| json!({"format": format, "url": null});
    plays(&[], Value::Null, None);
    plays(&[part("mp4", 0, 60)], file("mp4"), None);
    plays(&[part("mp4", 0, 60).without_url()], none("mp4"), None);
    plays(
        &[part("mp4", 0, 60), part("mp4", 60, 90)],
        none("mp4"),
        Some("mp4"),
    );
    let own = format!("/replays/{}/playlist.m3u8", broadcast(&[], &[]).id);
    plays(
        &[part("hls", 0, 60), part("hls", 60, 90)],
        json!({"format": "hls", "url": own}),
        Some("hls"),
    );
    plays(
        &[part("mp4", 0, 60), part("mp4", 60, 90).unconfirmed()],
        file("mp4"),
        None,
    );
    plays(&[part("mp4", 0, 60).unconfirmed()], Value::Null, None);
}

#[test]
fn a_playlist_that_cant_be_served_is_no_address() {
    let parts = [("hls", 0, 60), ("hls", 60, 90)];
    let parts = parts.map(|(format, from, to)| part(format, from, to).unconfirmed());
    let mut all = broadcast(&[], &parts);
    let codes = |replay: &Value| -> Vec<Value> {
        let notes = replay["notes"].as_array().unwrap().iter();
        notes.map(|note| note["code"].clone()).collect()
    };
    let unserved = shown(&all, Audience::Curators);
    assert_eq!(unserved["play"], json!({"format": "hls", "url": null}));
    assert_eq!(codes(&unserved), ["waiting_for_vod", "unplayable"]);
    // VOD named the host of one file.
    let one = broadcast(&[], &[part("mp4", 0, 9)]).summary;
    all.summary.add(&one);
    let served = shown(&all, Audience::Curators);
    assert!(served["play"]["url"].is_string());
    assert_eq!(codes(&served), ["waiting_for_vod"]);
    let nowhere = broadcast(&[], &[part("mp4", 0, 60).without_url()]);
    assert_eq!(codes(&shown(&nowhere, VIEWERS)), ["unplayable"]);
}

#[test]
fn curators_are_told_what_viewers_see() {
    let mut broadcast = broadcast(&[(0, 100)], &[part("mp4", 0, 100).unconfirmed()]);
    let told = |broadcast: &Broadcast| {
        let replay = shown(broadcast, Audience::Curators);
        (
            replay["visible_to_viewers"].clone(),
            replay["hidden_because"].clone(),
        )
    };
    assert_eq!(told(&broadcast), (json!(false), json!("unconfirmed")));
    broadcast.curation.visibility = Visibility::Hidden;
    assert_eq!(told(&broadcast), (json!(false), json!("hidden")));
    let confirmed = crate::tests::samples::broadcast(&[], &[part("mp4", 0, 100)]);
    assert_eq!(told(&confirmed), (json!(true), Value::Null));
    let viewers = shown(&confirmed, VIEWERS);
    for field in ["visible_to_viewers", "hidden_because", "note"] {
        assert!(viewers.get(field).is_none(), "{field}");
    }
}

#[test]
fn only_the_detail_has_items() {
    let broadcast = broadcast(&[], &[part("mp4", 0, 60), part("mp4", 60, 90)]);
    let replay = view(&broadcast, VIEWERS).with_items(Vec::new());
    let detail = serde_json::to_value(replay).unwrap();
    assert_eq!(detail["play"]["items"], json!([]));
}

#[test]
fn viewers_of_confirmed_parts_see_nothing_else_and_curators_see_all() {
    let broadcast = broadcast(
        &[(0, 100)],
        &[
            part("mp4", 0, 40),
            part("mp4", 40, 100).unconfirmed(),
            part("flv", 0, 100).unconfirmed(),
        ],
    );
    let actual = |audience| {
        let replay = shown(&broadcast, audience);
        let renditions = replay["renditions"].as_array().unwrap().iter();
        let renditions: Vec<_> = renditions
            .map(|rendition| (rendition["format"].clone(), rendition["parts"].clone()))
            .collect();
        (
            renditions,
            replay["duration"].clone(),
            replay["coverage"]["ratio"].clone(),
            replay["confirmed"].clone(),
        )
    };
    let mp4 = |parts: u32| (json!("mp4"), json!(parts));
    assert_eq!(
        actual(VIEWERS),
        (vec![mp4(1)], json!(40), json!(0.4), json!(false))
    );
    let flv = (json!("flv"), json!(1));
    assert_eq!(
        actual(Audience::Curators),
        (vec![mp4(2), flv], json!(100), json!(1.0), json!(false))
    );
}

#[test]
fn it_expires_with_the_rendition_that_plays() {
    let parts = [
        part("mp4", 0, 100).expiring(start() + 60),
        part("aac", 0, 100).expiring(start()),
    ];
    let replay = shown(&broadcast(&[], &parts), VIEWERS);
    assert_eq!(replay["expires_at"], "2025-10-09T08:54:20Z");
}

#[test]
fn the_cover_is_a_curators_else_vods_else_a_screenshot() {
    let mut broadcast = broadcast(&[(0, 100)], &[part("mp4", 0, 100)]);
    let cover = |broadcast: &_| shown(broadcast, VIEWERS)["cover_url"].clone();
    assert_eq!(cover(&broadcast), Value::Null);
    broadcast.screenshot = Some(Screenshot {
        at: Timestamp(start() + 10),
        url: "http://shots.example.com/a.jpg".to_owned(),
    });
    assert_eq!(cover(&broadcast), "https://shots.example.com/a.jpg");
    broadcast.screenshot.as_mut().unwrap().url = "http://evil.example.com/a.jpg".to_owned();
    assert_eq!(cover(&broadcast), Value::Null);
    let curators = shown(&broadcast, Audience::Curators);
    assert_eq!(curators["cover_url"], "https://evil.example.com/a.jpg");
    assert_eq!(curators["cover_hidden"], true);
    broadcast.summary.cover = broadcast.summary.all[&Format::new("mp4")].first.clone();
    assert_eq!(cover(&broadcast), "https://vod.example.com/0.mp4");
    broadcast.curation.cover_url = Some("https://cdn.example.com/own.jpg".to_owned());
    assert_eq!(cover(&broadcast), "https://cdn.example.com/own.jpg");
}
