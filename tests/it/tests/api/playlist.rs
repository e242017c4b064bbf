//! A replay's own playlist.

mod room;

use replay_it::{File, Files, file_id};
use room::{Room, list};
use serde_json::{Value, json};
use std::time::Duration;

const SIGNED: [(&str, &str); 2] = [
    ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls"),
    ("PLAYBACK_DOMAINS", "127.0.0.1"),
];

/// Two parts, each in a folder of its own.
async fn two(settings: &[(&str, &str)]) -> Room {
    let room = Room::start(settings).await;
    room.hls(0, "/a/list.m3u8", list("0.ts")).await;
    room.hls(1, "/b/list.m3u8", list("/c/1.ts?start=0")).await;
    room
}

#[tokio::test]
async fn several_parts_make_one_playlist() {
    let room = two(&[]).await;
    let response = room.ask(&[], 0).await;
    let headers = response.headers();
    assert_eq!(headers["content-type"], "application/vnd.apple.mpegurl");
    assert_eq!(headers["cache-control"], "no-cache");
    let base = &room.files.base;
    let expected = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:60\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:60,\n{base}/a/0.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:60,\n{base}/c/1.ts?start=0\n#EXT-X-ENDLIST\n"
    );
    assert_eq!(*response.body(), expected);
    let etag = headers["etag"].to_str().unwrap();
    let again = room.ask(&[("if-none-match", etag)], 0).await;
    assert_eq!((again.status().as_u16(), again.body().as_str()), (304, ""));
}

#[tokio::test]
async fn the_list_and_the_detail_name_the_playlist() {
    let room = two(&[]).await;
    let replay = room.replay().await;
    let own = format!("/replays/{}/playlist.m3u8", replay["id"].as_str().unwrap());
    assert_eq!(replay["play"], json!({"format": "hls", "url": own}));
    assert_eq!(replay["renditions"][0]["url"], Value::Null);
    let target = format!("/replays/{}", replay["id"].as_str().unwrap());
    let (_, detail) = room.stage.ask("GET", &target, None, "").await;
    let item = |path| json!({"url": format!("{}{path}", room.files.base), "duration": 60});
    let items = [item("/a/list.m3u8"), item("/b/list.m3u8")];
    assert_eq!(
        detail["play"],
        json!({"format": "hls", "url": own, "items": items})
    );
}

#[tokio::test]
async fn finished_playlists_are_fetched_once() {
    let room = two(&[]).await;
    let growing = File::text("#EXTM3U\n#EXTINF:60,\n2.ts\n");
    room.hls(2, "/growing.m3u8", growing).await;
    let first = room.playlist().await;
    let mut asked = room.files.asked();
    asked.sort();
    assert_eq!(asked, ["/a/list.m3u8", "/b/list.m3u8", "/growing.m3u8"]);
    assert_eq!(room.playlist().await, first);
    assert!(room.files.asked().is_empty());
    assert_eq!(room.ask(&[], 60).await.status(), 200);
    assert_eq!(room.files.asked(), ["/growing.m3u8"]);
}

#[tokio::test]
async fn one_part_redirects_to_its_playlist_and_no_part_is_404() {
    let room = Room::start(&SIGNED).await;
    room.shown(0, "mp4", "http://127.0.0.1:9/0.mp4").await;
    let (status, code, _) = room.problem(0).await;
    assert_eq!((status, code.as_str()), (404, "not_found"));
    room.shown(1, "hls", "http://127.0.0.1:9/dir/1.m3u8").await;
    let response = room.ask(&[], 0).await;
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap();
    let signed = "http://127.0.0.1:9/dir/1.m3u8?t=";
    assert!(location.starts_with(signed), "{location}");
    assert_eq!(response.headers()["cache-control"], "no-cache");
}

#[tokio::test]
async fn only_the_parts_that_play_are_joined() {
    let room = two(&[]).await;
    room.hls(2, "/2.m3u8", list("2.ts")).await;
    // A second recording of half of the second minute.
    let mut task = replay_it::part("room", 9, "hls", replay_it::at(75), replay_it::at(105));
    task["video_url"] = json!(room.files.put("/task.m3u8", list("task.ts")));
    room.stage.deliver(&task).await;
    let playlist = room.playlist().await;
    let segments = playlist.lines().filter(|line| line.contains(".ts"));
    assert_eq!(segments.count(), 3, "{playlist}");
    assert!(!playlist.contains("task.ts"), "{playlist}");
}

