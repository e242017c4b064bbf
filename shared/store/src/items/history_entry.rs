//! A change of a replay that no event caused, and who made it.

use super::{Broadcast, Curation, PinChange};
use crate::{
    Result,
    table::{Item, KEYS, Reader, Writer, keys},
};
use replay_grouping::{ReplayId, Stream, Timestamp};
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

    /// This entry as the one that made `broadcast` what it is now. Callbacks write none, so a place in an index costs them
    /// nothing.
    pub(crate) fn item(&self, broadcast: &Broadcast, shards: u32) -> Result<Item> {
        let mut entry = self.clone();
        entry.version = broadcast.version;
        if entry.change.is_empty() {
            entry.change = entry.version.to_string();
        }
        let sk = keys::history_entry(&broadcast.id, entry.version);
        let id = keys::logged(&broadcast.id, entry.version);
        Writer::new(&keys::stream(&broadcast.stream), &sk)
            .json("entry", &entry)
            .text("change", keys::log(keys::shard(&broadcast.stream, shards)))
            .text("change_at", keys::oldest_first(self.at, &id))
            .finish()
    }

    /// The stream and the id of the replay that was changed.
    pub(crate) fn read_whose(item: &Item) -> Result<(Stream, ReplayId)> {
        let item = Reader(item);
        let id = item.name(keys::HISTORY)?.split('#').next();
        let id = id.unwrap_or_default().parse();
        let id = id.map_err(|_| item.corrupt(KEYS.1, "names no replay"))?;
        Ok((item.stream()?, id))
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        Reader(item).json("entry")
    }
}
