//! The work that is due.

mod due;
mod query;
mod unsettled;

pub(crate) use due::recorder_events;
pub use due::{Contents, Due};
pub use query::QueryPosition;
pub use unsettled::DuePosition;
