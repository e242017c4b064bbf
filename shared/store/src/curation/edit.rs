//! Changes by curators, and by the schedules that they set.

use crate::{
    Action, Broadcast, Curation, HistoryEntry, Result, Store, Visibility,
    error::Conflict,
    items::left_of,
    table::{Guard, Write},
};
use replay_grouping::{ReplayId, Span, Stream, Timestamp, playing};

/// What a curator changes. `None` leaves a field as it is, and an inner `None` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The title.
    pub title: Option<Option<String>>,
    /// The picture.
    pub cover_url: Option<Option<String>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Why it is hidden.
    pub hidden_reason: Option<Option<String>>,
    /// Whether a curator has looked at it. Without it, to decide on the visibility or to give a rank is to have looked.
    pub reviewed: Option<bool>,
    /// Its place among the featured ones.
    pub featured_rank: Option<Option<u32>>,
    /// A note that only curators see.
    pub note: Option<Option<String>>,
    /// When it is to be published, in Unix seconds.
    pub publish_at: Option<Option<Timestamp>>,
    /// When it is to be hidden, in Unix seconds.
    pub unpublish_at: Option<Option<Timestamp>>,
    /// All that plays of it.
    pub trim: Option<Option<Span>>,
}

/// Why a decision was not carried out. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such broadcast.
    Unknown,
    /// The broadcast has this version, not the one that was expected.
    VersionMismatch(u64),
    /// The moment of a split is not inside the broadcast.
    Outside,
    /// A trim leaves nothing of the broadcast.
    TrimOutside,
    /// A trim leaves nothing of the files that play.
    TrimInGap,
    /// A split or a merge would change nothing.
    NothingChanges,
    /// There is no change that can be taken back.
    NothingToUndo,
    /// It would be hidden before it is published, or at once.
    HiddenFirst,
    /// It would have a reason for being hidden, and isn't hidden.
    NotHidden,
    /// The broadcasts of a merge are of different streams.
    DifferentStreams,
    /// One broadcast is named twice.
    NamedTwice,
    /// The stream has too many splits and merges.
    TooManyPins,
    /// There is no broadcast of the id at this place, counted from 0.
    UnknownAt(usize),
    /// The list of featured broadcasts is not the one that was expected.
    FeaturedChanged,
    /// So many broadcasts would get another rank, or lose theirs: more than one step changes.
    TooManyRanks(usize),
}

/// The outcome of a decision: what it changed, as it is now, or why it changed nothing.
pub type Curated<T> = Result<T, Refusal>;

/// Who applies schedules, in the history.
const SCHEDULE: &str = "schedule";

impl Store {
    /// The broadcast that a curator wants to change; with `expected`, only if it has that version.
    pub(super) async fn expected_broadcast(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
    ) -> Result<Curated<Broadcast>> {
        Ok(match self.broadcast(id).await? {
            None => Err(Refusal::Unknown),
            Some(broadcast) if expected.is_some_and(|expected| expected != broadcast.version) => {
                Err(Refusal::VersionMismatch(broadcast.version))
            }
            Some(broadcast) => Ok(broadcast),
        })
    }

