//! Events that wait because too many streams were new are read again by themselves.

use crate::{ANN, HOUR, curator, shown, world};
use replay_it::{Play, Stage, at, begin, end, part};
use serde_json::{Value, json};

const TWO: [(&str, &str); 1] = [("NEW_STREAMS_PER_MINUTE", "2")];

async fn waiting(stage: &Stage) -> Vec<String> {
    let target = "/quarantine?reason=too_many_new_streams&limit=100";
    let page = curator(stage, "GET", target, "", 200).await;
    let events = page["events"].as_array().unwrap().iter();
    let streams = events.map(|event| {
        assert_eq!(event["code"], "too_many_new_streams");
        let body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
        body["stream_id"].as_str().unwrap().to_owned()
    });
    let mut streams: Vec<String> = streams.collect();
    streams.sort();
    streams
}

/// Nobody streams in this world.
async fn quiet(settings: &[(&str, &str)]) -> Stage {
    let silence = world(&json!([{"stream_id": "silence", "pushes": []}]));
    let stage = Stage::start(Play {
        keys: false,
        ..Play::of(silence, settings)
    })
    .await;
    stage.clock.set(at(6_000));
    stage
}

#[tokio::test]
async fn what_waits_is_stored_oldest_first_as_each_minute_has_room() {
    let stage = quiet(&TWO).await;
    for i in 0..7_u32 {
        stage.clock.set(at(6_000 + i64::from(i)));
        let name = format!("room{i}");
        stage.deliver(&begin(&name, u64::from(i), at(5_000))).await;
        stage
            .deliver(&end(&name, u64::from(i), at(5_900), 900))
            .await;
    }
    assert_eq!(
        waiting(&stage).await.len(),
        10,
        "begin and end of 5 streams"
    );
    // The minute has no room any more.
    assert_eq!(stage.run().await.released, 0);
    for (minute, left) in [(1, 6), (2, 2), (3, 0), (4, 0)] {
        stage.clock.set(at(6_000 + minute * 60));
        let report = stage.run().await;
        assert_eq!(
            report.released,
            if minute < 3 {
                4
            } else {
                2 * u64::from(minute == 3)
            }
        );
        let names = waiting(&stage).await;
        assert_eq!(names.len(), left, "{names:?}");
        // The older streams are through.
        let newest = format!("room{}", 1 + 2 * minute);
        assert!(!names.contains(&newest), "{names:?}");
    }
    let list = shown(&stage, ANN, "visibility=all&limit=100").await;
    assert_eq!(list.len(), 7);
    assert!(
        list.iter()
            .all(|one| one["ended_at"] == "2025-10-09T10:31:40Z"),
        "{list:?}"
    );
    // Tencent sends one of them again.
    stage.deliver(&begin("room6", 6, at(5_000))).await;
    assert!(waiting(&stage).await.is_empty());
    assert!(stage.run().await.found_nothing());
}

#[tokio::test]
async fn without_a_limit_all_that_waits_is_stored_at_once() {
    let stage = quiet(&TWO).await;
    for i in 0..150 {
        stage
            .deliver(&begin(&format!("room{i}"), i, at(5_000)))
            .await;
    }
    assert_eq!(waiting(&stage).await.len(), 100, "and 48 more");
    let unlimited = stage.another_reconcile_with(&[("NEW_STREAMS_PER_MINUTE", "0")]);
    let now = replay_grouping::Timestamp(stage.clock.now());
    let report = Box::pin(unlimited.run(now, std::time::Duration::from_secs(60)))
        .await
        .unwrap();
    assert_eq!(report.released, 148);
    assert!(waiting(&stage).await.is_empty());
}

#[tokio::test]
async fn what_vod_shows_makes_room_for_all_that_waits_for_it() {
    let real = world(&json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_800}, "pushes": [{"begin": 0, "end": 1_000}],
    }]));
    let one = [("NEW_STREAMS_PER_MINUTE", "1")];
    let mut stage = Stage::start(Play {
        new_streams: 1,
        ..Play::of(real, &one)
    })
    .await;
    // The forger takes the room of each minute before the real callbacks come, and the room of each run.
    stage.deliver_until(at(2_000)).await;
    let names = waiting(&stage).await;
    assert!(
        !names.is_empty() && names.iter().all(|name| name == "room"),
        "{names:?}"
    );
    for run in 0..3 {
        let now = at(2_040 + run * 900);
        stage.clock.set(now);
        let forged = part(&format!("flood{run}"), 800_000, "mp4", now - 100, now - 40);
        stage.deliver(&forged).await;
        stage.run().await;
    }
    assert!(waiting(&stage).await.is_empty());
    stage.play(at(2 * HOUR), 300).await;
    let list = shown(&stage, None, "").await;
    assert_eq!(list.len(), 1, "{list:?}");
    assert_eq!(list[0]["state"], "complete", "{list:?}");
    assert_eq!(list[0]["started_at"], "2025-10-09T08:53:20Z");
}

#[tokio::test]
async fn what_contradicts_by_then_stays_for_that_reason() {
    let stage = quiet(&TWO).await;
    for name in ["a", "b"] {
        stage.deliver(&begin(name, 1, at(5_000))).await;
    }
    stage
        .deliver(&part("room", 7, "mp4", at(5_000), at(5_060)))
        .await;
    let mut other = part("room", 7, "mp4", at(5_000), at(5_061));
    other["duration"] = json!(61);
    stage.clock.set(at(6_001));
    stage.deliver(&other).await;
    assert_eq!(waiting(&stage).await, ["room", "room"]);
    stage.clock.set(at(6_060));
    // A curator need not wait.
    let page = curator(&stage, "GET", "/quarantine", "", 200).await;
    let oldest = page["events"][1]["id"].as_str().unwrap().to_owned();
    let retry = format!("/quarantine/{oldest}/retry");
    curator(&stage, "POST", &retry, "", 200).await;
    assert_eq!(stage.run().await.released, 0);
    assert!(waiting(&stage).await.is_empty());
    let page = curator(&stage, "GET", "/quarantine?reason=contradicts", "", 200).await;
    assert_eq!(page["events"].as_array().unwrap().len(), 1, "{page}");
}
