//! The list API over a real store: from callbacks to what viewers and curators see.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod changes;
mod channels;
mod curate;
mod feed;
mod lists;
mod lost;
mod pins;
mod playlist;
mod quarantine;
mod queries;
mod regroup;
mod replays;
mod screenshots;
mod walk;
mod writers;

use replay_it::Bundle;
use serde_json::Value;

/// When everything happens.
const NOW: i64 = replay_it::at(86_400);
const CURATOR: Option<&str> = Some("curator-token");
const VIEWER: Option<&str> = None;

async fn bundle(settings: &[(&str, &str)], callbacks: &[Value]) -> Bundle {
    let bundle = Bundle::start(settings, NOW).await;
    for callback in callbacks {
        bundle.deliver(callback).await;
    }
    bundle
}

/// The replays of a list.
async fn replays(bundle: &Bundle, target: &str, token: Option<&str>) -> Vec<Value> {
    let (status, page) = bundle.ask("GET", target, token, "").await;
    assert_eq!(status, 200, "{page}");
    page["replays"].as_array().unwrap().clone()
}
