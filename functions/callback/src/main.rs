//! The callback function as Lambda runs it.

use lambda_http::service_fn;
use replay_callback::{Callback, Config};
use std::{convert::Infallible, time::SystemTime};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let config = Config::from_env()?;
    tracing_subscriber::fmt()
        .json()
        .with_current_span(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .init();
    let callback = &Callback::new(config);
    lambda_http::run(service_fn(|request| async move {
        Ok::<_, Infallible>(callback.handle(request, now()).await)
    }))
    .await
}

fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