#[tokio::test]
async fn fetched_and_shown_addresses_are_signed() {
    let room = two(&SIGNED).await;
    let playlist = room.playlist().await;
    let asked = room.files.asked();
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
    assert_eq!(room.playlist().await, playlist);
    // A day later the playlists are still cached, and their segments get new signatures.
    let later = room.ask(&[], 86_400).await;
    assert_eq!(later.status(), 200);
    assert_ne!(*later.body(), playlist);
    assert!(room.files.asked().is_empty());
    let (_, detail) = room.stage.ask("GET", "/replays", None, "").await;
    let (_, parts) = {
        let id = detail["replays"][0]["id"].as_str().unwrap();
        let target = format!("/replays/{id}/parts");
        room.stage.ask("GET", &target, None, "").await
    };
    let url = parts["parts"][0]["url"].as_str().unwrap();
    assert!(
        url.contains("/a/list.m3u8?t=") && url.contains("&sign="),
        "{url}"
    );
}

/// The problem says why the second of two parts has no playlist.
#[track_caller]
fn names_the_second((status, code, detail): (u16, String, String), reason: &str) {
    let expected = format!("the playlist of file {} {reason}", file_id(1));
    assert_eq!((status, code.as_str()), (502, "part_unavailable"));
    assert_eq!(detail, expected);
}

#[tokio::test]
async fn one_unusable_part_fails_the_playlist_with_the_reason() {
    let other = Files::start().await;
    let elsewhere = other.put("/list.m3u8", list("1.ts"));
    let variant = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n";
    for (file, reason) in [
        (File::Status(403), "was answered with status 403"),
        (File::Redirect(elsewhere.clone()), "leads elsewhere"),
        (File::text("<html>"), "is not a playlist"),
        (File::text("#EXTM3U\n"), "holds no segment"),
        (
            File::text("#EXTM3U\n#EXTINF:6,\n#EXT-X-BYTERANGE:all\na.ts\n"),
            "holds a malformed EXT-X-BYTERANGE",
        ),
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
        let room = two(&[]).await;
        room.files.put("/b/list.m3u8", file);
        names_the_second(room.problem(0).await, reason);
        // A failed part is asked for again after ten seconds, not earlier.
        room.files.asked();
        names_the_second(room.problem(9).await, reason);
        assert!(room.files.asked().is_empty());
        room.files.put("/b/list.m3u8", list("1.ts"));
        assert_eq!(room.ask(&[], 10).await.status(), 200);
    }
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn a_list_that_players_take_is_joined_and_written_strictly() {
    let room = two(&[]).await;
    let loose = "\u{feff}#EXTM3U\r\n#EXT-X-VERSION: 3\r\n#EXT-X-TARGETDURATION:61.0\r\n#EXTINF: 60.5 ,\r\n1.ts\r\n#EXT-X-ENDLIST \r\n";
    room.files.put("/b/list.m3u8", File::text(loose));
    let base = &room.files.base;
    let expected = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:61\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:60,\n{base}/a/0.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:60.5,\n{base}/b/1.ts\n#EXT-X-ENDLIST\n"
    );
    assert_eq!(room.playlist().await, expected);
}

#[tokio::test]
async fn a_title_in_another_encoding_takes_no_playlist_away() {
    let room = two(&[]).await;
    let gbk = b"#EXTM3U\n#EXTINF:60,\xb7\xbf\xbc\xe4\n1.ts\n#EXT-X-ENDLIST\n";
    room.files
        .put("/b/list.m3u8", File::Bytes(gbk.to_vec().into()));
    let playlist = room.playlist().await;
    assert!(playlist.contains("/b/1.ts\n"), "{playlist}");
}

#[tokio::test]
async fn finished_lists_without_segments_add_nothing() {
    let empty = || File::text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-ENDLIST\n");
    let room = two(&[]).await;
    let whole = room.playlist().await;
    room.hls(2, "/empty.m3u8", empty()).await;
    assert_eq!(room.playlist().await, whole);
    let room = two(&[]).await;
    room.files.put("/a/list.m3u8", empty());
    room.files.put("/b/list.m3u8", empty());
    let (status, code, detail) = room.problem(0).await;
    assert_eq!((status, code.as_str()), (404, "not_found"), "{detail}");
}

#[tokio::test]
async fn a_playlist_that_takes_too_long_fails_with_its_name() {
    let room = two(&[]).await;
    let slow = File::Slow(Duration::from_secs(60), "#EXTM3U\n".into());
    room.files.put("/b/list.m3u8", slow);
    names_the_second(room.problem(0).await, "was not answered in time");
}

#[tokio::test]
async fn many_playlists_are_fetched_eight_at_a_time() {
    let room = Room::start(&[]).await;
    for file in 0..20 {
        let text = format!("#EXTM3U\n#EXTINF:60,\n{file}.ts\n#EXT-X-ENDLIST\n");
        let slow = File::Slow(Duration::from_millis(50), text.into());
        room.hls(file, &format!("/{file}.m3u8"), slow).await;
    }
    let playlist = room.playlist().await;
    let segments = playlist.lines().filter(|line| line.ends_with(".ts"));
    let expected = (0..20).map(|file| format!("{}/{file}.ts", room.files.base));
    assert!(segments.eq(expected), "{playlist}");
    assert_eq!(room.files.most_at_once(), 8);
}

