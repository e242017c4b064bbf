//! The callback function as Lambda runs it.

use lambda_http::{Error, Request, http::StatusCode, service_fn};
use replay_callback::{Callback, Config};
use replay_settings::{Renewing, Secrets, log_as_json, now};
use std::{convert::Infallible, sync::Arc};

/// What a callback is answered while the function still holds an outdated key or path token.
const REFUSALS: [StatusCode; 2] = [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log_as_json();
    let secrets = Secrets::of_process(&Config::SECRETS)?;
    let callback = Renewing::start(secrets, now(), |vars| {
        Ok(Callback::new(Config::read(vars)?))
    });
    let callback = &callback.await?;
    lambda_http::run(service_fn(|request: Request| async move {
        let now = now();
        let handle =
            |callback: Arc<Callback>, request| async move { callback.handle(request, now).await };
        let answer = callback.ask(request, now, handle, |answer| {
            REFUSALS.contains(&answer.status())
        });
        Ok::<_, Infallible>(answer.await)
    }))
    .await
}
