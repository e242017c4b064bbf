//! The list API as Lambda runs it.

use lambda_http::{Error, Request, http::StatusCode, service_fn};
use replay_api::{Api, Config};
use replay_settings::{Renewing, Secrets, Vars, log_as_json, now};
use std::{convert::Infallible, sync::Arc};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log_as_json();
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
