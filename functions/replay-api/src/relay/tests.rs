//! What each change of a broadcast tells, and to whom.

mod documents;
mod every_change;
mod schema;
mod sizes;
mod tools;
mod viewers;

use super::{RelayConfig, event::Detail, happened::happenings, viewpoint::Viewpoint};
use crate::tests::samples::start;
use replay_grouping::Timestamp;
use replay_settings::Vars;
use replay_store::{Broadcast, stream::StreamChange};
use serde_json::Value;

/// How viewers of a deployment with these settings see broadcasts.
fn viewpoint(settings: &[(&str, &str)]) -> Viewpoint {
    let value = |name: &str| {
        let found = settings.iter().find(|(known, _)| *known == name);
        let shots = (name == "SCREENSHOT_DOMAINS").then_some("shots.example.com");
        found.map(|(_, value)| *value).or(shots).map(str::to_owned)
    };
    RelayConfig::read(Vars(&value)).unwrap().viewpoint
}

/// A second of the samples.
fn at(second: i64) -> Timestamp {
    Timestamp(start() + second)
}

/// What a change tells: the type of each event, and its detail.
fn told(change: StreamChange, viewpoint: &Viewpoint) -> Vec<(&'static str, Value)> {
    let happenings = happenings(change, at(9_000), viewpoint).unwrap();
    let told = happenings
        .into_iter()
        .map(|(kind, at, detail): (_, _, Detail)| {
            let detail = serde_json::to_value(&detail).unwrap();
            assert_eq!(detail["time"], at.rfc3339());
            (kind.as_str(), detail)
        });
    told.collect()
}

fn change(old: Option<&Broadcast>, new: Option<&Broadcast>) -> StreamChange {
    let boxed = |one: Option<&Broadcast>| one.map(|one| Box::new(one.clone()));
    StreamChange::Broadcast {
        old: boxed(old),
        new: boxed(new),
    }
}
