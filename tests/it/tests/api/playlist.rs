//! A replay's own playlist.

mod stage;

use replay_it::{File, Files};
use serde_json::{Value, json};
use stage::{Stage, file_id, list};
use std::time::Duration;

const SIGNED: [(&str, &str); 2] = [
    ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls"),
    ("PLAYBACK_DOMAINS", "127.0.0.1"),
];

/// Two parts, of which each has its folder.
async fn two(settings: &[(&str, &str)]) -> Stage {
    let stage = Stage::start(settings).await;
    stage.hls(0, "/a/list.m3u8", list("0.ts")).await;
    stage.hls(1, "/b/list.m3u8", list("/c/1.ts?start=0")).await;
    stage
}

#[tokio::test]
async fn several_parts_are_one_list() {
    let stage = two(&[]).await;
    let response = stage.ask(&[], 0).await;
    let headers = response.headers();
    assert_eq!(headers["content-type"], "application/vnd.apple.mpegurl");
    assert_eq!(headers["cache-control"], "no-cache");
    let base = &stage.files.base;
    let expected = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:60\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:60,\n{base}/a/0.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:60,\n{base}/c/1.ts?start=0\n#EXT-X-ENDLIST\n"
    );
    assert_eq!(*response.body(), expected);
    let etag = headers["etag"].to_str().unwrap();
    let again = stage.ask(&[("if-none-match", etag)], 0).await;
    assert_eq!((again.status().as_u16(), again.body().as_str()), (304, ""));
}

#[tokio::test]
async fn a_player_finds_it_in_the_list_and_in_the_detail() {
    let stage = two(&[]).await;
    let replay = stage.replay().await;
    let own = format!("/replays/{}/playlist.m3u8", replay["id"].as_str().unwrap());
    assert_eq!(replay["play"], json!({"format": "hls", "url": own}));
    assert_eq!(replay["renditions"][0]["url"], Value::Null);
    let target = format!("/replays/{}", replay["id"].as_str().unwrap());
    let (_, detail) = stage.bundle.ask("GET", &target, None, "").await;
    let item = |path| json!({"url": format!("{}{path}", stage.files.base), "duration": 60});
    let items = [item("/a/list.m3u8"), item("/b/list.m3u8")];
    assert_eq!(
        detail["play"],
        json!({"format": "hls", "url": own, "items": items})
    );
}

#[tokio::test]
async fn finished_lists_are_fetched_once() {
    let stage = two(&[]).await;
    let growing = File::text("#EXTM3U\n#EXTINF:60,\n2.ts\n");
    stage.hls(2, "/growing.m3u8", growing).await;
    let first = stage.playlist().await;
    let mut asked = stage.files.asked();
    asked.sort();
    assert_eq!(asked, ["/a/list.m3u8", "/b/list.m3u8", "/growing.m3u8"]);
    assert_eq!(stage.playlist().await, first);
    assert!(stage.files.asked().is_empty());
    assert_eq!(stage.ask(&[], 60).await.status(), 200);
    assert_eq!(stage.files.asked(), ["/growing.m3u8"]);
}

#[tokio::test]
async fn one_part_has_a_list_already_and_none_has_none() {
    let stage = Stage::start(&SIGNED).await;
    stage.shown(0, "mp4", "http://127.0.0.1:9/0.mp4").await;
    let (status, code, _) = stage.problem(0).await;
    assert_eq!((status, code.as_str()), (404, "not_found"));
    stage.shown(1, "hls", "http://127.0.0.1:9/dir/1.m3u8").await;
    let response = stage.ask(&[], 0).await;
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap();
    let signed = "http://127.0.0.1:9/dir/1.m3u8?t=";
    assert!(location.starts_with(signed), "{location}");
    assert_eq!(response.headers()["cache-control"], "no-cache");
}

#[tokio::test]
async fn only_the_lane_that_plays_is_joined() {
    let stage = two(&[]).await;
    stage.hls(2, "/2.m3u8", list("2.ts")).await;
    // Another recording of the second minute, of half a minute.
    let mut task = replay_it::part("room", 9, "hls", replay_it::at(75), replay_it::at(105));
    task["video_url"] = json!(stage.files.put("/task.m3u8", list("task.ts")));
    stage.bundle.deliver(&task).await;
    let playlist = stage.playlist().await;
    let segments = playlist.lines().filter(|line| line.contains(".ts"));
    assert_eq!(segments.count(), 3, "{playlist}");
    assert!(!playlist.contains("task.ts"), "{playlist}");
}

#[tokio::test]
async fn what_is_fetched_and_what_is_shown_is_signed() {
    let stage = two(&SIGNED).await;
    let playlist = stage.playlist().await;
    let asked = stage.files.asked();
    assert!(
        asked
            .iter()
            .all(|it| it.contains("?t=") && it.contains("&sign=")),
        "{asked:?}"
    );
    let segments: Vec<&str> = playlist
        .lines()
        .filter(|line| line.contains(".ts"))
        .collect();
    assert!(segments[0].contains("/a/0.ts?t=") && segments[0].contains("&us="));
    assert!(segments[1].contains("/c/1.ts?start=0&t=") && segments[1].contains("&sign="));
    assert_eq!(stage.playlist().await, playlist);
    // In the next window, the lists are known and their segments are signed anew.
    let later = stage.ask(&[], 86_400).await;
    assert_eq!(later.status(), 200);
    assert_ne!(*later.body(), playlist);
    assert!(stage.files.asked().is_empty());
    let (_, detail) = stage.bundle.ask("GET", "/replays", None, "").await;
    let (_, parts) = {
        let id = detail["replays"][0]["id"].as_str().unwrap();
        let target = format!("/replays/{id}/parts");
        stage.bundle.ask("GET", &target, None, "").await
    };
    let url = parts["parts"][0]["url"].as_str().unwrap();
    assert!(
        url.contains("/a/list.m3u8?t=") && url.contains("&sign="),
        "{url}"
    );
}

