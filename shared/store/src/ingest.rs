//! Brings facts in: what callbacks and VOD report.

mod activity;
mod callback;
mod guesses;
mod lost_push_end;
mod new_streams;
mod quarantine;
mod screenshot;
mod signal;
mod vod;

pub use callback::FactOutcome;
pub(crate) use new_streams::FullMinute;
pub use vod::FileUpdate;
