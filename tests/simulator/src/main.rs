//! `tencent-simulator`: a stand-in for Tencent Cloud.

use replay_simulator::{Arguments, Simulator};
use std::{error::Error, io::Write, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tencent-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let config = Arguments::parse(std::env::args().skip(1))?.config()?;
    let summary = format!(
        "world      {}\ncallbacks  {}\nsecret id  {}",
        config.world.script().title,
        config.callbacks.as_deref().unwrap_or("none are sent"),
        config.credentials.secret_id,
    );
    let simulator = Simulator::start(config).await?;
    let endpoint = simulator.endpoint();
    writeln!(
        std::io::stdout(),
        "VOD_ENDPOINT={endpoint}\nLIVE_ENDPOINT={endpoint}\n{summary}"
    )?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}
