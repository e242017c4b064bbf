//! Answers lists, and questions about single broadcasts.

mod changes;
mod channel;
mod feed;
mod list;
mod lookup;
mod members;

pub use changes::{ChangePosition, Changed};
pub use channel::Channels;
pub use list::{List, ListPage, Position};
pub use members::{Explained, PartInBroadcast, playing_lane};
