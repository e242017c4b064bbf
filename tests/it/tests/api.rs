//! The list API over a real store: from callbacks to what viewers and curators see.

mod batch;
mod changes;
mod channels;
mod cost;
mod curate;
mod featured;
mod feed;
mod forged;
mod grants;
mod hostile;
mod index;
mod lists;
mod log;
mod lost;
mod notes;
mod odd_files;
mod pins;
mod playlist;
mod quarantine;
mod queries;
mod regroup;
mod replays;
mod review;
mod roles;
mod screenshots;
mod streams;
mod timeline;
mod trim;
mod unread;
mod walk;
mod writers;

use replay_grouping::Timestamp;
use replay_it::{File, Files, Play, Stage, at, begin, end, file_id, part, stream, vod_file};
use serde_json::Value;

/// When everything happens.
const NOW: i64 = replay_it::at(86_400);
const CURATOR: Option<&str> = Some("curator-token");
const VIEWER: Option<&str> = None;

async fn stage(settings: &[(&str, &str)], callbacks: &[Value]) -> Stage {
    let stage = Stage::start(Play::quiet(NOW, settings)).await;
    for callback in callbacks {
        stage.deliver(callback).await;
    }
    stage
}

/// The replays of a list.
async fn replays(stage: &Stage, target: &str, token: Option<&str>) -> Vec<Value> {
    let (status, page) = stage.ask("GET", target, token, "").await;
    assert_eq!(status, 200, "{page}");
    page["replays"].as_array().unwrap().clone()
}

/// One broadcast of a push and three files of five minutes each, the second begins at 08:58:20; and its id.
async fn three_files() -> (Stage, String) {
    let callbacks = [
        begin("room", 1, at(0)),
        end("room", 1, at(900), 900),
        part("room", 1, "mp4", at(0), at(300)),
        part("room", 2, "mp4", at(300), at(600)),
        part("room", 3, "mp4", at(600), at(900)),
    ];
    let stage = stage(&[("PUBLISH", "auto")], &callbacks).await;
    let id = only_id(&stage).await;
    (stage, id)
}

/// A replay of two HLS files of a minute each, in segments of so many seconds; the files, and its id.
async fn two_playlists(settings: &[(&str, &str)], seconds: usize) -> (Stage, Files, String) {
    let stage = stage(settings, &[]).await;
    let files = Files::start().await;
    let segments = (0..60 / seconds).map(|i| format!("#EXTINF:{seconds},\n{i}.ts\n"));
    let segments: String = segments.collect();
    let list = format!("#EXTM3U\n#EXT-X-TARGETDURATION:{seconds}\n{segments}#EXT-X-ENDLIST\n");
    let store = stage.table.store(settings);
    for minute in [0, 1] {
        let url = files.put(&format!("/{minute}/list.m3u8"), File::text(&list));
        let start = i64::try_from(minute).unwrap() * 60;
        let shown = vod_file("hls", at(start), at(start + 60), &url);
        let file = [(file_id(minute), shown)];
        let room = stream("room");
        let recorded = store.record_vod_files(&room, &file, None, Timestamp(NOW));
        recorded.await.unwrap();
    }
    let id = only_id(&stage).await;
    (stage, files, id)
}

async fn only_id(stage: &Stage) -> String {
    let all = replays(stage, "/replays", CURATOR).await;
    assert_eq!(all.len(), 1);
    all[0]["id"].as_str().unwrap().to_owned()
}
