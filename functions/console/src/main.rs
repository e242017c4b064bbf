//! The function that serves the console, as Lambda runs it.

use lambda_http::{Error, Request, service_fn};
use replay_console::{Config, Console};
use replay_settings::{Vars, log_as_json};
use std::convert::Infallible;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log_as_json();
    let console = &Console::new(Config::read(Vars(&|name| std::env::var(name).ok()))?);
    lambda_http::run(service_fn(|request: Request| async move {
        Ok::<_, Infallible>(console.handle(&request))
    }))
    .await
}
