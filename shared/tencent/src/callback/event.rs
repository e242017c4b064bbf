//! What a callback says, in the words of the domain.

use super::Signal;
use replay_grouping::{Fact, Stream};
use serde::Serialize;

/// One usable callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// What broadcasts are made of: a file is ready (`event_type` 100), a push began (1) or ended (0).
    Fact(Fact),
    /// Something worth knowing that is neither (200, 314, 317, 321, 332, 341).
    Signal(Signal),
}

impl Event {
    /// The stream that it is about.
    #[must_use]
    pub fn stream(&self) -> &Stream {
        match self {
            Self::Fact(fact) => fact.stream(),
            Self::Signal(signal) => &signal.stream,
        }
    }
}
