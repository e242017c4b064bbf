use super::*;
use crate::{
    tests::samples::{Sample, broadcast, config, links, part, start},
    views::replay,
};
use replay_grouping::{FileId, Timestamp};
use replay_store::{Channels, Rendition, Visibility};
use serde_json::{Value, json};

const VIEWERS: Audience = Audience::Viewers {
    confirmed_only: true,
    sure_of_live: false,
};

fn at(second: i64) -> Timestamp {
    Timestamp(start() + second)
}

/// A replay with this trim, as an audience sees it.
fn shown(broadcast: &Broadcast, audience: Audience, granting: Option<Granting<'_>>) -> Value {
    let showing = Showing {
        audience,
        viewers: VIEWERS,
        lag: Seconds(300),
        links: links(),
        granting,
        now: at(0),
    };
    serde_json::to_value(replay(broadcast, showing, &Channels::new())).unwrap()
}

fn trimmed(parts: &[Sample], from: i64, to: i64) -> Broadcast {
    let mut broadcast = broadcast(&[], parts);
    broadcast.curation.trim = Some(Span::new(at(from), at(to)));
    broadcast
}

/// What plays for viewers between two seconds, and for how long.
#[track_caller]
fn check(parts: &[Sample], (from, to): (i64, i64), play: Value, duration: u64) {
    let replay = shown(&trimmed(parts, from, to), VIEWERS, None);
    assert_eq!(replay["play"], play);
    assert_eq!(replay["duration"], duration);
    let unplayable = replay["notes"].to_string().contains("unplayable");
    assert_eq!(unplayable, duration == 0, "{}", replay["notes"]);
}

#[test]
fn one_file_plays_between_offsets_and_hls_by_the_own_playlist() {
    let mp4 = [part("mp4", 0, 100)];
    let url = "https://vod.example.com/0.mp4";
    let both = json!({"format": "mp4", "url": url, "start_offset": 10, "end_offset": 70});
    check(&mp4, (10, 70), both, 60);
    let end = json!({"format": "mp4", "url": url, "end_offset": 70});
    check(&mp4, (-5, 70), end, 70);
    check(&mp4, (-5, 100), json!({"format": "mp4", "url": url}), 100);
    let hls = [part("hls", 0, 100)];
    let whole = json!({"format": "hls", "url": "https://vod.example.com/0.hls"});
    check(&hls, (0, 100), whole, 100);
    let own = format!("/replays/{}/playlist.m3u8", broadcast(&[], &[]).id);
    let own = json!({"format": "hls", "url": own});
    check(&hls, (10, 70), own.clone(), 60);
    let two = [part("hls", 0, 60), part("hls", 80, 100)];
    check(&two, (50, 90), own, 20);
}

#[test]
fn of_several_files_the_items_have_the_offsets() {
    let two = [part("mp4", 0, 60), part("mp4", 80, 100)];
    check(&two, (50, 90), json!({"format": "mp4", "url": null}), 20);
}

#[test]
fn a_trim_that_leaves_nothing_is_noted() {
    check(
        &[part("mp4", 0, 100)],
        (200, 300),
        json!({"format": "mp4", "url": null}),
        0,
    );
    let gap = [part("hls", 0, 60), part("hls", 80, 100)];
    check(&gap, (65, 75), json!({"format": "hls", "url": null}), 0);
}

#[test]
fn renditions_coverage_and_expiry_speak_of_the_files() {
    let parts = [
        part("hls", 0, 100).expiring(start() + 500),
        part("mp4", 0, 90),
    ];
    let whole = shown(&broadcast(&[(0, 100)], &parts), VIEWERS, None);
    let mut cut = broadcast(&[(0, 100)], &parts);
    cut.curation.trim = Some(Span::new(at(10), at(20)));
    let cut = shown(&cut, VIEWERS, None);
    for field in [
        "renditions",
        "coverage",
        "expires_at",
        "started_at",
        "ended_at",
    ] {
        assert_eq!(cut[field], whole[field], "{field}");
    }
    assert!(cut.get("trim").is_none(), "it is for curators");
}

#[test]
fn curators_see_as_much_of_the_trim_as_lies_in_the_replay() {
    let trim = |broadcast: &Broadcast| {
        let replay = shown(broadcast, Audience::Curators, None);
        replay["trim"].clone()
    };
    let parts = [part("mp4", 0, 100)];
    assert_eq!(trim(&broadcast(&[], &parts)), Value::Null);
    let (start, end) = ("2025-10-09T08:53:20Z", "2025-10-09T08:54:20Z");
    let inside = json!({"from": start, "to": end});
    assert_eq!(trim(&trimmed(&parts, -10, 60)), inside);
    let mut elsewhere = trimmed(&parts, 200, 300);
    assert_eq!(trim(&elsewhere)["from"], "2025-10-09T08:56:40Z");
    elsewhere.curation.trim_elsewhere = true;
    assert_eq!(trim(&elsewhere), Value::Null);
    assert_eq!(shown(&elsewhere, VIEWERS, None)["duration"], 100);
}