/// The reason why the second of two parts has no list.
#[track_caller]
fn names_the_second((status, code, detail): (u16, String, String), reason: &str) {
    let expected = format!("the playlist of file {} {reason}", file_id(1));
    assert_eq!((status, code.as_str()), (502, "part_unavailable"));
    assert_eq!(detail, expected);
}

#[tokio::test]
async fn half_a_list_is_none() {
    let other = Files::start().await;
    let elsewhere = other.put("/list.m3u8", list("1.ts"));
    let variant = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n";
    for (file, reason) in [
        (File::Status(403), "was answered with status 403"),
        (File::Redirect(elsewhere.clone()), "leads elsewhere"),
        (File::text("<html>"), "is not a playlist"),
        (File::text("#EXTM3U\n#EXT-X-ENDLIST\n"), "holds no segment"),
        (File::Bytes(vec![0x80; 10].into()), "is not UTF-8 text"),
        (
            File::text(format!("{variant}{elsewhere}\n")),
            "lies at a host where VOD has shown no file of this replay",
        ),
        (
            File::text(format!("{variant}/b/list.m3u8\n")),
            "uses lists of lists, which can't be joined",
        ),
        (
            File::Bytes(vec![b'#'; 9 << 20].into()),
            "is larger than 8388608 bytes",
        ),
    ] {
        let stage = two(&[]).await;
        stage.files.put("/b/list.m3u8", file);
        names_the_second(stage.problem(0).await, reason);
        // It isn't asked for again at once, and soon after.
        stage.files.asked();
        names_the_second(stage.problem(9).await, reason);
        assert!(stage.files.asked().is_empty());
        stage.files.put("/b/list.m3u8", list("1.ts"));
        assert_eq!(stage.ask(&[], 10).await.status(), 200);
    }
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn a_list_that_takes_too_long_fails_by_name() {
    let stage = two(&[]).await;
    let slow = File::Slow(Duration::from_secs(60), "#EXTM3U\n".into());
    stage.files.put("/b/list.m3u8", slow);
    names_the_second(stage.problem(0).await, "was not answered in time");
}

#[tokio::test]
async fn many_lists_are_fetched_eight_at_a_time() {
    let stage = Stage::start(&[]).await;
    for file in 0..20 {
        let text = format!("#EXTM3U\n#EXTINF:60,\n{file}.ts\n#EXT-X-ENDLIST\n");
        let slow = File::Slow(Duration::from_millis(50), text.into());
        stage.hls(file, &format!("/{file}.m3u8"), slow).await;
    }
    let playlist = stage.playlist().await;
    let segments = playlist.lines().filter(|line| line.ends_with(".ts"));
    let expected = (0..20).map(|file| format!("{}/{file}.ts", stage.files.base));
    assert!(segments.eq(expected), "{playlist}");
    assert_eq!(stage.files.most_at_once(), 8);
}

#[tokio::test]
async fn a_callback_leads_nobody_to_another_host() {
    let stage = Stage::start(&[]).await;
    let other = Files::start().await;
    stage.hls(0, "/0.m3u8", list("0.ts")).await;
    let forged = other.put("/1.m3u8", list("1.ts"));
    stage.told(1, "hls", &forged).await;
    let reason = "lies at a host where VOD has shown no file of this replay";
    names_the_second(stage.problem(0).await, reason);
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn viewers_of_what_is_confirmed_get_that_alone() {
    let stage = Stage::start(&[("PUBLISH", "confirmed")]).await;
    stage.hls(0, "/0.m3u8", list("0.ts")).await;
    stage.hls(1, "/1.m3u8", list("1.ts")).await;
    let told = stage.files.put("/2.m3u8", list("2.ts"));
    stage.told(2, "hls", &told).await;
    let playlist = stage.playlist().await;
    assert!(
        playlist.contains("/1.ts") && !playlist.contains("/2.ts"),
        "{playlist}"
    );
    let curator = [("authorization", "Bearer curator-token")];
    let response = stage.ask(&curator, 0).await;
    assert!(response.body().contains("/2.ts"), "{}", response.body());
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn the_best_of_several_qualities_is_followed() {
    let stage = two(&[]).await;
    let qualities = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nhigh/list.m3u8\n";
    stage.files.put("/b/list.m3u8", File::text(qualities));
    stage.files.put("/b/high/list.m3u8", list("1.ts"));
    let playlist = stage.playlist().await;
    assert!(playlist.contains("/b/high/1.ts"), "{playlist}");
}

#[tokio::test]
async fn a_hidden_replay_has_no_list() {
    let stage = two(&[]).await;
    let id = stage.replay().await["id"].as_str().unwrap().to_owned();
    let target = format!("/replays/{id}");
    let hidden = r#"{"visibility":"hidden"}"#;
    let token = Some("curator-token");
    assert_eq!(
        stage.bundle.ask("PATCH", &target, token, hidden).await.0,
        200
    );
    let target = format!("{target}/playlist.m3u8");
    assert_eq!(stage.bundle.ask("GET", &target, None, "").await.0, 404);
}
