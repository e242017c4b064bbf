//! A stream that never stops, divided into days.

use crate::{ANN, HOUR, curator, ids, shown};
use replay_it::{Play, Stage, at};
use serde_json::{Value, json};

/// Midnight at +08:00 is 16:00 UTC, 25,600 s after the world opens.
const MIDNIGHT: i64 = 25_600;
const DAY: i64 = 24 * HOUR;
const SETTINGS: [(&str, &str); 2] = [
    ("DAILY_CUT_UTC_OFFSET", "+08:00"),
    ("POLL_DEADLINE_SECONDS", "21600"),
];

/// One push of four days, recorded in files that end at midnight.
fn nonstop(end: Option<i64>) -> replay_simulator::World {
    let mut push = json!({"begin": 0});
    if let Some(end) = end {
        push["end"] = end.into();
    }
    let streams = json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_600}, "pushes": [push],
    }]);
    let script = json!({
        "seed": 1, "opens_at": "2025-10-09T08:53:20Z", "closes_after": 4 * DAY, "streams": streams,
    });
    replay_simulator::World::from_json(&script.to_string()).unwrap()
}

async fn feed(stage: &Stage) -> Value {
    stage.ask("GET", "/feed", None, "").await.1
}

fn starts(replays: &Value) -> Vec<&str> {
    let replays = replays.as_array().unwrap().iter();
    replays
        .map(|replay| replay["started_at"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn today_is_live_and_the_days_before_settle() {
    let mut stage = Stage::start(Play::of(nonstop(None), &SETTINGS)).await;
    stage.play(at(MIDNIGHT - HOUR), 1_800).await;
    let (first, rest) = ("2025-10-09T08:53:20Z", "2025-10-09T16:00:00Z");
    assert_eq!(starts(&feed(&stage).await["live"]), [first]);

    stage.play(at(MIDNIGHT + 2 * HOUR), 600).await;
    assert_eq!(starts(&feed(&stage).await["live"]), [rest]);
    let list = shown(&stage, ANN, "").await;
    let states: Vec<_> = list.iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["live", "complete"], "{list:?}");
    assert_eq!(list[1]["ended_at"], rest);

    stage.play(at(MIDNIGHT + 2 * DAY + 3 * HOUR), 3_600).await;
    let today = "2025-10-11T16:00:00Z";
    assert_eq!(starts(&feed(&stage).await["live"]), [today]);
    let list = shown(&stage, None, "").await;
    let states: Vec<_> = list.iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["live", "complete", "complete", "complete"]);

    // From its pieces the stream is what it is.
    let before = stage.list().await;
    let stream = r#"{"stream_id": "room", "domain": "push.live.example.com", "dry_run": true}"#;
    let (status, dry) = stage.ask("POST", "/streams/regroup", ANN, stream).await;
    assert_eq!(status, 200, "{dry}");
    for change in ["added", "merged", "removed", "renamed", "split"] {
        assert_eq!(dry[change], json!([]), "{dry}");
    }
    assert_eq!(stage.list().await, before);
}

#[tokio::test]
async fn the_end_closes_the_last_day() {
    let end = MIDNIGHT + DAY + HOUR;
    let mut stage = Stage::start(Play::of(nonstop(Some(end)), &SETTINGS)).await;
    stage.play(at(end + 12 * HOUR), 3_600).await;
    let list = shown(&stage, None, "").await;
    let states: Vec<_> = list.iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["complete", "complete", "complete"]);
    let coverage: Vec<_> = list
        .iter()
        .map(|one| one["coverage"]["ratio"].clone())
        .collect();
    assert_eq!(coverage, [1.0, 1.0, 1.0]);
    assert_eq!(feed(&stage).await["live"], json!([]));
    let last = curator(
        &stage,
        "GET",
        &format!("/replays/{}", ids(&list)[0]),
        "",
        200,
    )
    .await;
    assert_eq!(last["ended_at"], "2025-10-10T17:00:00Z");
}
