//! The tencent-setup function as Lambda runs it.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use replay_tencent_setup::{Config, MARGIN, Setup};
use serde_json::Value;
use std::time::SystemTime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .json()
        .with_current_span(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .init();
    // Wrong settings don't stop the start: nobody would answer then, and CloudFormation waits an hour for an answer.
    let setup = &Setup::new(Config::from_env(), now);
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let left = event.context.deadline().duration_since(SystemTime::now());
        let time = left.unwrap_or_default().saturating_sub(MARGIN);
        setup
            .handle(&event.payload, time)
            .await
            .map_err(Error::from)
    }))
    .await
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
