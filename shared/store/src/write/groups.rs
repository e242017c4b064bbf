//! Groups, and the ids that they may get. Pure.

use super::PieceChange;
use super::assign_ids::sort_by_precedence;
use crate::{Broadcast, Curation, Loss, Lost, Visibility, items::Alias};
use replay_grouping::{ReplayId, Screenshot, Seconds, Span, Stream, Summary, Timestamp};
use std::collections::BTreeMap;

/// An id that a group may get, or that becomes an alias of the group's id.
#[derive(Debug, Clone)]
pub(crate) struct CandidateId {
    pub(crate) id: ReplayId,
    pub(crate) founder: String,
    pub(crate) founder_start: Timestamp,
    pub(crate) created: u64,
    pub(crate) version: u64,
    pub(crate) curation: Curation,
    pub(crate) stored: Stored,
    /// VOD denied the file that founded it: it may become an alias, never a group's id.
    pub(crate) denied: bool,
}

/// What the table has under an id.
#[derive(Debug, Clone)]
pub(crate) enum Stored {
    Nothing,
    Alias(Box<Alias>),
    Broadcast(Box<Broadcast>),
}

impl CandidateId {
    pub(crate) fn new(
        stream: &Stream,
        founder: String,
        founder_start: Timestamp,
        created: u64,
    ) -> Self {
        Self {
            id: ReplayId::derive(stream, &founder),
            founder,
            founder_start,
            created,
            version: 0,
            curation: Curation::default(),
            stored: Stored::Nothing,
            denied: false,
        }
    }

    /// The broadcast that the table has under it, with pieces or emptied.
    pub(crate) fn broadcast(&self) -> Option<&Broadcast> {
        match &self.stored {
            Stored::Broadcast(broadcast) => Some(broadcast),
            Stored::Nothing | Stored::Alias(_) => None,
        }
    }

    /// The broadcast with this id, if it has pieces.
    pub(crate) fn standing(&self) -> Option<&Broadcast> {
        self.broadcast().filter(|broadcast| !broadcast.emptied)
    }

    pub(crate) fn is_published(&self) -> bool {
        self.broadcast().is_some() && self.curation.visibility == Visibility::Published
    }
}

macro_rules! candidates {
    ($($stored:ident)*) => {$(
        impl From<$stored> for CandidateId {
            fn from(stored: $stored) -> Self {
                Self {
                    id: stored.id.clone(),
                    founder: stored.founder.clone(),
                    founder_start: stored.founder_start,
                    created: stored.created,
                    version: stored.version,
                    curation: stored.curation.clone(),
                    stored: Stored::$stored(Box::new(stored)),
                    denied: false,
                }
            }
        }
    )*};
}

candidates!(Broadcast Alias);

/// A group, and the ids that it may get.
#[derive(Debug, Clone)]
pub(crate) struct IdentifiedGroup {
    pub(crate) summary: Summary,
    /// Not empty.
    pub(crate) ids: Vec<CandidateId>,
    /// Ids from files that VOD denied.
    pub(crate) denied: Vec<CandidateId>,
    /// The files of its time that VOD doesn't have.
    pub(crate) lost: Lost,
}

/// A file that VOD doesn't have.
#[derive(Debug, Clone)]
pub(crate) struct LostFile {
    /// The sort key of its part.
    pub(crate) key: String,
    pub(crate) span: Span,
    pub(crate) loss: Loss,
}

impl LostFile {
    /// It is a file of the broadcast in whose time it starts.
    pub(crate) fn is_of(&self, hull: Span) -> bool {
        hull.contains(&Span::point(self.span.start()))
    }
}

/// Groups in order of time, and ids that are left without a group.
#[derive(Debug, Default)]
pub(crate) struct Regrouped {
    pub(crate) groups: Vec<IdentifiedGroup>,
    pub(crate) unassigned: Vec<CandidateId>,
    /// The files that VOD doesn't have, of what was expanded.
    pub(crate) lost: Vec<LostFile>,
    /// The longest broadcast that reaches another one's start, in seconds.
    pub(crate) reach: Seconds,
}

impl IdentifiedGroup {
    pub(crate) fn all_ids(&self) -> impl Iterator<Item = &CandidateId> {
        self.ids.iter().chain(&self.denied)
    }

    /// The broadcast that this group continues, if it has no other id.
    pub(crate) fn only_broadcast(&self) -> Option<&Broadcast> {
        match &self.ids[..] {
            [only] => only.broadcast(),
            _ => None,
        }
    }

    /// How many items it may take to write it.
    fn items(&self) -> usize {
        if let Some(before) = self.only_broadcast() {
            let changed = before.summary != self.summary || before.lost != self.lost;
            return usize::from(changed) + self.denied.len() * 2;
        }
        let most = (self.ids.len() + self.denied.len()) * 2;
        most - usize::from(self.ids.iter().any(|id| id.broadcast().is_some()))
    }

