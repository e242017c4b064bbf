//! Wires the function to the Lambda runtime.

use lambda_http::{Error, run, service_fn};
use replay_api::{Api, Config};
use replay_settings::Vars;
use std::convert::Infallible;
use time::OffsetDateTime;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().flatten_event(true).init();
    let config = Config::read(Vars(&|name| std::env::var(name).ok()))
        .inspect_err(|error| tracing::error!("the function can't start: {error}"))?;
    let api = Api::new(config);
    run(service_fn(async |request| {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        Ok::<_, Infallible>(api.handle(request, now).await)
    }))
    .await
}
