//! Answers lists, and questions about single broadcasts.

mod changes;
mod channel;
mod composition;
mod featured;
mod feed;
mod list;
mod lookup;
mod review;

pub use changes::Changed;
pub use channel::{Channels, Screenshots};
pub use composition::{Explained, PartInBroadcast, playing_lane};
pub use featured::Featured;
pub use feed::newest_first;
pub use list::{List, ListPage, Position};
