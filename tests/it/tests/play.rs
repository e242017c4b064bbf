//! Players play the list of two joined real recordings. The tests that need more than Rust run with `make play`.

use replay_grouping::Timestamp;
use replay_it::{File, Files, Play, Stage, at, file_id, request, stream, vod_file};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const NOW: i64 = at(86_400);

/// Both recordings, 4 s of blue and 3 s of red, each segment of them and the lists.
const RECORDINGS: [&str; 2] = ["first", "second"];
const SECONDS: f64 = 7.0;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../play")
}

fn file(path: impl AsRef<Path>) -> File {
    File::Bytes(std::fs::read(folder().join(path)).unwrap().into())
}

/// A host that has the recordings, and the playlist that the API makes of them.
async fn joined() -> (Files, String) {
    let (stage, files) = (
        Stage::start(Play::quiet(NOW, &[])).await,
        Files::start().await,
    );
    for (i, name) in (0..).zip(RECORDINGS) {
        for found in std::fs::read_dir(folder().join("media").join(name)).unwrap() {
            let path = found.unwrap().path();
            let file_name = path.file_name().unwrap().to_str().unwrap();
            files.put(&format!("/{name}/{file_name}"), file(&path));
        }
        let url = format!("{}/{name}/playlist_eof.m3u8", files.base);
        let shown = vod_file("hls", at(10 * i), at(10 * i + 4 - i), url);
        let shown = [(file_id(i.unsigned_abs()), shown)];
        let room = stream("room");
        let recorded = stage
            .store
            .record_vod_files(&room, &shown, None, Timestamp(NOW));
        recorded.await.unwrap();
    }
    let (_, list) = stage.ask("GET", "/replays", None, "").await;
    let target = list["replays"][0]["play"]["url"].as_str().unwrap();
    let response = stage
        .api
        .handle(request("GET", target, &[], ""), Timestamp(NOW))
        .await;
    let list = String::from_utf8(response.body().to_vec()).unwrap();
    assert_eq!(response.status(), 200, "{list}");
    files.put("/playlist.m3u8", File::text(list.clone()));
    (files, list)
}

/// Runs a program and returns the JSON that it prints.
async fn run(program: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder());
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn every_segment_of_both_recordings_is_in_the_list_once_and_in_order() {
    let (files, list) = joined().await;
    let base = &files.base;
    let expected = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:2.000000,\n{base}/first/0.ts\n#EXTINF:2.000000,\n{base}/first/1.ts\n#EXT-X-DISCONTINUITY\n\
         #EXTINF:2.000000,\n{base}/second/0.ts\n#EXTINF:1.000000,\n{base}/second/1.ts\n#EXT-X-ENDLIST\n"
    );
    assert_eq!(list, expected);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs ffprobe: make play"]
async fn ffprobe_finds_all_frames() {
    let (files, _) = joined().await;
    let address = format!("{}/playlist.m3u8", files.base);
    let wanted = "format=duration:stream=codec_name,nb_read_frames";
    let probed = run(
        "ffprobe",
        &[
            "-v",
            "error",
            "-count_frames",
            "-show_entries",
            wanted,
            "-of",
            "json",
            &address,
        ],
    )
    .await;
    let seconds: f64 = probed["format"]["duration"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((seconds - SECONDS).abs() < 0.1, "{probed}");
    let streams = probed["streams"].as_array().unwrap();
    let video = streams
        .iter()
        .find(|stream| stream["codec_name"] == "h264")
        .unwrap();
    // Five a second.
    assert_eq!(video["nb_read_frames"], "35", "{probed}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs chromium, node and hls.js: make play"]
async fn a_browser_plays_it_from_the_first_to_the_last_second() {
    let (files, _) = joined().await;
    files.put("/hls.js", file("node_modules/hls.js/dist/hls.min.js"));
    let page = files.put("/page.html", file("page.html"));
    let seen = run("node", &["watch.mjs", &page]).await;
    assert_eq!(seen["errors"], serde_json::json!([]), "{seen}");
    assert_eq!(
        seen["colours"],
        serde_json::json!(["blue", "red"]),
        "{seen}"
    );
    assert_eq!(seen["ended"], true, "{seen}");
    let seconds = |name: &str| seen[name].as_f64().unwrap();
    assert!((seconds("duration") - SECONDS).abs() < 0.2, "{seen}");
    assert!(seconds("at") > SECONDS - 0.2, "{seen}");
}
