//! `Relay`: tells others what happened, as it happens. It reads the table's stream, works out from each record what that
//! means for viewers and for curators' tools, and puts it on an EventBridge bus.
//!
//! `happened` decides, purely and from one record alone: DynamoDB tells of the items of one transaction at different times.
//! What viewers see comes from `views`, as in the API's answers.

mod bus;
mod config;
mod dead_letters;
mod event;
mod handler;
mod happened;
mod metrics;
mod viewpoint;

pub use config::RelayConfig;
pub use event::{Event, EventType};
pub use handler::{Relay, Relayed, Unreadable};
pub use metrics::RELAY_METRICS;

#[cfg(test)]
mod tests;
