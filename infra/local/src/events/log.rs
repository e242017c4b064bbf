//! All events, kept beside the store: one on each line, whose number is the event's.

use super::timeline::KEPT;
use crate::{config::Data, kept_lines::KeptLines};
use serde_json::Value;
use std::io;

const NAME: &str = "events.jsonl";

/// Where they are kept; nowhere, if the store is in memory.
pub(crate) struct EventLog(KeptLines);

impl EventLog {
    /// Opens it; also returns how many events are in it, and the newest ones.
    pub(crate) fn open(data: &Data) -> (Self, u64, Vec<Value>) {
        let lines = KeptLines::of(data, NAME);
        let mut events = lines.read();
        let count = events.len();
        let newest = events.split_off(count.saturating_sub(KEPT));
        let whole = |line: Option<Value>| line.unwrap_or_default();
        (
            Self(lines),
            count as u64,
            newest.into_iter().map(whole).collect(),
        )
    }

    pub(crate) fn append(&self, events: &[Value]) -> io::Result<()> {
        self.0.append(events).map(drop)
    }
}
