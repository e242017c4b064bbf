//! `make doctor`: prints what an environment lacks, and ends with 1 if that is something.

use replay_doctor::{Aws, Settings, examine};
use std::{io::Write, process::ExitCode};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let settings = std::env::args().nth(1).unwrap_or_default();
    let settings: Settings = match serde_json::from_str(&settings) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("usage: replay-doctor \"$(infra/deploy.py --settings ENV)\": {error}");
            return ExitCode::from(2);
        }
    };
    let aws = Aws::new("aws", &settings);
    let report = examine(settings, &aws).await;
    // A pipe that is closed early, as by `head`, is no failure.
    let _ = write!(std::io::stdout(), "{report}");
    match report.is_healthy() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