    /// Holds two groups together for now. Their aliases stay what they are.
    fn combine(&mut self, other: Self) {
        self.summary.add(&other.summary);
        self.lost = self.lost.and(other.lost);
        self.ids.extend(other.ids);
        self.denied.extend(other.denied);
        let is_no_alias = |id: &CandidateId| !matches!(id.stored, Stored::Alias(_));
        if self.ids.iter().any(is_no_alias) {
            self.ids.retain(is_no_alias);
        } else {
            // One of the aliases has to become a broadcast again; to lead all the others to it would take a write for each.
            sort_by_precedence(&mut self.ids);
            self.ids.truncate(1);
        }
    }
}

/// Whether two summaries hold the same. Where a broadcast starts last is only a bound, and may differ.
pub(crate) fn holds_the_same(before: &Summary, after: &Summary) -> bool {
    let bounded = Summary {
        last_start: before.last_start,
        ..after.clone()
    };
    *before == bounded
}

impl Regrouped {
    /// Counts lost files: what the broadcasts of a group counted that weren't expanded is there already, as is what an
    /// emptied one counted; a file that returns is lost no more.
    pub(crate) fn count_lost(&mut self, lost: Vec<LostFile>, changes: &[PieceChange]) {
        for group in &mut self.groups {
            let hull = group.summary.hull;
            let emptied = group.all_ids().filter_map(CandidateId::broadcast);
            let emptied = emptied.filter(|broadcast| broadcast.emptied);
            let mut again = emptied.fold(Lost::default(), |all, one| all.and(one.lost));
            for change in changes {
                let here = change.after.as_ref().and_then(super::Piece::span);
                if here.is_some_and(|span| hull.contains(&span)) {
                    change
                        .returns
                        .into_iter()
                        .for_each(|loss| again.take_back(loss));
                }
            }
            group.lost = group.lost.and(again);
        }
        for file in &lost {
            // As with a split, what starts at the end of one and the start of the next one is of the later one.
            let mut later = self.groups.iter_mut().rev();
            if let Some(group) = later.find(|group| file.is_of(group.summary.hull)) {
                group.lost.add(file.loss);
            }
        }
        self.lost = lost;
    }

    /// Each group is a broadcast that stands already, and holds what it held.
    pub(crate) fn changes_nothing(&self) -> bool {
        let unchanged = |group: &IdentifiedGroup| {
            let before = group.only_broadcast();
            before.is_some_and(|before| holds_the_same(&before.summary, &group.summary))
        };
        self.unassigned.is_empty() && self.groups.iter().all(unchanged)
    }

    fn all_ids(&self) -> impl Iterator<Item = &CandidateId> {
        let grouped = self.groups.iter().flat_map(IdentifiedGroup::all_ids);
        grouped.chain(&self.unassigned)
    }

    /// The broadcasts that stand now, wherever their ids go.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Broadcast> {
        let grouped = self.groups.iter().flat_map(|group| &group.ids);
        let ids = grouped.chain(&self.unassigned);
        ids.filter_map(CandidateId::standing)
    }

    /// The screenshots of all the broadcasts that were expanded or grouped: each goes to the broadcast of its time.
    pub(crate) fn screenshots(&self) -> Vec<Screenshot> {
        let broadcasts = self.all_ids().filter_map(CandidateId::broadcast);
        broadcasts
            .filter_map(|broadcast| broadcast.screenshot.clone())
            .collect()
    }

    /// The broadcasts that are merged into others once `most` have been, and where they start.
    pub(crate) fn merged_after(&self, most: usize) -> BTreeMap<ReplayId, Timestamp> {
        let start = |id: &CandidateId| {
            let broadcast = id.broadcast()?;
            Some((broadcast.summary.hull.start(), broadcast.id.clone()))
        };
        let merged = self.groups.iter().flat_map(|group| {
            let mut starts: Vec<_> = group.ids.iter().filter_map(start).collect();
            starts.sort_unstable();
            starts.into_iter().skip(1)
        });
        let mut merged: Vec<(Timestamp, ReplayId)> = merged.collect();
        merged.sort_unstable();
        let later = merged.into_iter().skip(most);
        later.map(|(start, id)| (id, start)).collect()
    }

    /// Where the first group starts that no longer fits into a transaction with those before it.
    pub(crate) fn too_much_from(&self, room: usize) -> Option<Timestamp> {
        let mut items = 0;
        let mut later = self.groups.iter().skip_while(|group| {
            items += group.items();
            items <= room
        });
        later.next().map(|group| group.summary.hull.start())
    }

    /// Combines as many of the last groups as it takes for the rest to fit into a transaction, and says where the combined
    /// group starts. Every piece stays in one broadcast; the combined group is to be expanded next.
    pub(crate) fn combine(&mut self, room: usize) -> Option<Timestamp> {
        let mut start = None;
        let items = |groups: &[IdentifiedGroup]| -> usize {
            groups.iter().map(IdentifiedGroup::items).sum()
        };
        while self.groups.len() > 1 && items(&self.groups) > room {
            let last = self.groups.pop()?;
            let combined = self.groups.last_mut()?;
            combined.combine(last);
            start = Some(combined.summary.hull.start());
        }
        start
    }
}