#[test]
fn an_unconfirmed_hls_file_plays_between_offsets() {
    let cut = trimmed(&[part("hls", 0, 100).unconfirmed()], 10, 70);
    let play = shown(&cut, Audience::Curators, None)["play"].clone();
    let url = "https://vod.example.com/0.hls";
    let expected = json!({"format": "hls", "url": url, "start_offset": 10, "end_offset": 70});
    assert_eq!(play, expected);
}

/// What plays between two seconds of two MP4 files of a minute, joined for this trim into a file of so many seconds.
#[track_caller]
fn joined(trim: Option<(i64, i64)>, baked: Option<(i64, i64)>, play: Value, duration: u64) {
    let span = |(from, to): (i64, i64)| Span::new(at(from), at(to));
    let mut broadcast = broadcast(&[], &[part("mp4", 0, 60), part("mp4", 60, 120)]);
    broadcast.curation.trim = trim.map(span);
    let tally = &broadcast.summary.all[&Format::new("mp4")];
    broadcast.file_joins = vec![FileJoin {
        job: "job".to_owned(),
        format: Format::new("mp4"),
        sources: Vec::new(),
        trim: baked.map(span),
        stands_for: Some(Rendition::from(tally)),
        file: Some(JoinedFile {
            file_id: FileId::new("9").unwrap(),
            format: Format::new("mp4"),
            url: Some("http://vod.example.com/9.mp4".to_owned()),
            duration: Some(baked.map_or(120, |(from, to)| u32::try_from(to - from).unwrap())),
            bytes: None,
            expires_at: None,
        }),
        keep_until: None,
    }];
    let replay = shown(&broadcast, VIEWERS, None);
    assert_eq!(replay["play"], play);
    assert_eq!(replay["duration"], duration);
}

#[test]
fn a_joined_file_plays_between_offsets_and_one_of_the_trim_whole() {
    let url = "https://vod.example.com/9.mp4";
    let whole = json!({"format": "mp4", "url": url});
    joined(None, None, whole.clone(), 120);
    joined(Some((30, 90)), Some((30, 90)), whole, 60);
    let cut = json!({"format": "mp4", "url": url, "start_offset": 30, "end_offset": 90});
    joined(Some((30, 90)), None, cut, 60);
    // It was made for another trim, so the single files play.
    let items = json!({"format": "mp4", "url": null});
    joined(Some((30, 91)), Some((30, 90)), items.clone(), 61);
    joined(None, Some((30, 90)), items, 120);
}

#[test]
fn whoever_needs_a_grant_gets_one_and_nobody_else() {
    let grants = config(&[]).unwrap().authenticator.grants;
    let parts = [part("hls", 0, 60), part("hls", 60, 90)];
    let published = broadcast(&[], &parts);
    let mut hidden = published.clone();
    hidden.curation.visibility = Visibility::Hidden;
    let more = [parts.as_slice(), &[part("hls", 90, 99).unconfirmed()]].concat();
    let unconfirmed = broadcast(&[], &more);
    let letter = |broadcast: &Broadcast, audience, closed| {
        let granting = Granting {
            grants: &grants,
            closed,
        };
        let replay = shown(broadcast, audience, Some(granting));
        let url = replay["play"]["url"].as_str().unwrap();
        let grant = url.split_once("?grant=").map(|(_, grant)| grant.to_owned());
        let grant = grant.inspect(|grant| {
            let id = broadcast.id.as_str();
            assert!(grants.check(grant, id, at(0)).is_ok());
        });
        grant.and_then(|grant| grant.chars().next())
    };
    for (broadcast, closed, expected) in [
        (&published, false, [None, None]),
        (&hidden, false, [None, Some('c')]),
        (&unconfirmed, false, [None, Some('c')]),
        (&published, true, [Some('v'), Some('c')]),
    ] {
        let found = [VIEWERS, Audience::Curators].map(|who| letter(broadcast, who, closed));
        assert_eq!(found, expected);
    }
    let nowhere = shown(&hidden, Audience::Curators, None);
    assert!(!nowhere.to_string().contains("grant"));
}
