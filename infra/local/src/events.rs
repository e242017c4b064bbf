//! What changes for viewers and curators, which a deployment puts on its bus: kept beside the store, served, sent on, printed.

mod line;
mod log;
mod poster;
mod printer;
mod publisher;
mod relaying;
mod timeline;

use log::EventLog;
pub(crate) use poster::Poster;
pub(crate) use printer::print;
pub(crate) use publisher::Publisher;
pub(crate) use relaying::{NAME as RELAY, Relaying};
pub(crate) use timeline::{Follower, Timeline};
