//! What curators change.

use crate::{
    Action, Broadcast, Curation, Store, StoreError, Visibility, items::NewEntry, table::Guard,
};
use replay_grouping::{ReplayId, Stream, Timestamp};

/// What a curator wants otherwise. What is none stays as it is; an inner none takes away what was set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The title.
    pub title: Option<Option<String>>,
    /// The picture.
    pub cover_url: Option<Option<String>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Its place among the featured ones.
    pub featured_rank: Option<Option<u32>>,
    /// What only curators see.
    pub note: Option<Option<String>>,
    /// When it is to be published, in Unix seconds.
    pub publish_at: Option<Option<Timestamp>>,
    /// When it is to be hidden, in Unix seconds.
    pub unpublish_at: Option<Option<Timestamp>>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made per request, and mostly the large one"
)]
pub enum Curated {
    /// The broadcast as it is now.
    Done(Broadcast),
    /// It has this version, not the one that was expected.
    VersionMismatch(u64),
    /// There is no such broadcast.
    Unknown,
}

/// How often a change is tried while events change the same broadcast.
pub(crate) const ATTEMPTS: u32 = 8;

/// Who keeps schedules, in the history.
const SCHEDULE: &str = "schedule";

impl Store {
    /// Changes a broadcast in the name of `by`; with `expected`, only if it has that version. The change is part of the
    /// broadcast's history.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn curate(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        change: &Change,
        by: &str,
        now: Timestamp,
    ) -> Result<Curated, StoreError> {
        for attempt in 0..ATTEMPTS {
            let Some(broadcast) = self.broadcast(id).await? else {
                return Ok(Curated::Unknown);
            };
            if expected.is_some_and(|expected| expected != broadcast.version) {
                return Ok(Curated::VersionMismatch(broadcast.version));
            }
            let mut changed = broadcast.clone();
            changed.curation.change(change);
            changed.curation.wake(now);
            if changed.curation == broadcast.curation {
                return Ok(Curated::Done(broadcast));
            }
            let entry = NewEntry::of(Action::Change, by, now);
            if self.recurate(&broadcast, &mut changed, entry, now).await? {
                return Ok(Curated::Done(changed));
            }
            crate::write::pause(attempt).await;
        }
        Err(StoreError::Unavailable(format!(
            "replay {id} keeps changing"
        )))
    }

    /// Does what the schedule of a broadcast says. None when there is nothing to do any more.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn apply_schedule(
        &self,
        stream: &Stream,
        id: &ReplayId,
        now: Timestamp,
    ) -> Result<Option<Broadcast>, StoreError> {
        for attempt in 0..ATTEMPTS {
            let Some(broadcast) = self.broadcast_of(stream, id).await? else {
                return Ok(None);
            };
            let mut woken = broadcast.clone();
            woken.curation.wake(now);
            if woken.curation == broadcast.curation {
                return Ok(None);
            }
            let entry = NewEntry::of(Action::Schedule, SCHEDULE, now);
            if self.recurate(&broadcast, &mut woken, entry, now).await? {
                return Ok(Some(woken));
            }
            crate::write::pause(attempt).await;
        }
        Err(StoreError::Unavailable(format!(
            "replay {id} keeps changing"
        )))
    }

    /// Writes what curators make of a broadcast, and that into its history, if nobody changed it meanwhile.
    pub(crate) async fn recurate(
        &self,
        before: &Broadcast,
        after: &mut Broadcast,
        entry: NewEntry,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        after.version = before.version + 1;
        after.updated_at = now;
        let entry = entry.setting(before.curation.clone(), after.curation.clone());
        let history = (entry.item(after), Guard::New);
        self.replace(after, before.version, vec![history]).await
    }
}

fn set<T: Clone>(field: &mut T, change: Option<&T>) {
    if let Some(value) = change {
        field.clone_from(value);
    }
}

fn unset<T: Clone + PartialEq>(field: &mut T, before: &T, after: &T) {
    if before != after {
        field.clone_from(before);
    }
}

impl Curation {
    fn change(&mut self, change: &Change) {
        set(&mut self.title, change.title.as_ref());
        set(&mut self.cover_url, change.cover_url.as_ref());
        set(&mut self.featured_rank, change.featured_rank.as_ref());
        set(&mut self.note, change.note.as_ref());
        set(&mut self.publish_at, change.publish_at.as_ref());
        set(&mut self.unpublish_at, change.unpublish_at.as_ref());
        set(&mut self.visibility, change.visibility.as_ref());
        self.visibility_set |= change.visibility.is_some();
    }

    /// Takes back what was changed from `before` to `after`, whatever else was changed since.
    pub(crate) fn revert(&mut self, before: &Self, after: &Self) {
        unset(&mut self.title, &before.title, &after.title);
        unset(&mut self.cover_url, &before.cover_url, &after.cover_url);
        let ranks = (&before.featured_rank, &after.featured_rank);
        unset(&mut self.featured_rank, ranks.0, ranks.1);
        unset(&mut self.note, &before.note, &after.note);
        unset(&mut self.publish_at, &before.publish_at, &after.publish_at);
        let hidings = (&before.unpublish_at, &after.unpublish_at);
        unset(&mut self.unpublish_at, hidings.0, hidings.1);
        unset(&mut self.visibility, &before.visibility, &after.visibility);
        let decided = (&before.visibility_set, &after.visibility_set);
        unset(&mut self.visibility_set, decided.0, decided.1);
    }
}
