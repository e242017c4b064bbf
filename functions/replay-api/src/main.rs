//! The list API and `Relay`, as Lambda runs them: which of them this is, the name of the handler says.

use lambda_http::{
    Error, LambdaEvent, Request,
    http::StatusCode,
    lambda_runtime::{self, service_fn},
};
use replay_api::{Api, Config, Relay, RelayConfig};
use replay_settings::{Renewing, Secrets, Vars, log_as_json, now, time_left};
use serde_json::Value;
use std::{convert::Infallible, sync::Arc, time::Duration};

/// How much of an invocation's time `Relay` reserves for its answer: an attempt to reach the bus may have just begun.
const MARGIN: Duration = Duration::from_secs(5);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log_as_json();
    match std::env::var("_HANDLER").as_deref() {
        // Boxed, because the compiler limits how deep futures lie in each other.
        Ok("relay") => Box::pin(relay()).await,
        _ => Box::pin(api()).await,
    }
}

async fn api() -> Result<(), Error> {
    let secrets = Secrets::of_process(&Config::SECRETS)?;
    let make = |vars: Vars<'_>| Ok(Api::new(Config::read(vars)?));
    let api = &Renewing::start(secrets, now(), make).await?;
    lambda_http::run(service_fn(|request: Request| async move {
        let now = now();
        let handle = |api: Arc<Api>, request| async move { api.handle(request, now).await };
        let answer = api.ask(request, now, handle, |answer| {
            answer.status() == StatusCode::UNAUTHORIZED
        });
        Ok::<_, Infallible>(answer.await)
    }))
    .await
}

async fn relay() -> Result<(), Error> {
    let secrets = Secrets::of_process(&[])?;
    let make = |vars: Vars<'_>| Ok(Relay::new(RelayConfig::read(vars)?));
    let relay = &Renewing::start(secrets, now(), make)
        .await?
        .current(now())
        .await;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let time = time_left(event.context.deadline(), MARGIN);
        let response = relay.handle(&event.payload, now(), time).await;
        Ok::<_, Infallible>(response)
    }))
    .await
}
