//! Curators say which part of a replay plays.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage, three_files, two_playlists};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, begin, end, file_id, part, request, stream};
use replay_store::Loss;
use serde_json::{Value, json};

const AUTO: [(&str, &str); 1] = [("PUBLISH", "auto")];

fn trim(from: i64, to: i64) -> Value {
    let [from, to] = [from, to].map(|second| Timestamp(at(second)).rfc3339());
    json!({"from": from, "to": to})
}

async fn set(stage: &Stage, replay: &str, trim: &Value) -> (u16, Value) {
    let body = json!({"trim": trim}).to_string();
    stage.ask("PATCH", replay, CURATOR, &body).await
}

/// The trim and the duration of each replay, earliest first.
fn trims(replays: &Value) -> Vec<(Value, u64)> {
    let replays = replays["replays"].as_array().unwrap().iter();
    let trims =
        replays.map(|replay| (replay["trim"].clone(), replay["duration"].as_u64().unwrap()));
    trims.collect()
}

#[tokio::test]
async fn a_trim_decides_what_plays_until_it_is_undone() {
    let (stage, id) = three_files().await;
    let replay = format!("/replays/{id}");
    let (_, whole) = stage.ask("GET", &replay, VIEWER, "").await;
    let (status, trimmed) = set(&stage, &replay, &trim(100, 700)).await;
    assert_eq!(status, 200, "{trimmed}");
    assert_eq!(trimmed["trim"], trim(100, 700));
    let (_, viewed) = stage.ask("GET", &replay, VIEWER, "").await;
    assert_eq!(viewed["duration"], 600);
    assert!(viewed.get("trim").is_none());
    for field in ["renditions", "coverage", "started_at", "ended_at"] {
        assert_eq!(viewed[field], whole[field], "{field}");
    }
    let offsets: Vec<[Value; 2]> = (viewed["play"]["items"].as_array().unwrap().iter())
        .map(|item| ["start_offset", "end_offset"].map(|name| item[name].clone()))
        .collect();
    let none = Value::Null;
    assert_eq!(
        offsets,
        [
            [json!(100), none.clone()],
            [none.clone(), none.clone()],
            [none, json!(100)],
        ]
    );
    let history = format!("{replay}/history");
    let (_, history) = stage.ask("GET", &history, CURATOR, "").await;
    let changed = &history["changes"][0]["changed"];
    assert_eq!(
        *changed,
        json!({"trim": {"from": null, "to": trim(100, 700)}})
    );

    let (status, undone) = stage
        .ask("POST", &format!("{replay}/undo"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{undone}");
    assert_eq!(trims(&undone), [(Value::Null, 900)]);
}

#[tokio::test]
async fn a_trim_that_leaves_nothing_is_refused() {
    let callbacks = [
        begin("room", 1, at(0)),
        end("room", 1, at(900), 900),
        part("room", 1, "mp4", at(0), at(300)),
        part("room", 3, "mp4", at(600), at(900)),
    ];
    let stage = stage(&AUTO, &callbacks).await;
    let all = replays(&stage, "/replays", VIEWER).await;
    let replay = format!("/replays/{}", all[0]["id"].as_str().unwrap());
    for (from, to, detail) in [
        (900, 1_000, "the trim leaves nothing of the replay"),
        (-60, 0, "the trim leaves nothing of the replay"),
        (320, 580, "the trim leaves nothing of the files that play"),
    ] {
        let (status, refusal) = set(&stage, &replay, &trim(from, to)).await;
        assert_eq!((status, &refusal["code"]), (422, &json!("outside_replay")));
        assert_eq!(refusal["detail"], detail);
    }
    assert_eq!(set(&stage, &replay, &trim(899, 1_000)).await.0, 200);
    let (status, refusal) = set(&stage, &replay, &trim(60, 0)).await;
    assert_eq!((status, &refusal["code"]), (422, &json!("invalid_field")));

    // The file that it left is gone. What was cut off doesn't play instead.
    let store = stage.table.store(&AUTO);
    let (room, lost) = (stream("room"), [file_id(3)]);
    let lost = store.record_losses(&room, &lost, Loss::Gone, Timestamp(NOW));
    lost.await.unwrap();
    let (_, viewed) = stage.ask("GET", &replay, VIEWER, "").await;
    assert_eq!(
        (&viewed["play"]["url"], &viewed["duration"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(
        viewed["notes"].as_array().unwrap().last().unwrap()["code"],
        "unplayable"
    );
}

#[tokio::test]
async fn each_half_of_a_split_keeps_what_of_the_trim_lies_in_it() {
    for (whole, halves) in [
        (
            trim(100, 700),
            [(trim(100, 300), 200), (trim(300, 700), 400)],
        ),
        (trim(400, 700), [(Value::Null, 300), (trim(400, 700), 300)]),
        (trim(100, 200), [(trim(100, 200), 100), (Value::Null, 600)]),
    ] {
        let (stage, id) = three_files().await;
        let replay = format!("/replays/{id}");
        let (status, _) = set(&stage, &replay, &whole).await;
        assert_eq!(status, 200);
        let at = json!({"at": Timestamp(at(300)).rfc3339()}).to_string();
        let (_, split) = stage
            .ask("POST", &format!("{replay}/split"), CURATOR, &at)
            .await;
        assert_eq!(trims(&split), halves);
        let (_, undone) = stage
            .ask("POST", &format!("{replay}/undo"), CURATOR, "")
            .await;
        let length = if whole == trim(100, 700) {
            600
        } else {
            trims(&undone)[0].1
        };
        assert_eq!(trims(&undone), [(whole, length)]);
    }
}

/// The status and the body of what viewers get.
async fn get(stage: &Stage, target: &str) -> (u16, String) {
    let asked = request("GET", target, &[], "");
    let response = stage.api.handle(asked, Timestamp(NOW)).await;
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), body)
}

#[tokio::test]
async fn the_own_playlist_leaves_out_the_segments_outside() {
    let (stage, files, id) = two_playlists(&[], 20).await;
    let replay = format!("/replays/{id}");
    let target = format!("{replay}/playlist.m3u8");
    for ((from, to), expected) in [
        (
            (25, 85),
            ["0/1.ts", "0/2.ts", "1/0.ts", "1/1.ts"].as_slice(),
        ),
        ((61, 62), &["1/0.ts"]),
        ((0, 41), &["0/0.ts", "0/1.ts", "0/2.ts"]),
    ] {
        assert_eq!(set(&stage, &replay, &trim(from, to)).await.0, 200);
        let (status, playlist) = get(&stage, &target).await;
        assert_eq!(status, 200, "{playlist}");
        let segments = playlist
            .lines()
            .filter_map(|line| line.strip_prefix(&files.base));
        let segments: Vec<&str> = segments.map(|path| path.trim_start_matches('/')).collect();
        assert_eq!(segments, expected, "{from} to {to}");
    }
    // One file is left whole.
    assert_eq!(set(&stage, &replay, &trim(60, 200)).await.0, 200);
    assert_eq!(get(&stage, &target).await.0, 302);
}
