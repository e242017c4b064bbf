//! What `GET /status` tells operators.

use crate::{ANN, HOUR, curator, world};
use replay_grouping::Timestamp;
use replay_it::{Play, Stage, at, begin};
use replay_simulator::{Disorder, Faults, World};
use serde_json::{Value, json};

/// Two rooms, each recorded as MP4 files of half an hour.
fn rooms() -> World {
    let room = |name, begin, end| {
        json!({
            "stream_id": name, "template": {"mp4_interval": 1_800}, "pushes": [{"begin": begin, "end": end}],
        })
    };
    world(&json!([room("one", 0, 4_000), room("two", 100, 2_000)]))
}

async fn status(stage: &Stage) -> Value {
    curator(stage, "GET", "/status", "", 200).await
}

/// The hours of a status, whose sums are its day. The last one has begun less than an hour ago.
#[track_caller]
fn hours(stage: &Stage, status: &Value) -> Vec<Value> {
    let hours = status["hours"].as_array().unwrap().clone();
    let now = stage.clock.now();
    let begun = |before: i64| Timestamp(now - now.rem_euclid(HOUR) - before * HOUR).rfc3339();
    let expected: Vec<String> = (0..24).rev().map(begun).collect();
    let from: Vec<&str> = hours
        .iter()
        .map(|hour| hour["from"].as_str().unwrap())
        .collect();
    assert_eq!(from, expected);
    let sum = |field: &str| -> u64 {
        let counts = hours
            .iter()
            .map(|hour| hour.pointer(field).unwrap().as_u64());
        counts.map(Option::unwrap).sum()
    };
    assert_eq!(sum("/lost_and_found"), status["lost_and_found"]["day"]);
    let broadcasts = &status["end_to_listed"]["broadcasts"];
    assert_eq!(sum("/end_to_listed/broadcasts"), *broadcasts);
    hours
}

#[tokio::test]
async fn before_the_first_run_nothing_is_known() {
    let stage = Stage::start(Play::of(rooms(), &[])).await;
    let mut status = status(&stage).await;
    for hour in hours(&stage, &status) {
        let nothing = json!({
            "from": hour["from"], "lost_and_found": 0,
            "end_to_listed": {"broadcasts": 0, "p50": null, "p99": null},
        });
        assert_eq!(hour, nothing);
    }
    status.as_object_mut().unwrap().remove("hours");
    let expected = json!({
        "at": null, "watermark_lag": null, "overdue_queries": 0, "longest_overdue": null,
        "lost_and_found": {"day": 0, "week": 0}, "quarantined_today": 0,
        "end_to_listed": {"broadcasts": 0, "p50": null, "p99": null},
        "versions": {"replay_api": env!("CARGO_PKG_VERSION"), "reconcile": null},
    });
    assert_eq!(status, expected);
    assert_eq!(stage.ask("GET", "/status", None, "").await.0, 401);
}

#[tokio::test]
async fn how_long_it_takes_until_a_broadcast_is_listed_depends_on_who_confirms() {
    for (confirm, at_most) in [(true, 20), (false, 600)] {
        let play = Play {
            confirm,
            ..Play::of(rooms(), &[])
        };
        let mut stage = Stage::start(play).await;
        // A run each minute, and confirmations each quarter of it.
        for minute in 0..78 {
            stage.play(at(60 * minute), 60).await;
        }
        let status = status(&stage).await;
        assert_eq!(status["end_to_listed"]["broadcasts"], 2, "{status}");
        let p99 = status["end_to_listed"]["p99"].as_i64().unwrap();
        assert!(p99 <= at_most && (confirm || p99 > 60), "{status}");
        // The second room ends at 9:26, the first one at 10:00, which is the last hour now.
        for hour in &hours(&stage, &status)[22..] {
            let listed = &hour["end_to_listed"];
            assert_eq!(listed["broadcasts"], 1, "{status}");
            assert_eq!(listed["p50"], listed["p99"]);
            assert!(listed["p99"].as_i64().unwrap() <= p99, "{status}");
        }
        let seen =
            ["watermark_lag", "overdue_queries", "quarantined_today"].map(|field| &status[field]);
        assert!(seen[0].as_i64().unwrap() <= 960, "{status}");
        assert_eq!(seen[1..], [&json!(0), &json!(0)]);
        assert_eq!(status["lost_and_found"], json!({"day": 0, "week": 0}));
        assert_eq!(status["versions"]["reconcile"], env!("CARGO_PKG_VERSION"));
    }
}

#[tokio::test]
async fn lost_callbacks_are_counted_by_the_day_and_by_the_week() {
    let play = Play {
        disorder: Disorder {
            drop: 1.0,
            ..Disorder::default()
        },
        ..Play::of(rooms(), &[])
    };
    let mut stage = Stage::start(play).await;
    stage.play(at(6 * HOUR), 300).await;
    // Two pushes, and files of 30 minutes: three of the first room and two of the second.
    let first = status(&stage).await;
    let found = first["lost_and_found"].clone();
    let files = found["day"].as_u64().unwrap();
    assert!(files >= 5, "{found}");
    assert_eq!(found["week"], files);
    // The first hour in which something was found becomes the oldest of the day, and then leaves it.
    let (older, oldest) = hours(&stage, &first)
        .into_iter()
        .zip(0..)
        .map(|(hour, older)| (older, hour["lost_and_found"].as_u64().unwrap()))
        .find(|(_, found)| *found > 0)
        .unwrap();
    for (later, left) in [(older, files), (older + 1, files - oldest)] {
        stage.clock.set(at((6 + later) * HOUR));
        let status = status(&stage).await;
        assert_eq!(
            status["lost_and_found"],
            json!({"day": left, "week": files})
        );
        let in_oldest = hours(&stage, &status)[0]["lost_and_found"].clone();
        assert!(later != older || in_oldest == oldest, "{status}");
    }
    stage.clock.set(at(2 * 24 * HOUR));
    stage.run().await;
    assert_eq!(
        status(&stage).await["lost_and_found"],
        json!({"day": 0, "week": files})
    );
    stage.clock.set(at(9 * 24 * HOUR));
    stage.run().await;
    assert_eq!(
        status(&stage).await["lost_and_found"],
        json!({"day": 0, "week": 0})
    );
}

#[tokio::test]
async fn what_fails_is_overdue_and_quarantine_is_counted_until_midnight() {
    let mut stage = Stage::start(Play::of(rooms(), &[])).await;
    stage.deliver_until(at(100)).await;
    let mut odd = begin("one", 3, at(90));
    odd["event_type"] = json!(77);
    stage.deliver(&odd).await;
    stage.run().await;
    assert_eq!(status(&stage).await["quarantined_today"], 1);
    // The day ends 15:06:40 after the evening's begin at 08:53:20.
    stage.clock.set(at(55_000));
    stage.run().await;
    assert_eq!(status(&stage).await["quarantined_today"], 0);

    // A run that can't do all of its work leaves the rest overdue.
    let stage = Stage::start(Play::of(rooms(), &[])).await;
    stage.deliver(&begin("one", 3, at(0))).await;
    stage.clock.set(at(500));
    stage.server.set_faults(Faults::down());
    let none = std::time::Duration::ZERO;
    let now = Timestamp(at(500));
    stage.reconcile.run(now, none).await.unwrap();
    let status = status(&stage).await;
    assert_eq!(
        (&status["overdue_queries"], &status["longest_overdue"]),
        (&json!(1), &json!(500))
    );
    assert_eq!(stage.ask("GET", "/status?limit=3", ANN, "").await.0, 400);
}
