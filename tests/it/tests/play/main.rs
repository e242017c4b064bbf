//! Real recordings, joined: what players make of the list. Those that need more than Rust run with `make play`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use replay_grouping::{FileId, Format, Timestamp};
use replay_it::{Bundle, File, Files, at, request, stream};
use replay_store::VodFile;
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

/// A host that has the recordings, and the list that the bundle makes of them.
async fn joined() -> (Files, String) {
    let (bundle, files) = (Bundle::start(&[], NOW).await, Files::start().await);
    for (i, name) in (0..).zip(RECORDINGS) {
        for found in std::fs::read_dir(folder().join("media").join(name)).unwrap() {
            let path = found.unwrap().path();
            let file_name = path.file_name().unwrap().to_str().unwrap();
            files.put(&format!("/{name}/{file_name}"), file(&path));
        }
        let shown = VodFile {
            start: Some(Timestamp(at(10 * i))),
            end: Some(Timestamp(at(10 * i + 4 - i))),
            created_at: Some(Timestamp(at(60))),
            duration: Some(u32::try_from(4 - i).unwrap()),
            format: Some(Format::new("hls")),
            bytes: Some(20_000),
            url: Some(format!("{}/{name}/playlist_eof.m3u8", files.base)),
            cover_url: None,
            expires_at: None,
        };
        let id = FileId::new(&format!("5285890818412345{i}")).unwrap();
        let store = bundle.table.store(&[]);
        let shown = [(id, shown)];
        store
            .record_vod_files(&stream("room"), &shown, None, Timestamp(NOW))
            .await
            .unwrap();
    }
    let (_, list) = bundle.ask("GET", "/replays", None, "").await;
    let target = list["replays"][0]["play"]["url"].as_str().unwrap();
    let response = bundle
        .api
        .handle(request("GET", target, &[], ""), Timestamp(NOW))
        .await;
    let list = String::from_utf8(response.body().to_vec()).unwrap();
    assert_eq!(response.status(), 200, "{list}");
    files.put("/playlist.m3u8", File::text(list.clone()));
    (files, list)
}

/// Runs a program beside the host, and answers with what it prints.
async fn run(program: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder());
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
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
    let told = run(
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
    let seconds: f64 = told["format"]["duration"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((seconds - SECONDS).abs() < 0.1, "{told}");
    let streams = told["streams"].as_array().unwrap();
    let video = streams
        .iter()
        .find(|stream| stream["codec_name"] == "h264")
        .unwrap();
    // Five a second.
    assert_eq!(video["nb_read_frames"], "35", "{told}");
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
