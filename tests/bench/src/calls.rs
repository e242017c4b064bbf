//! How many requests to Tencent a show takes, from its begin until it has settled.

use replay_it::{Play, Stage, at};
use replay_simulator::World;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SHOWS: usize = 6;
const HOUR: i64 = 3_600;

/// An evening of shows of 20 minutes to 112 minutes in three formats, two of them cut every half an hour.
fn evening() -> World {
    let shows = (0..SHOWS).map(|show| {
        let begin = 700 * show;
        json!({
            "stream_id": format!("room{show}"),
            "template": {"hls_continues": 600, "mp4_interval": 1_800, "flv_interval": 1_800},
            "pushes": [{"begin": begin, "end": begin + 1_200 + 1_100 * show}],
        })
    });
    let shows: Vec<Value> = shows.collect();
    let script = json!({
        "seed": 1, "opens_at": "2025-10-09T08:53:20Z", "closes_after": 90_000, "streams": shows,
    });
    World::from_json(&script.to_string()).unwrap()
}

async fn calls(confirm: bool) -> BTreeMap<String, usize> {
    let play = Play {
        confirm,
        ..Play::of(evening(), &[])
    };
    let mut stage = Stage::start(play).await;
    stage.play(at(4 * HOUR), 60).await;
    stage.server.take_calls()
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn per_show(calls: usize) -> String {
    format!("{:13.2}", calls as f64 / SHOWS as f64)
}

pub(crate) async fn print() {
    println!("requests to Tencent per show      Confirm  polls alone");
    let [with, without] = [Box::pin(calls(true)).await, Box::pin(calls(false)).await];
    let actions: BTreeSet<&String> = with.keys().chain(without.keys()).collect();
    let of = |calls: &BTreeMap<String, usize>, action| calls.get(action).copied().unwrap_or(0);
    for action in actions {
        println!(
            "{action:28}{}{}",
            per_show(of(&with, action)),
            per_show(of(&without, action))
        );
    }
    let [with, without] = [&with, &without].map(|calls| per_show(calls.values().sum()));
    println!("{:28}{with}{without}", "all");
}
