//! A line for each run of reconcile, over worlds of the simulator.

use crate::metrics::{NOWHERE, ON, all};
use replay_grouping::Timestamp;
use replay_it::{Functions, Play, Stage, at, names, part, sum, values};
use replay_reconcile::METRICS;
use replay_simulator::{Clock, Disorder, Fault, Faults, World};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

const HOUR: i64 = 3_600;
const RUN: Duration = Duration::from_secs(300);

/// One room that is pushed to for a while, and recorded as one HLS file and one MP4 file.
fn room() -> World {
    let script = json!({
        "seed": 1, "opens_at": "2025-10-09T08:53:20Z", "closes_after": 90_000,
        "streams": [{
            "stream_id": "room", "template": {"hls_continues": 600, "mp4_interval": 1_800},
            "pushes": [{"begin": 0, "end": 1_000}],
        }],
    });
    World::from_json(&script.to_string()).unwrap()
}

/// The lines of the runs. Those of other functions are dropped.
fn runs(stage: &Stage) -> Vec<Value> {
    let known: Vec<_> = [METRICS, replay_callback::METRICS, replay_api::METRICS].concat();
    let mut lines = stage.lines.take(&known);
    lines.retain(|line| line.get("Requests").is_none() && line.get("Callbacks").is_none());
    lines
}

/// The lines of one run.
async fn measured(stage: &Stage) -> Vec<Value> {
    runs(stage);
    stage.run().await;
    runs(stage)
}

#[tokio::test]
async fn recordings_without_callbacks_count_as_found_by_poll() {
    let mut stage = Stage::start(Play {
        disorder: Disorder {
            drop: 1.0,
            ..Disorder::default()
        },
        ..Play::of(room(), ON)
    })
    .await;
    stage.deliver_until(at(HOUR)).await;
    let lines = measured(&stage).await;
    // Both files, and the begin and the end of the push from Tencent's records.
    assert_eq!(stage.world.media().len(), 2);
    assert_eq!((sum(&lines, "FoundByPoll"), sum(&lines, "Settled")), (4, 1));
    assert_eq!(sum(&lines, "Backfilled"), 0);
    assert!(values(&lines, "CallbackToListed").is_empty());
    insta::assert_json_snapshot!(lines[0]);
}

#[tokio::test]
async fn with_all_callbacks_every_file_counts_as_confirmed() {
    let mut stage = Stage::start(Play::of(room(), ON)).await;
    stage.play(at(300), 300).await;
    assert_eq!(values(&runs(&stage), "LiveBroadcasts"), [1]);
    stage.play(at(HOUR), 300).await;
    let lines = runs(&stage);
    assert_eq!(
        (sum(&lines, "Confirmed"), sum(&lines, "FoundByPoll")),
        (2, 0)
    );
    let listed_after = values(&lines, "CallbackToListed");
    assert_eq!(listed_after.len(), 2);
    // A poll comes RECORDING_LAG_SECONDS after the end, with the next run.
    let expected = 1..=600;
    assert!(
        listed_after.iter().all(|it| expected.contains(it)),
        "{listed_after:?}"
    );
    assert_eq!(values(&lines, "LiveBroadcasts").last(), Some(&0));
    for quiet in [
        "Denied",
        "Gone",
        "QueriesFailed",
        "RunsFailed",
        "TencentErrors",
    ] {
        assert_eq!(sum(&lines, quiet), 0, "{quiet}");
    }
    assert_eq!(values(&lines, "RunsFailed").len(), 11);
}

#[tokio::test]
async fn files_of_a_backfill_do_not_count_as_found_by_poll() {
    let stage = Stage::start(Play::of(World::archive(7, 150, at(0)).unwrap(), ON)).await;
    stage.clock.set(stage.world.quiet_from() + 30 * 86_400);
    let range = json!({"from": "2025-10-01T00:00:00Z", "to": "2025-11-05T00:00:00Z"}).to_string();
    let ann = Some("curator-token");
    let asked = stage.ask("POST", "/queries", ann, &range);
    assert_eq!(asked.await.0, 202);
    let lines = measured(&stage).await;
    assert_eq!(
        (sum(&lines, "Backfilled"), sum(&lines, "FoundByPoll")),
        (150, 0)
    );
}

#[tokio::test]
async fn a_file_that_vod_never_had_counts_as_unconfirmed_and_then_as_denied() {
    let mut stage = Stage::start(Play::of(room(), ON)).await;
    stage.play(at(HOUR), 300).await;
    let lie = part("other", 666, "mp4", at(HOUR - 1_000), at(HOUR));
    stage.deliver(&lie).await;
    stage.play(at(HOUR + 300), 300).await;
    assert_eq!(sum(&runs(&stage), "Unconfirmed"), 1);
    stage.play(at(4 * HOUR), 300).await;
    let lines = runs(&stage);
    assert_eq!((sum(&lines, "Denied"), sum(&lines, "Gone")), (1, 1));
    assert_eq!(values(&lines, "Unconfirmed").last(), Some(&0));
}

