//! What was done to replays, and how it is taken back.

use super::ATTEMPTS;
use crate::{
    Action, Broadcast, HistoryEntry, Pinned, Store, StoreError,
    items::NewEntry,
    table::{keys, text},
};
use replay_grouping::{ReplayId, Timestamp};
use std::collections::BTreeMap;

/// The newest change that can be taken back: neither an undo nor undone.
fn undoable(newest_first: Vec<HistoryEntry>) -> Option<HistoryEntry> {
    let mut undone: BTreeMap<String, usize> = BTreeMap::new();
    for entry in newest_first {
        let times = undone.entry(entry.change.clone()).or_default();
        match entry.action {
            Action::Undo => *times += 1,
            _ if *times > 0 => *times -= 1,
            _ if entry.set.is_some() || entry.pins.is_some() => return Some(entry),
            _ => {}
        }
    }
    None
}

/// What became of an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per request, and mostly the large one"
)]
pub enum Undone {
    /// The broadcast as it is now.
    Set(Broadcast),
    /// Pins were changed back.
    Pins(Pinned),
    /// It has this version, not the one that was expected.
    VersionMismatch(u64),
    /// There is no such broadcast.
    Unknown,
    /// Nothing was ever done to it, or all of it is undone.
    Nothing,
}

impl Store {
    /// What was done to a broadcast, newest first: up to `wanted` changes older than that of version `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn history(
        &self,
        broadcast: &Broadcast,
        before: Option<u64>,
        wanted: usize,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let last = before.map_or_else(
            || keys::entries(&broadcast.id) + "~",
            |before| keys::entry(&broadcast.id, before.saturating_sub(1)),
        );
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .consistent_read(true)
            .scan_index_forward(false)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::stream(&broadcast.stream)))
            .expression_attribute_values(":first", text(keys::entries(&broadcast.id)))
            .expression_attribute_values(":last", text(last))
            .limit(i32::try_from(wanted).unwrap_or(i32::MAX))
            .into_paginator()
            .items()
            .send();
        let mut entries = Vec::new();
        while entries.len() < wanted {
            let Some(item) = pages.next().await else {
                break;
            };
            entries.push(HistoryEntry::read(&item?)?);
        }
        Ok(entries)
    }

    /// Takes back the newest change of a broadcast that is not yet taken back; with `expected`, only if the broadcast has
    /// that version.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn undo(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        by: &str,
        now: Timestamp,
    ) -> Result<Undone, StoreError> {
        for attempt in 0..ATTEMPTS {
            let Some(broadcast) = self.broadcast(id).await? else {
                return Ok(Undone::Unknown);
            };
            if expected.is_some_and(|expected| expected != broadcast.version) {
                return Ok(Undone::VersionMismatch(broadcast.version));
            }
            let all = self.history(&broadcast, None, usize::MAX).await?;
            let Some(entry) = undoable(all) else {
                return Ok(Undone::Nothing);
            };
            let undo = NewEntry::of(Action::Undo, by, now).named(entry.change);
            if let Some(pins) = entry.pins {
                let back = |_: &_| pins.reversed();
                let pinned = self.pin(&broadcast.stream, &back, &undo, now).await?;
                return Ok(Undone::Pins(pinned));
            }
            let Some((before, after)) = entry.set else {
                return Ok(Undone::Nothing);
            };
            let mut undone = broadcast.clone();
            undone.curation.revert(&before, &after);
            // A moment that has passed would do at the next run what was just taken back.
            undone.curation.forget_past(now);
            if self.recurate(&broadcast, &mut undone, undo, now).await? {
                return Ok(Undone::Set(undone));
            }
            crate::write::pause(attempt).await;
        }
        Err(StoreError::Unavailable(format!(
            "replay {id} keeps changing"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Curation;

    fn entry(action: Action, change: &str) -> HistoryEntry {
        HistoryEntry {
            version: 1,
            at: Timestamp(0),
            by: "ann".to_owned(),
            action,
            change: change.to_owned(),
            set: Some((Curation::default(), Curation::default())),
            pins: None,
        }
    }

    /// The change that an undo would take back after these, oldest first; those with a minus are undoings.
    #[track_caller]
    fn check(changes: &[&str], expected: Option<&str>) {
        let entries = changes
            .iter()
            .rev()
            .map(|change| match change.strip_prefix('-') {
                Some(undone) => entry(Action::Undo, undone),
                None => entry(Action::Change, change),
            });
        let found = undoable(entries.collect());
        assert_eq!(found.map(|entry| entry.change).as_deref(), expected);
    }

    #[test]
    fn each_undo_goes_one_step_further_back() {
        check(&[], None);
        check(&["1", "2"], Some("2"));
        check(&["1", "2", "-2"], Some("1"));
        check(&["1", "2", "-2", "-1"], None);
        check(&["1", "2", "-2", "3"], Some("3"));
        check(&["1", "2", "-2", "3", "-3"], Some("1"));
    }

    #[test]
    fn what_was_undone_and_done_again_can_be_undone_again() {
        check(&["split@5", "-split@5", "split@5"], Some("split@5"));
        check(&["split@5", "-split@5", "split@5", "-split@5"], None);
    }
}
