//! When a broadcast is polled, and when it settles.

use crate::{ANN, HOUR, room, shown, stage, world};
use replay_it::{Play, Stage, at};
use replay_simulator::Faults;
use serde_json::json;

/// The only broadcast, as curators see it.
async fn only(stage: &Stage) -> serde_json::Value {
    let mut list = shown(stage, ANN, "").await;
    list.extend(shown(stage, ANN, "visibility=pending").await);
    assert_eq!(list.len(), 1, "{list:?}");
    list.remove(0)
}

#[tokio::test]
async fn the_first_poll_a_lag_after_the_end_confirms_publishes_and_settles() {
    let mp4 = world(&json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_800}, "pushes": [{"begin": 0, "end": 1_000}],
    }]));
    let mut stage = stage(mp4).await;
    stage.deliver_until(at(1_299)).await;
    assert_eq!(stage.run().await.settled, 0, "only the sweep is due");
    assert_eq!(only(&stage).await["state"], "settling");
    assert_eq!(only(&stage).await["settles_at"], "2025-10-09T09:15:00Z");
    stage.deliver_until(at(1_300)).await;
    let report = stage.run().await;
    assert_eq!(
        (report.polled, report.settled, report.failed),
        (1, 1, 0),
        "{report:?}"
    );
    let replay = only(&stage).await;
    assert_eq!(
        (replay["state"].as_str(), replay["visibility"].as_str()),
        (Some("complete"), Some("published"))
    );
    assert!(replay["settles_at"].is_null());
    let again = stage.run().await;
    assert_eq!((again.polled, again.api_calls), (0, 0));
}

#[tokio::test]
async fn a_file_that_waits_for_another_push_delays_settling() {
    // HLS recording waits 600 s for the next push. Its recorder reports the waiting and the end.
    let mut stage = stage(room(&[(0, 1_000)])).await;
    stage.deliver_until(at(1_100)).await;
    assert_eq!(
        only(&stage).await["settles_at"],
        "2025-10-09T09:45:00Z",
        "1000 + 1800 + 300 s"
    );
    stage.play(at(1_500), 100).await;
    assert_eq!(
        only(&stage).await["state"],
        "settling",
        "MP4 is complete, and HLS may come"
    );
    stage.play(at(2_000), 100).await;
    let replay = only(&stage).await;
    assert_eq!(replay["state"], "complete", "{replay}");
    assert_eq!(replay["renditions"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_recorder_of_the_next_broadcast_does_not_affect_the_one_before() {
    let mut stage = stage(room(&[(0, 1_000), (2_000, 2_400)])).await;
    let both = async |stage: &Stage| {
        let pending = shown(stage, ANN, "visibility=pending").await;
        let settles_at = pending.iter().map(|replay| replay["settles_at"].clone());
        settles_at.collect::<Vec<_>>()
    };
    stage.deliver_until(at(2_300)).await;
    let before = both(&stage).await;
    assert_eq!(before, [json!(null), json!("2025-10-09T09:45:00Z")]);
    // The recorder waits for the next push.
    stage.deliver_until(at(2_450)).await;
    let after = both(&stage).await;
    assert_eq!(after, [json!("2025-10-09T10:08:20Z"), before[1].clone()]);
}

#[tokio::test]
async fn gaps_and_missing_recordings_settle_at_the_deadline() {
    let failing = world(&json!([
        {"stream_id": "gap", "template": {"mp4_interval": 600}, "pushes": [{"begin": 0, "end": 1_700}],
         "failures": [{"at": 700, "format": "mp4"}]},
        {"stream_id": "none", "pushes": [{"begin": 0, "end": 1_000}]},
    ]));
    let mut stage = Stage::start(Play::of(failing, &[("POLL_DEADLINE_SECONDS", "7200")])).await;
    stage.play(at(8_000), 400).await;
    assert_eq!(
        shown(&stage, ANN, "state=settling&visibility=all")
            .await
            .len(),
        2
    );
    stage.play(at(1_700 + 7_200 + 400), 100).await;
    assert_eq!(
        shown(&stage, ANN, "state=partial").await[0]["coverage"]["gaps"][0]["seconds"],
        600
    );
    assert_eq!(
        shown(&stage, ANN, "state=missing&visibility=all")
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn nothing_settles_without_an_answer_of_vod_and_the_query_has_the_error() {
    let mut stage = Stage::start(Play {
        faults: Faults::down(),
        ..Play::of(room(&[(0, 1_000)]), &[("POLL_DEADLINE_SECONDS", "3600")])
    })
    .await;
    stage.play(at(6 * HOUR), 600).await;
    let replay = only(&stage).await;
    assert_eq!(replay["state"], "settling");
    let query = format!("/queries/{}", replay["id"].as_str().unwrap());
    let (_, query) = stage.ask("GET", &query, ANN, "").await;
    assert_eq!(query["state"], "active");
    assert!(
        query["last_error"].as_str().unwrap().contains("503"),
        "{query}"
    );
    stage.server.set_faults(Faults::none());
    stage.play(at(7 * HOUR), 600).await;
    assert_eq!(only(&stage).await["state"], "complete");
}

#[tokio::test]
async fn a_late_file_makes_a_settled_replay_complete() {
    let mut late = room(&[(0, 1_000)]).script().clone();
    late.streams[0].template.hls_continues = None;
    late.habits.ready_after = (10_000, 10_000);
    let world = replay_simulator::World::new(late).unwrap();
    let mut stage = Stage::start(Play::of(world, &[("POLL_DEADLINE_SECONDS", "3600")])).await;
    stage.play(at(6_000), 600).await;
    assert_eq!(
        shown(&stage, ANN, "state=missing&visibility=all")
            .await
            .len(),
        1
    );
    stage.play(at(12_000), 600).await;
    let replay = only(&stage).await;
    assert_eq!(
        (replay["state"].as_str(), replay["visibility"].as_str()),
        (Some("complete"), Some("published"))
    );
}

/// What becomes due while a run works is done in the same run.
#[tokio::test]
async fn a_run_goes_on_while_something_becomes_due() {
    let room = |name, end| {
        json!({
            "stream_id": name, "template": {"mp4_interval": 3_600}, "pushes": [{"begin": 0, "end": end}],
        })
    };
    let mut stage = stage(world(&json!([room("one", 500), room("two", 560)]))).await;
    // The sweep is not due for a while, and has not confirmed anything.
    stage.deliver_until(at(400)).await;
    stage.run().await;
    stage.deliver_until(at(805)).await;
    let clock = stage.clock.clone();
    stage.server.set_faults(Faults::by(move |_| {
        clock.set(at(870));
        None
    }));
    let report = stage.run().await;
    assert_eq!((report.polled, report.settled), (2, 2), "{report:?}");
}
