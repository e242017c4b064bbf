//! What a callback says can be forged: its signature doesn't cover its body.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, begin, end, file_id, part, request, screenshot, stream, vod_file};
use serde_json::{Value, json};

const SIGNING: [(&str, &str); 2] = [
    ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls"),
    ("PLAYBACK_DOMAINS", "1500000001.vod2.myqcloud.com"),
];

/// A folder of VOD that nobody was shown.
const SECRET: &str = "http://1500000001.vod2.myqcloud.com/secret/folder";

/// Every answer that holds an address of a replay of the room.
async fn answers(stage: &Stage, token: Option<&str>) -> Vec<Value> {
    let list = replays(stage, "/replays?stream_id=room", token).await;
    let replay = format!("/replays/{}", list[0]["id"].as_str().unwrap());
    let channel = "/channels/room?domain=push.live.example.com";
    let mut all = Vec::new();
    for target in [
        "/replays",
        &replay,
        &format!("{replay}/parts"),
        "/feed",
        "/changes",
        channel,
    ] {
        let (status, answer) = stage.ask("GET", target, token, "").await;
        assert_eq!(status, 200, "{target} {answer}");
        all.push(answer);
    }
    all
}

/// The address to which the playlist of the only HLS file redirects.
async fn redirect(stage: &Stage) -> String {
    let list = replays(stage, "/replays?stream_id=room", VIEWER).await;
    let target = format!("/replays/{}/playlist.m3u8", list[0]["id"].as_str().unwrap());
    let asked = request("GET", &target, &[], "");
    let response = Box::pin(stage.api.handle(asked, Timestamp(NOW))).await;
    assert_eq!(response.status(), 302);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_address_that_only_a_callback_told_is_never_signed() {
    let mut forged = part("room", 1, "hls", at(0), at(600));
    forged["video_url"] = json!(format!("{SECRET}/list.m3u8"));
    let stage = stage(&SIGNING, &[forged]).await;
    for token in [VIEWER, CURATOR] {
        for answer in answers(&stage, token).await {
            assert!(!answer.to_string().contains("sign="), "{answer}");
        }
    }
    assert!(!redirect(&stage).await.contains('?'));
    // VOD confirms the file, and gives no address.
    let store = stage.table.store(&SIGNING);
    let mut file = vod_file("hls", at(0), at(600), format!("{SECRET}/list.m3u8"));
    file.url = None;
    for given in [
        None,
        Some("http://1500000001.vod2.myqcloud.com/own/list.m3u8".to_owned()),
    ] {
        file.url.clone_from(&given);
        let files = [(file_id(1), file.clone())];
        store
            .record_vod_files(&stream("room"), &files, None, Timestamp(NOW))
            .await
            .unwrap();
        let is_signed = given.is_some();
        for token in [VIEWER, CURATOR] {
            let all = answers(&stage, token).await;
            for answer in all {
                assert!(
                    !answer.to_string().contains("/secret/folder/list.m3u8?"),
                    "{answer}"
                );
                let signed = answer.to_string().contains("/own/list.m3u8?t=");
                assert_eq!(signed, is_signed, "{answer}");
            }
        }
        assert_eq!(
            redirect(&stage).await.contains("/own/list.m3u8?t="),
            is_signed
        );
    }
}

#[tokio::test]
async fn viewers_see_screenshots_only_from_hosts_of_the_deployment() {
    let evening = [
        begin("room", 1, at(0)),
        end("room", 1, at(600), 600),
        part("room", 1, "mp4", at(0), at(600)),
        begin("lounge", 2, at(0)),
    ];
    for evil in [
        "https://evil.example.com/a.jpg",
        "https://evilmyqcloud.com/a.jpg",
        "https://a.myqcloud.com@evil.example.com/a.jpg",
        r"https://evil.example.com\@a.myqcloud.com/a.jpg",
        "https://evil.example.com/.myqcloud.com",
    ] {
        let stage = stage(&[], &evening).await;
        for room in ["room", "lounge"] {
            let mut forged = screenshot(room, at(20), "x");
            forged["pic_full_url"] = json!(evil);
            stage.deliver(&forged).await;
        }
        for answer in answers(&stage, VIEWER).await {
            assert!(!answer.to_string().contains("evil"), "{answer}");
        }
        let list = replays(&stage, "/replays?stream_id=room", CURATOR).await;
        assert_eq!(
            list[0]["cover_hidden"],
            !list[0]["cover_url"].is_null(),
            "{evil}"
        );
        let target = format!("/replays/{}", list[0]["id"].as_str().unwrap());
        // What a curator sets is shown, wherever it lies.
        let set = json!({"cover_url": "https://cdn.example.com/own.jpg"}).to_string();
        let (_, changed) = stage.ask("PATCH", &target, CURATOR, &set).await;
        assert_eq!(changed["cover_hidden"], false);
        let (_, shown) = stage.ask("GET", &target, VIEWER, "").await;
        assert_eq!(shown["cover_url"], "https://cdn.example.com/own.jpg");
    }
}
