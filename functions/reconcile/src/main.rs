//! The reconcile function as Lambda runs it. Deployed with the handler `confirm`, it is the function that confirms at once.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use replay_reconcile::{Config, Confirm, ConfirmConfig, Reconcile};
use replay_settings::{Renewing, Secrets, Vars, log_as_json, now, time_left};
use serde_json::Value;
use std::time::Duration;

/// How much of the invocation's time is reserved for writing the report and the metrics.
const MARGIN: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log_as_json();
    let secrets = Secrets::of_process(&Config::SECRETS)?;
    match std::env::var("_HANDLER").as_deref() {
        Ok("confirm") => confirm(secrets).await,
        _ => reconcile(secrets).await,
    }
}

async fn reconcile(secrets: Secrets) -> Result<(), Error> {
    let make = |vars: Vars<'_>| Ok(Reconcile::new(Config::read(vars)?, now)?);
    let reconcile = &Renewing::start(secrets, now(), make).await?;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let time = time_left(event.context.deadline(), MARGIN);
        let reconcile = reconcile.current(now()).await;
        // Boxed, because the compiler limits how deep futures lie in each other.
        let ran = Box::pin(reconcile.run(now(), time)).await;
        ran.map_err(Error::from)
    }))
    .await
}

async fn confirm(secrets: Secrets) -> Result<(), Error> {
    let make = |vars: Vars<'_>| Ok(Confirm::new(ConfirmConfig::read(vars)?, now)?);
    let confirm = &Renewing::start(secrets, now(), make).await?;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let time = time_left(event.context.deadline(), MARGIN);
        let confirm = confirm.current(now()).await;
        let handled = Box::pin(confirm.handle(&event.payload, now(), time));
        Ok::<_, Error>(handled.await)
    }))
    .await
}
