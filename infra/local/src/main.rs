//! `live-replay` runs the bundle; `live-replay demo` sends a running one an evening of callbacks.

use replay_local::{Config, Environment, USAGE, demo, run};
use replay_settings::now;
use std::{
    error::Error,
    io::{Write, stdout},
    process::ExitCode,
};

#[tokio::main]
async fn main() -> ExitCode {
    match command().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("live-replay: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn command() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let config = || Config::read(Environment::of_process());
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => Ok(run(config()?).await?),
        ["demo"] => Ok(demo(&config()?, now(), &mut stdout()).await?),
        ["help" | "--help" | "-h"] => Ok(stdout().write_all(USAGE.as_bytes())?),
        _ => Err("can't be called like that; live-replay --help says how".into()),
    }
}
