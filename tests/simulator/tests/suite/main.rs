//! The stand-in Tencent against what is known of the real one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy only takes functions marked as tests for tests"
)]

mod api;
mod client;
mod courier;
mod footage;
mod joins;
mod real_client;
mod record_tasks;
mod records;
mod reference;
mod search;
mod sender;
mod server;
mod setup;
mod tasks;
mod truth;
mod worlds;

use replay_signature::Secret;
use replay_simulator::{Size, World};
use std::sync::Arc;

/// 2025-10-09T08:53:20Z, when the worlds of the tests open.
const OPENS_AT: i64 = 1_760_000_000;

fn key() -> Secret {
    Secret::new("replay-demo-key").unwrap()
}

fn random(seed: u64) -> Arc<World> {
    Arc::new(World::random(seed, Size::default(), OPENS_AT).unwrap())
}

/// One broadcast of two pushes, as the reference tells it.
fn one_drop() -> Arc<World> {
    Arc::new(World::from_json(include_str!("../../worlds/one_drop.json")).unwrap())
}
