//! Tencent's record of callbacks, in each of its encodings, and where nothing in it can be read.

use crate::{ANN, HOUR, room, shown};
use replay_it::{NAMESPACE, Play, Stage, at, sum};
use replay_simulator::{Disorder, RecordEncoding, World};
use serde_json::Value;

/// All callbacks are lost, and the record holds them so.
async fn lost(encoding: RecordEncoding) -> Stage {
    let mut script = room(&[(0, 1_000)]).script().clone();
    script.habits.record_encodings = vec![encoding];
    Stage::start(Play {
        disorder: Disorder {
            drop: 1.0,
            ..Disorder::default()
        },
        ..Play::of(World::new(script).unwrap(), &[])
    })
    .await
}

async fn quarantined(stage: &Stage) -> Vec<Value> {
    let (_, page) = stage.ask("GET", "/quarantine", ANN, "").await;
    page["events"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_lost_push_is_recovered_from_each_encoding() {
    for encoding in RecordEncoding::ALL {
        let mut stage = lost(encoding).await;
        stage.play(at(2 * HOUR), 300).await;
        let list = shown(&stage, None, "").await;
        assert_eq!(list.len(), 1, "{encoding:?}");
        let (_, explained) = stage
            .ask(
                "GET",
                &format!("/replays/{}/explain", list[0]["id"].as_str().unwrap()),
                ANN,
                "",
            )
            .await;
        let pushes = explained["pushes"].as_array().unwrap();
        assert_eq!(pushes.len(), 1, "{encoding:?}: {explained}");
        assert_eq!(pushes[0]["from"], "2025-10-09T08:53:20Z", "{encoding:?}");
        assert_eq!(pushes[0]["to"], "2025-10-09T09:10:00Z", "{encoding:?}");
        assert!(quarantined(&stage).await.is_empty(), "{encoding:?}");
    }
}

#[tokio::test]
async fn a_record_that_holds_no_callback_is_quarantined_once() {
    let mut script = room(&[(0, 1_000)]).script().clone();
    script.habits.unreadable_records_percent = 100;
    let world = World::new(script).unwrap();
    let kept = world.events().iter();
    let kept = kept.filter(|event| [0, 1, 100].contains(&event.event_type()));
    let kept = kept.count();
    let mut stage = Stage::start(Play::of(world, &[NAMESPACE, ("METRICS", "all")])).await;
    stage.play(at(2 * HOUR), 300).await;
    let events = quarantined(&stage).await;
    assert_eq!(events.len(), kept, "{events:?}");
    for event in &events {
        let reason = event["reason"].as_str().unwrap();
        assert!(
            reason.contains("record of a callback can't be read: stream room"),
            "{reason}"
        );
        assert!(event["body"].as_str().unwrap().starts_with("opensso"));
    }
    let known = [
        replay_reconcile::METRICS,
        replay_callback::METRICS,
        replay_api::METRICS,
    ];
    let lines = stage.lines.take(&known.concat());
    assert_eq!(sum(&lines, "UnreadableRecords"), kept as u64);
    assert_eq!(shown(&stage, None, "state=complete").await.len(), 1);
}
