//! A change of a replay that no event caused, and who made it.

use super::{Broadcast, Curation, PinChange};
use crate::{
    Result,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::Timestamp;
use serde::{Deserialize, Serialize};

/// What kind of change it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A curator set something.
    Change,
    /// A schedule was applied.
    Schedule,
    /// A curator split a broadcast.
    Split,
    /// A curator merged broadcasts.
    Merge,
    /// A curator took back an earlier change.
    Undo,
}

/// One change of a replay that no event caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The version of the replay after the change.
    pub version: u64,
    /// When it was, in Unix seconds.
    pub at: Timestamp,
    /// Who did it: the name of a token.
    pub by: String,
    /// What kind of change it was.
    pub action: Action,
    /// The name by which an undo refers to it.
    pub change: String,
    /// What curators had set before, and since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub set: Option<(Curation, Curation)>,
    /// The pins that were set and removed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pins: Option<PinChange>,
}

impl HistoryEntry {
    /// An entry that is yet to be written, and so has no version. Without a name of its own it is called by its version.
    pub(crate) fn new(action: Action, by: &str, now: Timestamp) -> Self {
        Self {
            version: 0,
            at: now,
            by: by.to_owned(),
            action,
            change: String::new(),
            set: None,
            pins: None,
        }
    }

    /// This entry as the one that made `broadcast` what it is now.
    pub(crate) fn item(&self, broadcast: &Broadcast) -> Result<Item> {
        let mut entry = self.clone();
        entry.version = broadcast.version;
        if entry.change.is_empty() {
            entry.change = entry.version.to_string();
        }
        let sk = keys::history_entry(&broadcast.id, entry.version);
        Writer::new(&keys::stream(&broadcast.stream), &sk)
            .json("entry", &entry)
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        Reader(item).json("entry")
    }
}
