//! The released functions as Lambda runs them. All of it runs with `make emulate`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod callbacks;
mod console;
mod ends;
mod host;
mod overlap;
mod secrets;
mod setup;
mod starts;
mod story;
mod stream;
mod trust;

use replay_lambda::{Answer, Environment, Function, Place, Sandbox, asked};
use serde_json::Value;

/// The variables of a function that publishes at once what callbacks report.
fn publishing(place: &Place, function: Function) -> Environment {
    let mut environment = place.environment(function);
    environment.insert("PUBLISH".to_owned(), "auto".to_owned());
    environment
}

/// What viewers are shown.
async fn replays(api: &Sandbox, target: &str) -> Vec<Value> {
    let answer = Answer::read(&api.invoke(&asked(target)).await);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body["next_cursor"].is_null());
    answer.body["replays"].as_array().unwrap().clone()
}
