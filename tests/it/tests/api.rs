//! The list API over a real store: from callbacks to what viewers and curators see.

mod batch;
mod changes;
mod channels;
mod cost;
mod curate;
mod featured;
mod feed;
mod forged;
mod grants;
mod hostile;
mod index;
mod lists;
mod log;
mod lost;
mod notes;
mod odd_files;
mod pins;
mod playlist;
mod quarantine;
mod queries;
mod regroup;
mod replays;
mod review;
mod roles;
mod screenshots;
mod streams;
mod timeline;
mod trim;
mod unread;
mod walk;
mod writers;

use replay_it::{Play, Stage};
use serde_json::Value;

/// When everything happens.
const NOW: i64 = replay_it::at(86_400);
const CURATOR: Option<&str> = Some("curator-token");
const VIEWER: Option<&str> = None;

async fn stage(settings: &[(&str, &str)], callbacks: &[Value]) -> Stage {
    let stage = Stage::start(Play::quiet(NOW, settings)).await;
    for callback in callbacks {
        stage.deliver(callback).await;
    }
    stage
}

/// The replays of a list.
async fn replays(stage: &Stage, target: &str, token: Option<&str>) -> Vec<Value> {
    let (status, page) = stage.ask("GET", target, token, "").await;
    assert_eq!(status, 200, "{page}");
    page["replays"].as_array().unwrap().clone()
}
