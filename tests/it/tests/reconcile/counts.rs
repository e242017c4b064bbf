//! What a query has found: each recording counts once, however often overlapping sweeps come upon it.

use crate::{ANN, HOUR, curator, world};
use replay_it::{Play, Stage, at};
use replay_simulator::{Disorder, World};
use serde_json::json;

/// Seven rooms that broadcast one after the other. Each leaves one file.
fn seven_rooms() -> World {
    let rooms = (0..7).map(|i| {
        let begin = 600 * i;
        json!({
            "stream_id": format!("room{i}"), "template": {"hls_continues": 0},
            "pushes": [{"begin": begin, "end": begin + 300}],
        })
    });
    world(&rooms.collect::<Vec<_>>().into())
}

/// How often the sweep found a recording, and a new one, after it went over the rooms some ten times each.
async fn swept(drop: f64) -> (u64, u64) {
    let disorder = Disorder {
        drop,
        ..Disorder::default()
    };
    let settings = [
        ("SWEEP_EVERY_SECONDS", "300"),
        ("SWEEP_OVERLAP_SECONDS", "3600"),
    ];
    let mut stage = Stage::start(Play {
        disorder,
        ..Play::of(seven_rooms(), &settings)
    })
    .await;
    stage.play(at(3 * HOUR), 300).await;
    let sweep = curator(&stage, "GET", "/queries/sweep", "", 200).await;
    assert!(sweep["polls"].as_u64() > Some(30), "{sweep}");
    let count = |name: &str| sweep[name].as_u64().unwrap();
    (count("found"), count("new"))
}

#[tokio::test]
async fn overlapping_sweeps_count_a_recording_once() {
    assert_eq!(swept(1.0).await, (7, 7), "no callback came");
    assert_eq!(swept(0.0).await, (7, 0), "callbacks announced all of them");
}

#[tokio::test]
async fn a_backfill_counts_what_it_brings_and_the_next_one_nothing_new() {
    let disorder = Disorder {
        drop: 1.0,
        ..Disorder::default()
    };
    let mut stage = Stage::start(Play {
        disorder,
        ..Play::of(seven_rooms(), &[])
    })
    .await;
    // All of it is older than the first sweep's reach.
    stage.clock.set(at(12 * HOUR));
    stage.deliver_until(at(12 * HOUR)).await;
    let range = json!({"from": "2025-10-09T00:00:00Z", "to": "2025-10-10T00:00:00Z"}).to_string();
    for expected in [json!([7, 7]), json!([7, 0])] {
        let query = curator(&stage, "POST", "/queries", &range, 202).await;
        stage.run().await;
        let target = format!("/queries/{}", query["id"].as_str().unwrap());
        let done = curator(&stage, "GET", &target, "", 200).await;
        assert_eq!(json!([done["found"], done["new"]]), expected, "{done}");
        stage.clock.set(stage.clock.now() + 60);
    }
    let (_, list) = stage.ask("GET", "/replays?limit=100", ANN, "").await;
    assert_eq!(list["replays"].as_array().unwrap().len(), 7, "{list}");
}
