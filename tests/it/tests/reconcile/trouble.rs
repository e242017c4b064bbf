//! Trouble with one stream or file does not affect the others.

use crate::{ANN, HOUR, room, shown, stage, world};
use replay_grouping::{Seconds, Timestamp};
use replay_it::{Play, Stage, at, end, part};
use replay_simulator::{Disorder, Fault, Faults, World};
use serde_json::json;
use std::time::Duration;

const RUN: Duration = Duration::from_secs(300);

/// Two rooms that end at the same time, and are polled in one search.
fn two() -> World {
    world(&json!([
        {"stream_id": "good", "template": {"mp4_interval": 600}, "pushes": [{"begin": 0, "end": 500}]},
        {"stream_id": "evil", "template": {"mp4_interval": 600}, "pushes": [{"begin": 0, "end": 500}]},
    ]))
}

/// A stage for these rooms. Of each, the callback of a begin was lost, so that its broadcast doesn't settle without a
/// question.
async fn two_rooms() -> Stage {
    let mut stage = stage(two()).await;
    stage.deliver_until(at(600)).await;
    for name in ["good", "evil"] {
        stage.deliver(&end(name, 9, at(400), 100)).await;
    }
    stage
}

/// Both broadcasts are over and due.
async fn both_due() -> Stage {
    let mut stage = two_rooms().await;
    // The sweep is not due again for a quarter of an hour.
    stage.deliver_until(at(700)).await;
    assert_eq!(stage.run().await.settled, 0);
    stage.deliver_until(at(900)).await;
    stage
}

#[tokio::test]
async fn a_stream_that_vod_refuses_does_not_delay_the_others() {
    let stage = both_due().await;
    stage.server.set_faults(Faults::by(|asked| {
        let evil = asked.action == "SearchMedia" && asked.names("evil");
        evil.then_some(Fault::Status(400))
    }));
    let report = stage.run().await;
    assert_eq!((report.settled, report.failed), (1, 1), "{report:?}");
    assert_eq!(
        shown(&stage, ANN, "stream_id=good&state=complete")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn a_stream_without_answers_delays_neither_the_others_nor_the_sweep() {
    let mut stage = two_rooms().await;
    stage.deliver_until(at(900)).await;
    stage.server.set_faults(Faults::by(|asked| {
        let evil = asked.action == "SearchMedia" && asked.names("evil");
        evil.then_some(Fault::Hang(Duration::from_secs(600)))
    }));
    let impatient = stage.reconcile_with_patience(Duration::from_secs(3));
    let report = impatient
        .run(Timestamp(stage.clock.now()), RUN)
        .await
        .unwrap();
    assert_eq!((report.settled, report.failed), (0, 2), "{report:?}");
    assert_eq!(report.watermark_lag_seconds, Some(Seconds(0)));
    // After a failure each stream is polled by itself.
    stage.clock.set(at(1_200));
    let report = impatient
        .run(Timestamp(stage.clock.now()), RUN)
        .await
        .unwrap();
    assert_eq!((report.settled, report.failed), (1, 1), "{report:?}");
    assert_eq!(
        shown(&stage, ANN, "stream_id=good&state=complete")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn a_file_id_that_vod_refuses_is_denied_and_others_are_looked_up() {
    let mut stage = Stage::start(Play::of(
        two(),
        &[
            ("AUDIT_EVERY_SECONDS", "3600"),
            ("POLL_DEADLINE_SECONDS", "7200"),
        ],
    ))
    .await;
    stage.server.set_faults(Faults::by(|asked| {
        let refused = asked.action == "DescribeMediaInfos" && asked.names("666");
        refused.then_some(Fault::Refuse)
    }));
    stage.deliver_until(at(600)).await;
    let lie = part("evil", 666, "mp4", at(100), at(400));
    stage.deliver(&lie).await;
    stage.play(at(6 * HOUR), 300).await;
    assert_eq!(shown(&stage, None, "state=complete").await.len(), 2);
    let file_id = replay_grouping::FileId::new(lie["file_id"].as_str().unwrap()).unwrap();
    assert!(
        stage.store.parts_of_file(&file_id).await.unwrap()[0]
            .denied_at
            .is_some()
    );
    // Audits continued meanwhile.
    let query = format!(
        "/queries/{}",
        shown(&stage, None, "stream_id=evil").await[0]["id"]
            .as_str()
            .unwrap()
    );
    let (_, query) = stage.ask("GET", &query, ANN, "").await;
    assert_eq!(query["last_error"], json!(null), "{query}");
}

/// All callbacks are lost, and VOD has these habits.
async fn silent(habits: impl Fn(&mut replay_simulator::Habits)) -> Stage {
    let mut script = room(&[(0, 1_000)]).script().clone();
    habits(&mut script.habits);
    Stage::start(Play {
        disorder: Disorder {
            drop: 1.0,
            ..Disorder::default()
        },
        ..Play::of(World::new(script).unwrap(), &[])
    })
    .await
}

#[tokio::test]
async fn a_file_without_details_waits_until_vod_has_them() {
    let mut stage = silent(|habits| habits.bare_for = (1_000, 1_000)).await;
    stage.play(at(2_500), 300).await;
    let early = shown(&stage, ANN, "visibility=pending").await;
    assert!(
        early.iter().all(|replay| replay["renditions"] == json!([])),
        "{early:?}"
    );
    stage.play(at(4_000), 300).await;
    let replay = &shown(&stage, None, "").await[0];
    assert_eq!(replay["started_at"], "2025-10-09T08:53:20Z");
    assert_eq!(
        replay["renditions"].as_array().unwrap().len(),
        2,
        "{replay}"
    );
}

#[tokio::test]
async fn the_last_second_of_a_search_counts_whether_vod_counts_it_or_not() {
    for excludes_end in [false, true] {
        let mut stage = silent(|habits| habits.excludes_end = excludes_end).await;
        // The second in which VOD got the first file: 09:10:06.
        let created = at(1_006);
        assert_eq!(stage.world.media()[0].created_at, created);
        stage.deliver_until(created).await;
        assert_eq!(stage.run().await.new, 1, "{excludes_end}");
        let past = json!({"from": "2025-10-09T08:53:20Z", "to": "2025-10-09T09:10:06Z"});
        let (_, query) = stage.ask("POST", "/queries", ANN, &past.to_string()).await;
        stage.clock.set(created + HOUR);
        stage.run().await;
        let query = format!("/queries/{}", query["id"].as_str().unwrap());
        let (_, query) = stage.ask("GET", &query, ANN, "").await;
        assert_eq!(query["found"], 1, "{excludes_end}: {query}");
    }
}
