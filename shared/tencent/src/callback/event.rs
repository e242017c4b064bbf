//! The content of a callback, as the rest of the project calls it.

use super::Signal;
use replay_grouping::{Fact, Stream};
use serde::Serialize;

/// One usable callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Broadcasts are made of these: a file is ready (`event_type` 100), a push began (1) or ended (0).
    Fact(Fact),
    /// Any other known event (200, 314, 317, 321, 332, 341).
    Signal(Signal),
}

impl Event {
    /// The stream that the callback is about.
    #[must_use]
    pub fn stream(&self) -> &Stream {
        match self {
            Self::Fact(fact) => fact.stream(),
            Self::Signal(signal) => &signal.stream,
        }
    }
}
