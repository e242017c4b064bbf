//! What was done to a replay, and by whom.

use super::{Curation, PinChange};
use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{ReplayId, Stream, Timestamp};
use serde::{Deserialize, Serialize};

/// What kind of change it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A curator set something.
    Change,
    /// A schedule was kept.
    Schedule,
    /// A curator split a broadcast.
    Split,
    /// A curator merged broadcasts.
    Merge,
    /// A curator took back an earlier change.
    Undo,
}

/// One change of a replay that was not an event's doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The version that the replay has since then.
    pub version: u64,
    /// When it was, in Unix seconds.
    pub at: Timestamp,
    /// Who did it: the name of a token.
    pub by: String,
    /// What was done.
    pub action: Action,
    /// What was done, by a name that an undo refers to.
    pub change: String,
    /// What curators had made of the replay before, and what they have since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub set: Option<(Curation, Curation)>,
    /// The pins that were set and taken away.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pins: Option<PinChange>,
}

impl HistoryEntry {
    pub(crate) fn item(&self, stream: &Stream, id: &ReplayId) -> Item {
        Writer::new(&keys::stream(stream), &keys::entry(id, self.version))
            .json("entry", self)
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        Reader(item).json("entry")
    }
}
