//! The work that is due: which broadcasts and queries, and who works on them.

mod contents;
mod due;
mod lease;
mod query;
mod status;
mod unsettled;

pub use contents::Contents;
pub use due::Due;
pub use status::Status;
pub use unsettled::DuePosition;
