//! Backfills: importing the past.

use crate::ANN;
use replay_grouping::Timestamp;
use replay_it::{Play, Stage, at, begin};
use replay_reconcile::Report;
use replay_simulator::{Fault, Faults, World};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

const DAY: i64 = 86_400;
/// More than a search can show.
const FILES: usize = 5_200;

/// A month after an archive was recorded, with a query for all of it.
async fn archive(files: usize) -> (Stage, String) {
    let world = World::archive(7, files, at(0)).unwrap();
    let stage = Stage::start(Play::of(world, &[])).await;
    let quiet = stage.world.quiet_from();
    stage.clock.set(quiet + 30 * DAY);
    let range = json!({"from": "2025-10-01T00:00:00Z", "to": "2025-11-05T00:00:00Z"});
    let (status, query) = stage.ask("POST", "/queries", ANN, &range.to_string()).await;
    assert_eq!(status, 202, "{query}");
    (stage, query["id"].as_str().unwrap().to_owned())
}

async fn query(stage: &Stage, id: &str) -> Value {
    stage.ask("GET", &format!("/queries/{id}"), ANN, "").await.1
}

/// Every file is in the list, once, and its broadcast has settled.
async fn assert_imported(stage: &Stage, files: usize) {
    let mut ids = BTreeSet::new();
    let mut parts = 0;
    for broadcast in crate::truth::held(&stage.store).await {
        assert!(broadcast.poll_state.settled_at.is_some(), "{broadcast:?}");
        for part in stage.store.parts(&broadcast).await.unwrap() {
            assert!(part.stored.confirmed_at.is_some());
            ids.insert(part.stored.file_id);
            parts += 1;
        }
    }
    assert_eq!((ids.len(), parts), (files, files));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_recordings_come_in_where_there_are_more_than_a_search_can_show() {
    let (stage, id) = archive(FILES).await;
    let _ = stage.server.take_calls();
    let report = stage.run().await;
    assert_eq!((report.new, report.failed), (FILES as u64, 0), "{report:?}");
    let calls = stage.server.take_calls();
    println!("{FILES} recordings: {calls:?}");
    // Full pages, partly filled last pages of windows, and the searches whose range was too large.
    assert!(calls["SearchMedia"] <= FILES / 100 + 15, "{calls:?}");
    assert_eq!(report.api_calls as usize, calls.values().sum::<usize>());
    let done = query(&stage, &id).await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(
        (done["found"].as_u64(), done["new"].as_u64()),
        (Some(FILES as u64), Some(FILES as u64))
    );
    assert_eq!(done["windows_left"], 0);
    assert_imported(&stage, FILES).await;
    let quiet = Report {
        polled: 0,
        api_calls: 0,
        ..stage.run().await
    };
    let watermark_lag_seconds = quiet.watermark_lag_seconds;
    assert_eq!(
        quiet,
        Report {
            watermark_lag_seconds,
            ..Report::default()
        }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_backfill_continues_where_it_stopped() {
    const SOME: usize = 1_200;
    let (stage, id) = archive(SOME).await;
    let mut random = fastrand::Rng::with_seed(5);
    let mut killed: usize = 0;
    let _ = stage.server.take_calls();
    let mut progress = Vec::new();
    loop {
        let query = query(&stage, &id).await;
        progress.push(query["progress"].as_f64().unwrap());
        if query["state"] != "active" {
            break;
        }
        // The run is dropped at a random moment. Its leases stay. Each has more time than the one before, so that one
        // comes to its end on a slow machine too.
        let run = stage.another_reconcile().owned_by("the only one");
        let time = Duration::from_millis(random.u64(1..120 + 20 * killed as u64));
        let run = run.run(Timestamp(stage.clock.now()), Duration::from_secs(60));
        killed += usize::from(tokio::time::timeout(time, run).await.is_err());
    }
    assert!(killed > 3, "{killed}");
    let ends = (progress.first(), progress.last());
    assert_eq!(ends, (Some(&0.0), Some(&1.0)));
    let between = progress.iter().filter(|at| 0.0 < **at && **at < 1.0);
    assert!(progress.is_sorted() && between.count() > 0, "{progress:?}");
    let calls = stage.server.take_calls()["SearchMedia"];
    assert!(
        calls <= SOME / 100 + 3 + 2 * killed,
        "{calls} calls, killed {killed} times"
    );
    let done = query(&stage, &id).await;
    assert_eq!(
        (done["found"].as_u64(), done["new"].as_u64()),
        (Some(SOME as u64), Some(SOME as u64)),
        "{done}"
    );
    stage
        .another_reconcile()
        .owned_by("the only one")
        .run(Timestamp(stage.clock.now()), Duration::from_secs(60))
        .await
        .unwrap();
    assert_imported(&stage, SOME).await;
}

#[tokio::test]
async fn a_backfill_that_runs_out_of_time_continues_in_the_next_run() {
    let (stage, id) = archive(600).await;
    let now = stage.clock.now();
    let mut runs = 0;
    while query(&stage, &id).await["state"] == "active" {
        let report = stage
            .reconcile
            .run(Timestamp(now), Duration::from_millis(200 + 100 * runs))
            .await;
        assert_eq!(report.unwrap().failed, 0);
        runs += 1;
    }
    assert!(runs > 1);
    assert_imported(&stage, 600).await;
}

#[tokio::test]
async fn one_stream_alone_is_imported() {
    let (stage, _) = archive(200).await;
    let stream = stage.world.streams()[3].clone();
    stage.ask("GET", "/queries", ANN, "").await;
    let of_one = json!({
        "stream_id": stream.stream_id(), "domain": stream.domain(), "app": stream.app(),
        "from": "2025-10-01T00:00:00Z", "to": "2025-11-05T00:00:00Z",
    });
    let (_, all) = stage.ask("GET", "/queries?kind=backfill", ANN, "").await;
    let all = all["queries"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        stage
            .ask("DELETE", &format!("/queries/{all}"), ANN, "")
            .await
            .0,
        204
    );
    let (_, query) = stage
        .ask("POST", "/queries", ANN, &of_one.to_string())
        .await;
    stage.run().await;
    let expected = stage
        .world
        .media()
        .iter()
        .filter(|media| media.stream == stream);
    let (_, done) = stage
        .ask(
            "GET",
            &format!("/queries/{}", query["id"].as_str().unwrap()),
            ANN,
            "",
        )
        .await;
    assert_eq!(done["new"], expected.count(), "{done}");
    let held = crate::truth::held(&stage.store).await;
    assert!(held.iter().all(|held| held.stream == stream));
}

#[tokio::test]
async fn a_poll_reads_as_many_files_as_a_search_can_show() {
    // 4,950 files: the last page begins at 4,900, and a search shows 5,000 at most.
    const MANY: usize = 4_950;
    let end = 60 * i64::try_from(MANY).unwrap();
    let script = json!({
        "seed": 1, "opens_at": "2025-10-09T08:53:20Z", "closes_after": end + 900,
        "habits": {"bare_for": [9_999_999, 9_999_999]},
        "streams": [{
            "stream_id": "room", "template": {"mp4_interval": 60}, "pushes": [{"begin": 0, "end": end}],
        }],
    });
    let world = World::from_json(&script.to_string()).unwrap();
    assert_eq!(world.media().len(), MANY);
    let stage = Stage::start(Play {
        faults: Faults::by(|asked| {
            asked
                .action
                .starts_with("DescribeCallback")
                .then_some(Fault::Refuse)
        }),
        ..Play::of(world, &[])
    })
    .await;
    stage.deliver(&begin("room", 1, at(0))).await;
    stage.clock.set(at(end));
    stage
        .deliver(&replay_it::end("room", 1, at(end), end))
        .await;
    stage.clock.set(at(end + 300));
    // The poll may take longer than usual on a busy machine.
    let time = Duration::from_secs(300);
    let patient = stage.reconcile_with_patience(time);
    let report = patient
        .run(Timestamp(stage.clock.now()), time)
        .await
        .unwrap();
    assert_eq!((report.polled, report.failed), (2, 0), "{report:?}");
    let calls = stage.server.take_calls();
    // 50 pages for the poll, and one for the sweep of the last hour.
    assert_eq!(calls["SearchMedia"], 50 + 1, "{calls:?}");
}