    /// Changes a broadcast in the name of `by`; with `expected`, only if it has that version. A change that people can see
    /// becomes part of the broadcast's history.
    pub async fn curate(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        change: &Change,
        by: &str,
        now: Timestamp,
    ) -> Result<Curated<Broadcast>> {
        let attempt = || async {
            let broadcast = match self.expected_broadcast(id, expected).await? {
                Ok(broadcast) => broadcast,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let mut curation = broadcast.curation.clone();
            curation.change(change, by, now);
            if change.publish_at.is_some() || change.unpublish_at.is_some() {
                let hidden = curation.unpublish_at;
                if curation
                    .publish_at
                    .zip(hidden)
                    .is_some_and(|(from, to)| to <= from)
                {
                    return Ok(Err(Refusal::HiddenFirst));
                }
            }
            if let Some(Some(trim)) = change.trim
                && let Err(refusal) = can_trim(&broadcast, trim)
            {
                return Ok(Err(refusal));
            }
            curation.apply_schedule(now);
            let has_reason = matches!(change.hidden_reason, Some(Some(_)));
            if has_reason && curation.visibility != Visibility::Hidden {
                return Ok(Err(Refusal::NotHidden));
            }
            if curation == broadcast.curation {
                return Ok(Ok(broadcast));
            }
            if curation.shows_the_same(&broadcast.curation) {
                // A curator confirmed the visibility: events won't change it any more.
                let after = Broadcast {
                    curation,
                    ..broadcast.next_version(now)
                };
                self.replace(&after, broadcast.version, []).await?;
                return Ok(Ok(after));
            }
            let entry = HistoryEntry::new(Action::Change, by, now);
            let changed = self.set_curation(&broadcast, curation, entry, now);
            changed.await.map(Ok)
        };
        self.retry_on_conflict(format!("replay {id}"), attempt)
            .await
    }

    /// Does what the schedule of a broadcast says. `None` when there is nothing to do any more.
    pub async fn apply_schedule(
        &self,
        stream: &Stream,
        id: &ReplayId,
        now: Timestamp,
    ) -> Result<Option<Broadcast>> {
        let attempt = || async {
            let Some(broadcast) = self.broadcast_of(stream, id).await? else {
                return Ok(None);
            };
            let mut curation = broadcast.curation.clone();
            curation.apply_schedule(now);
            if curation == broadcast.curation {
                return Ok(None);
            }
            let entry = HistoryEntry::new(Action::Schedule, SCHEDULE, now);
            let changed = self.set_curation(&broadcast, curation, entry, now);
            changed.await.map(Some)
        };
        self.retry_on_conflict(format!("replay {id}"), attempt)
            .await
    }

    /// Writes what curators set for a broadcast, and the change into its history, if it was not changed meanwhile.
    pub(super) async fn set_curation(
        &self,
        before: &Broadcast,
        curation: Curation,
        entry: HistoryEntry,
        now: Timestamp,
    ) -> Result<Broadcast, Conflict> {
        let shards = self.settings.shards;
        let (after, history) = with_curation(before, curation, entry, now, shards)?;
        self.replace(&after, before.version, [history]).await?;
        Ok(after)
    }
}

/// A broadcast with what curators set for it now, and the change of that as an entry in its history.
pub(super) fn with_curation(
    before: &Broadcast,
    curation: Curation,
    entry: HistoryEntry,
    now: Timestamp,
    shards: u32,
) -> Result<(Broadcast, Write)> {
    let entry = HistoryEntry {
        set: Some((before.curation.clone(), curation.clone())),
        ..entry
    };
    let after = Broadcast {
        curation,
        ..before.next_version(now)
    };
    let history = Write::Put(entry.item(&after, shards)?, Guard::New);
    Ok((after, history))
}

/// # Errors
/// When nothing would play.
fn can_trim(broadcast: &Broadcast, trim: Span) -> Result<(), Refusal> {
    let summary = &broadcast.summary;
    if left_of(summary.hull, trim).is_none() {
        return Err(Refusal::TrimOutside);
    }
    // While it is live, the files that the trim leaves may be yet to come.
    let files = playing(&summary.all).filter(|_| !summary.is_live());
    match files {
        Some((_, tally)) if tally.duration_within(trim).is_none() => Err(Refusal::TrimInGap),
        _ => Ok(()),
    }
}

fn set<T: Clone>(field: &mut T, change: Option<&T>) {
    if let Some(value) = change {
        field.clone_from(value);
    }
}

impl Curation {
    fn change(&mut self, change: &Change, by: &str, now: Timestamp) {
        set(&mut self.title, change.title.as_ref());
        set(&mut self.cover_url, change.cover_url.as_ref());
        set(&mut self.featured_rank, change.featured_rank.as_ref());
        set(&mut self.note, change.note.as_ref());
        set(&mut self.publish_at, change.publish_at.as_ref());
        set(&mut self.unpublish_at, change.unpublish_at.as_ref());
        set(&mut self.visibility, change.visibility.as_ref());
        set(&mut self.hidden_reason, change.hidden_reason.as_ref());
        if let Some(trim) = change.trim {
            self.trim = trim;
            self.trim_elsewhere = false;
        }
        self.visibility_set |= change.visibility.is_some();
        let decides = change.visibility.is_some() || matches!(change.featured_rank, Some(Some(_)));
        match change.reviewed {
            Some(false) => self.reviewed = None,
            Some(true) => self.review(by, now),
            None if decides => self.review(by, now),
            None => {}
        }
    }

    /// Everything that people see is the same.
    fn shows_the_same(&self, other: &Self) -> bool {
        let decided = Self {
            visibility_set: other.visibility_set,
            ..self.clone()
        };
        decided == *other
    }

    /// Takes back what was changed from `before` to `after`, whatever else was changed since.
    pub(super) fn revert(&mut self, before: &Self, after: &Self) {
        macro_rules! revert {
            ($($field:ident)*) => {$(
                if before.$field != after.$field {
                    self.$field.clone_from(&before.$field);
                }
            )*};
        }
        revert!(title cover_url featured_rank note publish_at unpublish_at visibility visibility_set);
        revert!(hidden_reason reviewed trim trim_elsewhere);
        self.drop_stale_reason();
    }
}
