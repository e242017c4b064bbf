//! The bytes of files: of any length, and the same in whatever portions they are read.

use crate::OPENS_AT;
use replay_signature::{HotlinkKey, Secret};
use replay_simulator::{Account, Footage, NoFootage, Script, World};
use std::sync::Arc;

const BASE: &str = "http://127.0.0.1:8787/-/media";

/// A push of 30 s in four formats, which VOD deletes a minute later.
fn account() -> Account {
    let script = format!(
        r#"{{
        "opens_at": "2025-10-09T08:53:20Z", "closes_after": 3600, "media_base": "{BASE}",
        "habits": {{"ready_after": [1, 1]}},
        "streams": [{{
            "stream_id": "room", "pushes": [{{"begin": 0, "end": 30}}],
            "template": {{"hls_continues": 0, "mp4_interval": 60, "flv_interval": 60, "aac_interval": 60, "keeps_for": 60}}
        }}]
    }}"#
    );
    let world = World::new(Script::from_json(&script).unwrap()).unwrap();
    Account::new(Arc::new(world), Secret::new("key").unwrap())
}

/// The path of the file of a format.
fn path(account: &Account, format: &str) -> String {
    let file = account
        .world
        .media()
        .iter()
        .find(|file| file.format.as_str() == format);
    let url = &file.unwrap().url;
    url.strip_prefix("http://127.0.0.1:8787")
        .unwrap()
        .to_owned()
}

fn footage(account: &Account, path: &str) -> Footage {
    account.footage(path, None, None, OPENS_AT + 40).unwrap()
}

/// The whole file in one portion, after it was read in others.
#[track_caller]
fn whole(footage: &Footage) -> Vec<u8> {
    let whole = footage.read(0..footage.size());
    assert_eq!(whole.len() as u64, footage.size());
    for portion in [1_000, 7_777, 65_536] {
        let starts = (0..footage.size()).step_by(portion);
        let portions = starts
            .flat_map(|start| footage.read(start..footage.size().min(start + portion as u64)));
        assert_eq!(portions.collect::<Vec<u8>>(), whole, "{portion}");
    }
    whole
}

fn count(bytes: &[u8], text: &[u8]) -> usize {
    bytes
        .windows(text.len())
        .filter(|window| *window == text)
        .count()
}

/// The frames of an ADTS stream, by the sizes in their headers.
fn frames(mut aac: &[u8]) -> usize {
    let mut frames = 0;
    while let [0xff, 0xf1, _, high, middle, low, ..] = aac {
        let size = usize::from(high & 3) << 11 | usize::from(*middle) << 3 | usize::from(low >> 5);
        (_, aac) = aac.split_at(size);
        frames += 1;
    }
    assert!(aac.is_empty());
    frames
}

#[test]
fn a_file_lasts_as_long_as_it_says() {
    let account = account();
    let mp4 = whole(&footage(&account, &path(&account, "mp4")));
    assert_eq!(count(&mp4, b"moof"), 30);
    let aac = whole(&footage(&account, &path(&account, "aac")));
    // Each frame has 1,024 samples at 16 kHz.
    assert_eq!(frames(&aac), 469);
    let flv = whole(&footage(&account, &path(&account, "flv")));
    assert_eq!(count(&flv, &[0x17, 1, 0, 0]), 30);
}

/// The decode times of the fragments of an MP4 file, in seconds, picture and sound.
#[test]
fn the_times_of_an_mp4_file_go_on_over_the_seams() {
    let account = account();
    let mp4 = whole(&footage(&account, &path(&account, "mp4")));
    let times: Vec<u64> = (0..mp4.len() - 16)
        .filter(|at| mp4[*at..].starts_with(b"tfdt"))
        .map(|at| u64::from_be_bytes(mp4[at + 8..at + 16].try_into().unwrap()))
        .collect();
    let pictures: Vec<u64> = times.iter().step_by(2).copied().collect();
    assert_eq!(
        pictures,
        (0..30).map(|second| second * 10_240).collect::<Vec<_>>()
    );
    let sounds: Vec<u64> = times.iter().skip(1).step_by(2).copied().collect();
    assert!(
        sounds
            .windows(2)
            .all(|pair| (15_000..17_000).contains(&(pair[1] - pair[0]))),
        "{sounds:?}"
    );
}

#[test]
fn the_segments_of_a_playlist_are_one_stream() {
    let account = account();
    let list = path(&account, "hls");
    let text = String::from_utf8(whole(&footage(&account, &list))).unwrap();
    let names: Vec<&str> = text.lines().filter(|line| line.ends_with(".ts")).collect();
    assert_eq!(names.len(), 8, "{text}");
    assert!(
        text.contains("#EXTINF:2.000,\n7.ts\n#EXT-X-ENDLIST"),
        "{text}"
    );
    let folder = list.strip_suffix("playlist_eof.m3u8").unwrap();
    let mut counters = std::collections::HashMap::new();
    for name in names {
        let segment = whole(&footage(&account, &format!("{folder}{name}")));
        for packet in segment.chunks_exact(188) {
            assert_eq!(packet[0], 0x47);
            let pid = u16::from_be_bytes([packet[1] & 0x1f, packet[2]]);
            let counter = packet[3] & 0xf;
            if let Some(before) = counters.insert(pid, counter) {
                assert_eq!(counter, (before + 1) % 16, "{name}: {pid:x}");
            }
        }
    }
    let behind = account.footage(&format!("{folder}8.ts"), None, None, OPENS_AT + 40);
    assert_eq!(behind.unwrap_err(), NoFootage::Missing);
}

#[test]
fn a_file_is_there_from_when_vod_has_it_until_it_is_deleted() {
    let account = account();
    let path = path(&account, "mp4");
    for (passed, expected) in [(20, false), (40, true), (80, true), (100, false)] {
        let found = account.footage(&path, None, None, OPENS_AT + passed);
        assert_eq!(found.is_ok(), expected, "{passed}");
    }
    for unknown in [
        "/",
        "/-/media/x/f0.mp4",
        "/-/media/49a2635199/f0.mp4",
        &path.replace(".mp4", ".flv"),
    ] {
        let found = account.footage(unknown, None, None, OPENS_AT + 40);
        assert_eq!(found.unwrap_err(), NoFootage::Missing, "{unknown}");
    }
}

#[test]
fn with_a_key_a_url_must_be_signed_and_its_segments_are() {
    let account = account();
    let key = HotlinkKey::new("Kd7Qm2Xv9TzPa4Ls").unwrap();
    let list = path(&account, "hls");
    let folder = list.strip_suffix("playlist_eof.m3u8").unwrap();
    let now = OPENS_AT + 40;
    let open = |path: &str, query: Option<&str>| account.footage(path, query, Some(&key), now);
    let query = key.query(folder, now + 60, "a1");
    let expired = key.query(folder, now, "a1");
    let elsewhere = key.query("/-/media/", now + 60, "a1");
    for wrong in [
        None,
        Some(expired.as_str()),
        Some(&elsewhere),
        Some("t=ffffffff&us=a1&sign="),
    ] {
        assert_eq!(
            open(&list, wrong).unwrap_err(),
            NoFootage::Unsigned,
            "{wrong:?}"
        );
    }
    let text = open(&list, Some(&query)).unwrap();
    let text = String::from_utf8(text.read(0..text.size())).unwrap();
    assert!(text.contains(&format!("\n0.ts?{query}\n")), "{text}");
    assert!(open(&format!("{folder}0.ts"), Some(&query)).is_ok());
}
