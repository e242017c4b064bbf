//! A change that is about to be written into the history.

use super::{Action, Broadcast, Curation, HistoryEntry, PinChange};
use crate::table::Item;
use replay_grouping::Timestamp;

/// Something that is being done to a replay.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    action: Action,
    change: Option<String>,
    by: String,
    at: Timestamp,
    set: Option<(Curation, Curation)>,
    pins: Option<PinChange>,
}

impl NewEntry {
    pub(crate) fn of(action: Action, by: &str, now: Timestamp) -> Self {
        Self {
            action,
            change: None,
            by: by.to_owned(),
            at: now,
            set: None,
            pins: None,
        }
    }

    /// It takes back something, rather than doing something new.
    pub(crate) fn is_undo(&self) -> bool {
        self.action == Action::Undo
    }

    /// By a name that several replays share.
    pub(crate) fn named(self, change: String) -> Self {
        Self {
            change: Some(change),
            ..self
        }
    }

    pub(crate) fn pinning(self, pins: PinChange) -> Self {
        Self {
            pins: Some(pins),
            ..self
        }
    }

    pub(crate) fn setting(self, before: Curation, after: Curation) -> Self {
        Self {
            set: Some((before, after)),
            ..self
        }
    }

    /// The entry in the history of a broadcast, as it is since then.
    pub(crate) fn item(&self, broadcast: &Broadcast) -> Item {
        let version = broadcast.version;
        let entry = HistoryEntry {
            version,
            at: self.at,
            by: self.by.clone(),
            action: self.action,
            change: self.change.clone().unwrap_or_else(|| version.to_string()),
            set: self.set.clone(),
            pins: self.pins.clone(),
        };
        entry.item(&broadcast.stream, &broadcast.id)
    }
}