#[tokio::test]
async fn a_callback_cannot_make_the_api_fetch_from_another_host() {
    let room = Room::start(&[]).await;
    let other = Files::start().await;
    room.hls(0, "/0.m3u8", list("0.ts")).await;
    let forged = other.put("/1.m3u8", list("1.ts"));
    room.report(1, "hls", &forged).await;
    let reason = "lies at a host where VOD has shown no file of this replay";
    names_the_second(room.problem(0).await, reason);
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn where_files_have_to_be_confirmed_viewers_get_only_those() {
    let room = Room::start(&[("PUBLISH", "confirmed")]).await;
    room.hls(0, "/0.m3u8", list("0.ts")).await;
    room.hls(1, "/1.m3u8", list("1.ts")).await;
    let address = room.files.put("/2.m3u8", list("2.ts"));
    room.report(2, "hls", &address).await;
    let playlist = room.playlist().await;
    assert!(
        playlist.contains("/1.ts") && !playlist.contains("/2.ts"),
        "{playlist}"
    );
    let curator = [("authorization", "Bearer curator-token")];
    let response = room.ask(&curator, 0).await;
    assert!(response.body().contains("/2.ts"), "{}", response.body());
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn the_best_of_several_qualities_is_taken() {
    let room = two(&[]).await;
    let qualities = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nhigh/list.m3u8\n";
    room.files.put("/b/list.m3u8", File::text(qualities));
    room.files.put("/b/high/list.m3u8", list("1.ts"));
    let playlist = room.playlist().await;
    assert!(playlist.contains("/b/high/1.ts"), "{playlist}");
}

#[tokio::test]
async fn a_hidden_replay_has_no_playlist() {
    let room = two(&[]).await;
    let id = room.replay().await["id"].as_str().unwrap().to_owned();
    let target = format!("/replays/{id}");
    let hidden = r#"{"visibility":"hidden"}"#;
    let token = Some("curator-token");
    assert_eq!(room.stage.ask("PATCH", &target, token, hidden).await.0, 200);
    let target = format!("{target}/playlist.m3u8");
    assert_eq!(room.stage.ask("GET", &target, None, "").await.0, 404);
}

#[tokio::test]
async fn a_playlist_that_cant_be_served_is_not_offered() {
    let room = Room::start(&[("PUBLISH", "auto")]).await;
    for (file, path) in [(0, "/a/list.m3u8"), (1, "/b/list.m3u8")] {
        let url = room.files.put(path, list("0.ts"));
        room.report(file, "hls", &url).await;
    }
    let replay = room.replay().await;
    assert_eq!(replay["play"], json!({"format": "hls", "url": null}));
    let codes = |replay: &Value| -> Vec<Value> {
        let notes = replay["notes"].as_array().unwrap().iter();
        notes.map(|note| note["code"].clone()).collect()
    };
    assert_eq!(codes(&replay), ["unplayable"]);
    assert_eq!(room.problem(0).await.0, 502);
    room.hls(0, "/a/list.m3u8", list("0.ts")).await;
    let replay = room.replay().await;
    assert_eq!(codes(&replay), [""; 0]);
    assert!(replay["play"]["url"].is_string());
    room.playlist().await;
}

#[tokio::test]
async fn segments_that_the_part_before_holds_too_are_left_out() {
    let room = Room::start(&[]).await;
    let segments = |names: &[&str]| {
        let lines: String = names
            .iter()
            .map(|name| format!("#EXTINF:40,\n{name}.ts\n"))
            .collect();
        File::text(format!(
            "#EXTM3U\n#EXT-X-TARGETDURATION:40\n{lines}#EXT-X-ENDLIST\n"
        ))
    };
    for (file, span, names) in [
        (1, (0, 120), &["a", "b", "c"][..]),
        (2, (30, 150), &["d", "e", "f"]),
    ] {
        let path = format!("/{file}/playlist.m3u8");
        let url = room.files.put(&path, segments(names));
        room.shown_from(file, "hls", span, &url).await;
    }
    let playlist = room.playlist().await;
    let names: Vec<_> = playlist
        .lines()
        .filter_map(|line| Some(line.rsplit_once('/')?.1))
        .collect();
    // The second part repeats 90 s: two segments, and 10 s of the third.
    assert_eq!(names, ["a.ts", "b.ts", "c.ts", "f.ts"], "{playlist}");
}
