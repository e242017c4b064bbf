//! Brings facts in: what callbacks and VOD report.

mod activity;
mod callback;
mod guesses;
mod lost_push_end;
mod quarantine;
mod screenshot;
mod signal;
mod vod;

pub use callback::FactOutcome;
pub use quarantine::Quarantined;
pub use vod::FileUpdate;
