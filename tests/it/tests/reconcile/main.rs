//! With any loss and disorder of callbacks, the list converges to what VOD holds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

mod backfill;
mod confirm;
mod cos;
mod counts;
mod deletes;
mod denied;
mod guesses;
mod half;
mod joins;
mod leases;
mod live;
mod lost;
mod moved;
mod never_stopping;
mod recordings;
mod records;
mod schedule;
mod screenshots;
mod settling;
mod status;
mod trouble;
mod truth;
mod waiting;
mod worlds;

use replay_it::{Play, Stage};
use replay_simulator::World;
use serde_json::{Value, json};

const HOUR: i64 = 3_600;
/// The token of a curator.
const ANN: Option<&str> = Some("curator-token");

/// One room, recorded as one HLS file and as MP4 files, in which these pushes happened. Times are seconds from the
/// opening; files are in VOD 6 s after they were closed.
fn room(pushes: &[(i64, i64)]) -> World {
    let pushes = pushes
        .iter()
        .map(|(begin, end)| json!({"begin": begin, "end": end}));
    world(&json!([{
        "stream_id": "room",
        "template": {"hls_continues": 600, "mp4_interval": 1_800},
        "pushes": pushes.collect::<Vec<_>>(),
    }]))
}

fn world(streams: &Value) -> World {
    let script = json!({
        "seed": 1, "opens_at": "2025-10-09T08:53:20Z", "closes_after": 90_000, "streams": streams,
    });
    World::from_json(&script.to_string()).unwrap()
}

/// A stage for a world in which nothing goes wrong.
async fn stage(world: World) -> Stage {
    Stage::start(Play::of(world, &[])).await
}

/// What a viewer's list shows of each replay.
async fn shown(stage: &Stage, token: Option<&str>, query: &str) -> Vec<Value> {
    let (status, page) = stage
        .ask("GET", &format!("/replays?{query}"), token, "")
        .await;
    assert_eq!(status, 200, "{page}");
    page["replays"].as_array().unwrap().clone()
}

fn ids(replays: &[Value]) -> Vec<&str> {
    let ids = replays.iter().map(|replay| replay["id"].as_str().unwrap());
    ids.collect()
}

/// A room with one broadcast of two pushes, recorded as two files of each of these formats (`hls`, `mp4`).
fn two_parts(formats: &[&str]) -> World {
    let template = formats.iter().map(|format| match *format {
        "hls" => ("hls_continues".to_owned(), json!(0)),
        format => (format!("{format}_interval"), json!(1_800)),
    });
    world(&json!([{
        "stream_id": "room",
        "template": template.collect::<serde_json::Map<_, _>>(),
        "pushes": [{"begin": 0, "end": 1_000}, {"begin": 1_100, "end": 2_000}],
    }]))
}

/// A stage on which the one broadcast of a world has settled, and the route of its replay.
async fn settled(play: Play<'_>) -> (Stage, String) {
    let mut stage = Stage::start(play).await;
    stage.play(replay_it::at(HOUR), 300).await;
    let list = shown(&stage, None, "").await;
    assert_eq!(list.len(), 1, "{list:?}");
    let replay = format!("/replays/{}", ids(&list)[0]);
    (stage, replay)
}

/// Asks as a curator, and expects this status.
async fn curator(stage: &Stage, method: &str, target: &str, body: &str, status: u16) -> Value {
    let (found, answer) = stage.ask(method, target, ANN, body).await;
    assert_eq!(found, status, "{method} {target}: {answer}");
    answer
}
