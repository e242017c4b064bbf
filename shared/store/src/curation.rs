//! What people decide: edits, splits and merges, joined files, and how a decision is taken back.

mod edit;
mod featured;
mod history;
mod joined_files;
mod log;
mod pins;
mod preview;

pub use edit::{Change, Curated, Refusal};
pub use featured::MOST_RANKED_AT_ONCE;
pub use history::Undone;
pub use log::{LogPage, Logged};
pub use preview::Difference;
