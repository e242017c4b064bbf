//! The reconcile function as Lambda runs it.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use replay_reconcile::{Config, Reconcile};
use replay_settings::{Renewing, Secrets};
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// What is left of the function's time when it stops: enough to say what it did.
const MARGIN: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .json()
        .with_current_span(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .init();
    let secrets = Secrets::of_process(&Config::SECRETS)?;
    let reconcile = Renewing::start(secrets, now(), |vars| {
        Ok(Reconcile::new(Config::read(vars)?, now)?)
    });
    let reconcile = &reconcile.await?;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let reconcile = reconcile.current(now()).await;
        let left = event.context.deadline().duration_since(SystemTime::now());
        let time = left.unwrap_or_default().saturating_sub(MARGIN);
        reconcile.run(now(), time).await.map_err(Error::from)
    }))
    .await
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
