//! The history of replays, and how a change is taken back.

use crate::{
    Action, Broadcast, Curated, HistoryEntry, Refusal, Result, Store,
    table::{Range, keys},
};
use replay_grouping::{ReplayId, Timestamp};
use std::collections::BTreeMap;

/// The newest change that can be taken back: one that is no undo, and is not undone.
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

/// A change that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The change.
    pub change: HistoryEntry,
    /// The broadcasts that this changed, as they are now, earliest first.
    pub broadcasts: Vec<Broadcast>,
}

impl Store {
    /// The history of a broadcast, newest first: up to `wanted` changes older than that of version `before`.
    pub async fn history(
        &self,
        broadcast: &Broadcast,
        before: Option<u64>,
        wanted: usize,
    ) -> Result<Vec<HistoryEntry>> {
        let last = before.map_or_else(
            || keys::history(&broadcast.id) + "~",
            |before| keys::history_entry(&broadcast.id, before.saturating_sub(1)),
        );
        let range = Range::Between(keys::history(&broadcast.id), last);
        let entries = self
            .paginated(None, keys::stream(&broadcast.stream), range)
            .consistent()
            .descending();
        entries.up_to(wanted, HistoryEntry::read).await
    }

    /// Takes back the newest change of a broadcast that can be; with `expected`, only if the broadcast has that version.
    pub async fn undo(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        by: &str,
        now: Timestamp,
    ) -> Result<Curated<Undone>> {
        let attempt = || async {
            let broadcast = match self.expected_broadcast(id, expected).await? {
                Ok(broadcast) => broadcast,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let all = self.history(&broadcast, None, usize::MAX).await?;
            let Some(entry) = undoable(all) else {
                return Ok(Err(Refusal::NothingToUndo));
            };
            let undo = HistoryEntry {
                change: entry.change.clone(),
                ..HistoryEntry::new(Action::Undo, by, now)
            };
            let undone = |broadcasts| Undone {
                change: entry.clone(),
                broadcasts,
            };
            if let Some(pins) = &entry.pins {
                let back = |_: &_| pins.reversed();
                let changed = self.pin(&broadcast.stream, &back, &undo, now).await?;
                return Ok(changed.map(undone));
            }
            let Some((before, after)) = &entry.set else {
                return Ok(Err(Refusal::NothingToUndo));
            };
            let mut curation = broadcast.curation.clone();
            curation.revert(before, after);
            // A time that has passed would do at once what was just taken back.
            curation.drop_past_schedule(now);
            let changed = self.set_curation(&broadcast, curation, undo, now).await?;
            Ok(Ok(undone(vec![changed])))
        };
        self.retry_on_conflict(format!("replay {id}"), attempt)
            .await
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

    /// The change that an undo would take back after these, oldest first; a minus marks an undo.
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
    fn a_change_that_was_undone_and_repeated_can_be_undone_again() {
        check(&["split@5", "-split@5", "split@5"], Some("split@5"));
        check(&["split@5", "-split@5", "split@5", "-split@5"], None);
    }
}
