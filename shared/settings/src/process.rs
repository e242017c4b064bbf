//! What every deployed function's process needs: a log, a clock, and the time that an invocation has left.

use replay_grouping::Timestamp;
use std::time::{Duration, SystemTime};

/// Writes the log as lines of JSON to standard output, which is what Lambda collects.
pub fn log_as_json() {
    tracing_subscriber::fmt()
        .json()
        .with_current_span(false)
        .with_target(false)
        .with_max_level(tracing::Level::INFO)
        .init();
}

/// The current time.
#[must_use]
pub fn now() -> Timestamp {
    SystemTime::now().into()
}

/// How long an invocation may work before `deadline` if it needs `margin` at its end.
#[must_use]
pub fn time_left(deadline: SystemTime, margin: Duration) -> Duration {
    let left = deadline.duration_since(SystemTime::now());
    left.unwrap_or_default().saturating_sub(margin)
}
