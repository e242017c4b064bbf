//! The tencent-setup function as Lambda runs it.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use replay_settings::{Secrets, StartError, log_as_json, now, time_left};
use replay_tencent_setup::{Config, MARGIN, Setup};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log_as_json();
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        // The settings are read for each request: a changed key is one reason for a request. Wrong settings don't stop
        // the start, because CloudFormation would then wait an hour for an answer.
        let setup = Setup::new(config().await, now);
        let time = time_left(event.context.deadline(), MARGIN);
        let handled = setup.handle(&event.payload, time);
        handled.await.map_err(Error::from)
    }))
    .await
}

async fn config() -> Result<Config, StartError> {
    let secrets = Secrets::of_process(&Config::SECRETS)?;
    secrets.read(now(), Config::read).await
}