#[tokio::test]
async fn a_broadcast_that_vod_does_not_answer_about_counts_as_unsettled_past_the_deadline() {
    let settings = [ON, &[("POLL_DEADLINE_SECONDS", "3600")]].concat();
    let mut stage = Stage::start(Play {
        faults: Faults::by(|_| Some(Fault::Internal)),
        ..Play::of(room(), &settings)
    })
    .await;
    stage.play(at(1_000 + HOUR), 300).await;
    let lines = runs(&stage);
    assert_eq!(sum(&lines, "UnsettledPastDeadline"), 0);
    assert!(sum(&lines, "QueriesFailed") > 0);
    stage.play(at(3 * HOUR), 300).await;
    assert!(sum(&runs(&stage), "UnsettledPastDeadline") > 0);
    stage.calm();
    stage.play(at(4 * HOUR), 300).await;
    let polled = runs(&stage);
    assert_eq!(sum(&polled, "UnsettledPastDeadline"), 0);
    assert_eq!(sum(&polled, "Settled"), 1);
}

#[tokio::test]
async fn errors_of_tencent_count_by_the_family_of_their_code() {
    // A temporary error is retried twice.
    for (fault, code, times, throttles) in [
        (Fault::RateLimit, "RequestLimitExceeded", 3, 3),
        (Fault::Internal, "InternalError", 3, 0),
        (Fault::Refuse, "InvalidParameterValue", 1, 0),
        (Fault::Status(502), "Status", 3, 0),
        (Fault::Status(429), "Status", 3, 3),
        (Fault::Break, "Transport", 3, 0),
    ] {
        let mut stage = Stage::start(Play::of(room(), ON)).await;
        stage.deliver_until(at(10)).await;
        // Only the sweep is due.
        stage.server.set_faults(Faults::by(move |asked| {
            (asked.action == "SearchMedia").then_some(fault)
        }));
        let lines = measured(&stage).await;
        let errors = lines.iter().filter(|line| line.get("Code").is_some());
        let errors: BTreeMap<&str, u64> = errors
            .map(|line| {
                (
                    line["Code"].as_str().unwrap(),
                    line["TencentErrors"].as_u64().unwrap(),
                )
            })
            .collect();
        assert_eq!(errors, BTreeMap::from([(code, times)]), "{fault:?}");
        assert_eq!(sum(&lines, "TencentThrottles"), throttles, "{fault:?}");
        assert_eq!(sum(&lines, "QueriesFailed"), 1);
    }
}

#[tokio::test]
async fn two_kinds_of_errors_write_two_lines_and_other_metrics_stand_in_one() {
    let mut stage = Stage::start(Play::of(room(), ON)).await;
    stage.deliver_until(at(1_400)).await;
    stage
        .server
        .set_faults(Faults::by(|asked| match asked.action {
            "SearchMedia" => Some(Fault::Refuse),
            "DescribeCallbackRecordsList" => Some(Fault::Internal),
            _ => None,
        }));
    let lines = measured(&stage).await;
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(values(&lines, "Polled").len(), 1);
    assert_eq!(values(&lines, "TencentErrors").len(), 2);
}

#[tokio::test]
async fn a_run_that_fails_as_a_whole_writes_a_line() {
    let functions = Functions::new(NOWHERE, ON);
    let reconcile = functions.reconcile(&Clock::manual(at(0)), None);
    assert!(reconcile.run(Timestamp(at(0)), RUN).await.is_err());
    let lines = functions.lines.take(METRICS);
    assert_eq!(sum(&lines, "RunsFailed"), 1);
    for unknown in ["Polled", "LiveBroadcasts", "WatermarkLag"] {
        assert!(values(&lines, unknown).is_empty(), "{unknown}");
    }
}

#[tokio::test]
async fn every_listed_metric_is_written() {
    let mut stage = Stage::start(Play::of(room(), ON)).await;
    stage.play(at(900), 300).await;
    stage
        .server
        .set_faults(Faults::by(|_| Some(Fault::Internal)));
    stage.play(at(1_500), 300).await;
    stage.calm();
    stage.play(at(HOUR), 300).await;
    let lines = runs(&stage);
    let mut written = names(&lines);
    // The embedded store does not tell it.
    written.insert("LargestCollection");
    assert_eq!(written, all(METRICS));
}

#[tokio::test]
async fn without_a_namespace_nothing_is_written_and_the_report_is_the_same() {
    let mut reports = Vec::new();
    for settings in [&[], ON] {
        let mut stage = Stage::start(Play::of(room(), settings)).await;
        stage.deliver_until(at(HOUR)).await;
        reports.push(stage.run().await);
        assert_eq!(runs(&stage).is_empty(), settings.is_empty());
    }
    assert_eq!(reports[0], reports[1]);
}
