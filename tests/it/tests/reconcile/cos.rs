//! Recordings that Live stores in COS: VOD knows nothing of them.

use crate::{ANN, HOUR, curator, room, shown};
use replay_it::{Play, Stage, at, part};
use replay_simulator::World;
use serde_json::{Value, json};

/// As it was captured.
const SAMPLE: &str =
    include_str!("../../../../shared/tencent/tests/samples/100_hls_cos_unsigned.json");
const HOST: &str = "replays-1500000001.cos.ap-shanghai.myqcloud.com";
/// Just after the sample came.
const CAME_AT: i64 = 1_743_484_160;

/// The sample has come, and all that VOD could say of it is long over.
async fn played(settings: &[(&str, &str)]) -> Stage {
    let world = World::archive(1, 0, CAME_AT).unwrap();
    let mut stage = Stage::start(Play::of(world, settings)).await;
    stage.clock.set(CAME_AT);
    stage.deliver(&serde_json::from_str(SAMPLE).unwrap()).await;
    stage.play(CAME_AT + 3 * HOUR, 600).await;
    stage.play(CAME_AT + 60 * HOUR, 6 * HOUR).await;
    let calls = stage.server.take_calls();
    let asked = calls.get("DescribeMediaInfos").copied().unwrap_or(0);
    let known = settings.iter().any(|(name, _)| *name == "COS_HOSTS");
    assert_eq!(
        asked == 0,
        known,
        "VOD can't be asked about a file in COS: {calls:?}"
    );
    stage
}

/// It plays, has settled, and waits for nothing.
#[track_caller]
fn is_whole(replay: &Value) {
    assert_eq!(replay["state"], "complete", "{replay}");
    assert_eq!(replay["confirmed"], false, "VOD never confirms it");
    assert_eq!(replay["notes"], json!([]), "{replay}");
    assert_eq!(replay["duration"], 60);
    let url = format!("https://{HOST}/streams/room42_host7/2025-04-01-13-08-14_eof.m3u8");
    assert_eq!(
        replay["play"]["url"],
        url.as_str(),
        "VOD's key doesn't sign it"
    );
}

#[tokio::test]
async fn with_auto_viewers_see_it_at_once_and_for_ever() {
    let settings = [
        ("PUBLISH", "auto"),
        ("COS_HOSTS", HOST),
        ("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls"),
        ("PLAYBACK_DOMAINS", HOST),
    ];
    let stage = played(&settings).await;
    let list = shown(&stage, None, "").await;
    assert_eq!(list.len(), 1);
    is_whole(&list[0]);
    is_whole(&shown(&stage, ANN, "").await[0]);
}

#[tokio::test]
async fn otherwise_a_curator_publishes_it() {
    for publish in ["confirmed", "manual"] {
        let hosts = format!("other.example.com,{}", HOST.to_uppercase());
        let stage = played(&[("PUBLISH", publish), ("COS_HOSTS", &hosts)]).await;
        assert!(shown(&stage, None, "").await.is_empty(), "{publish}");
        let pending = shown(&stage, ANN, "visibility=pending").await;
        is_whole(&pending[0]);
        let target = format!("/replays/{}", pending[0]["id"].as_str().unwrap());
        let body = r#"{"visibility":"published"}"#;
        curator(&stage, "PATCH", &target, body, 200).await;
        let list = shown(&stage, None, "").await;
        assert_eq!(list.len(), 1, "{publish}");
        is_whole(&list[0]);
        let (status, parts) = stage.ask("GET", &format!("{target}/parts"), None, "").await;
        assert_eq!((status, parts["parts"].as_array().unwrap().len()), (200, 1));
        assert_eq!(parts["parts"][0]["confirmed"], false);
        let (_, detail) = stage.ask("GET", &target, None, "").await;
        is_whole(&detail);
    }
}

#[tokio::test]
async fn elsewhere_it_is_a_file_that_vod_does_not_have() {
    for hosts in ["", "1500000001.cos.ap-shanghai.myqcloud.com"] {
        let settings = [("PUBLISH", "auto"), ("COS_HOSTS", hosts)];
        let named = usize::from(!hosts.is_empty());
        let settings = &settings[..=named];
        let world = World::archive(1, 0, CAME_AT).unwrap();
        let mut stage = Stage::start(Play::of(world, settings)).await;
        stage.clock.set(CAME_AT);
        stage.deliver(&serde_json::from_str(SAMPLE).unwrap()).await;
        assert_eq!(shown(&stage, None, "").await.len(), 1);
        stage.play(CAME_AT + 3 * HOUR, 600).await;
        assert!(shown(&stage, None, "").await.is_empty(), "{hosts}");
    }
}

#[tokio::test]
async fn it_does_not_hold_back_what_vod_confirms_beside_it() {
    let settings = [("PUBLISH", "confirmed"), ("COS_HOSTS", HOST)];
    let mut stage = Stage::start(Play::of(room(&[(0, 1_000)]), &settings)).await;
    stage.deliver_until(at(1_100)).await;
    let mut in_cos = part("room", 9, "flv", at(0), at(1_000));
    in_cos["file_id"] = json!("1500000001_783c543e415d41a8a4c16da76f83eb81");
    in_cos["video_url"] = json!(format!("http://{HOST}/room/1.flv"));
    stage.deliver(&in_cos).await;
    stage.play(at(3 * HOUR), 300).await;
    let formats = |replay: &Value| {
        let renditions = replay["renditions"].as_array().unwrap().iter();
        let formats = renditions.map(|it| it["format"].as_str().unwrap().to_owned());
        formats.collect::<Vec<_>>()
    };
    let list = shown(&stage, None, "").await;
    assert_eq!(list[0]["state"], "complete");
    assert_eq!(formats(&list[0]), ["hls", "mp4"], "VOD has confirmed these");
    let for_curators = &shown(&stage, ANN, "").await[0];
    assert_eq!(formats(for_curators), ["hls", "mp4", "flv"]);
    assert_eq!(for_curators["notes"], json!([]));
}
