//! The table's stream: what consumers are told of each write, and which writes they are told of.
//!
//! DynamoDB tells of each changed item by itself. The items of one transaction come at different times, with those of other
//! transactions between them, so a consumer must never take several records for one change.

mod change;
mod filter;
mod image;
mod record;
mod response;

pub use change::StreamChange;
pub use filter::{confirm_filters, passes, relay_filters};
pub use record::{StreamRecord, UnreadableRecord, records};
pub use response::BatchResponse;
