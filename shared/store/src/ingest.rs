//! Brings facts in: what callbacks tell, and what VOD shows.

mod callback;
mod lost_push_end;
mod quarantine;
mod screenshot;
mod signal;
mod vod;

pub use callback::FactOutcome;
pub use quarantine::{QuarantinePosition, Quarantined};
pub(crate) use screenshot::{SCREENSHOT, first_of};
pub(crate) use vod::is_condition;
pub use vod::{FileUpdate, Loss};
