//! What people decide: edits, splits and merges, and how they are taken back.

mod edit;
mod history;
mod joined_files;
mod pins;
mod preview;

pub(crate) use edit::ATTEMPTS;
pub use edit::{Change, Curated};
pub use history::Undone;
pub use joined_files::playing_lane;
pub use pins::Pinned;
pub use preview::Difference;
