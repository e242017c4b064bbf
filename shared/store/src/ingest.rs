//! Brings facts in: what callbacks tell, and what VOD shows.

mod callback;
mod lost_push_end;
mod quarantine;
mod screenshot;
mod signal;
mod vod;

pub use callback::FactOutcome;
pub use quarantine::{QuarantinePosition, Quarantined};
pub use vod::{FileUpdate, Loss};
