//! Answers lists, and questions about single broadcasts.

mod changes;
mod channel;
mod composition;
mod featured;
mod feed;
mod list;
mod lookup;
mod pictures;
mod review;
mod streams;
mod surroundings;

pub use changes::Changed;
pub use channel::{Channels, Screenshots};
pub use composition::{Explained, PartInBroadcast, playing_cuts, playing_lane};
pub use featured::Featured;
pub use feed::newest_first;
pub use list::{List, ListPage, Position};
pub use pictures::Pictures;
pub use streams::{ListedStream, StreamPosition};
pub use surroundings::{Neighbour, Pieces, PushInBroadcast, Surroundings};
