//! The callback function as Lambda runs it.

use lambda_http::{Error, Request, http::StatusCode, service_fn};
use replay_callback::{Callback, Config};
use replay_settings::{Renewing, Secrets};
use std::{convert::Infallible, sync::Arc, time::SystemTime};

/// What a key or a path token that changed looks like before it was read again.
const REFUSALS: [StatusCode; 2] = [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .json()
        .with_current_span(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .init();
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

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
