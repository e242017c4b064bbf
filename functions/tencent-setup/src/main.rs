//! The tencent-setup function as Lambda runs it.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use replay_settings::{Secrets, StartError};
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
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        // Read each time: it is a new key that we may be called for. And wrong settings don't stop the start, as nobody
        // would answer then, and CloudFormation waits an hour for an answer.
        let setup = Setup::new(config().await, now);
        let left = event.context.deadline().duration_since(SystemTime::now());
        let time = left.unwrap_or_default().saturating_sub(MARGIN);
        setup
            .handle(&event.payload, time)
            .await
            .map_err(Error::from)
    }))
    .await
}

async fn config() -> Result<Config, StartError> {
    let secrets = Secrets::of_process(&Config::SECRETS)?;
    secrets.read(now(), Config::read).await
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
