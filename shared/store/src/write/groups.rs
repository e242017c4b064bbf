//! Groups, and the names that they may go by. Pure.

use crate::{Broadcast, Curation, Visibility, items::Alias};
use replay_grouping::{ReplayId, Screenshot, Seconds, Span, Stream, Summary, Timestamp};
use std::{cmp::Reverse, collections::BTreeMap};

/// An id that a group may go by, or has to answer to.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) id: ReplayId,
    pub(crate) founder: String,
    pub(crate) founder_start: Timestamp,
    pub(crate) created: u64,
    pub(crate) version: u64,
    pub(crate) curation: Curation,
    pub(crate) now: Holder,
}

/// What stands in the table under an id.
#[derive(Debug, Clone)]
pub(crate) enum Holder {
    Nothing,
    Alias(Box<Alias>),
    Broadcast(Box<Broadcast>),
}

impl Name {
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
            now: Holder::Nothing,
        }
    }

    /// A broadcast goes by it now, and has pieces.
    pub(crate) fn stands(&self) -> bool {
        matches!(&self.now, Holder::Broadcast(broadcast) if !broadcast.emptied)
    }

    /// One that stands goes before an alias, then the curated one, then the one created earlier, then the smaller.
    pub(crate) fn precedence(&self) -> (Reverse<bool>, Reverse<bool>, u64, &ReplayId) {
        (
            Reverse(self.stands()),
            Reverse(self.curation.is_curated()),
            self.created,
            &self.id,
        )
    }

    pub(crate) fn is_published(&self) -> bool {
        matches!(self.now, Holder::Broadcast(_))
            && self.curation.visibility == Visibility::Published
    }
}

impl From<Broadcast> for Name {
    fn from(broadcast: Broadcast) -> Self {
        Self {
            id: broadcast.id.clone(),
            founder: broadcast.founder.clone(),
            founder_start: broadcast.founder_start,
            created: broadcast.created,
            version: broadcast.version,
            curation: broadcast.curation.clone(),
            now: Holder::Broadcast(Box::new(broadcast)),
        }
    }
}

impl From<Alias> for Name {
    fn from(alias: Alias) -> Self {
        Self {
            id: alias.id.clone(),
            founder: alias.founder.clone(),
            founder_start: alias.founder_start,
            created: alias.created,
            version: alias.version,
            curation: alias.curation.clone(),
            now: Holder::Alias(Box::new(alias)),
        }
    }
}

/// A group, and the names that it may go by.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) summary: Summary,
    /// Not empty.
    pub(crate) names: Vec<Name>,
    /// Names from files that VOD denied: they lead here, and it doesn't go by them.
    pub(crate) denied: Vec<Name>,
}

/// Groups with their names in order of time, and names that are left without a group.
#[derive(Debug, Default)]
pub(crate) struct Regrouped {
    pub(crate) groups: Vec<Named>,
    /// Each with whether it comes from a file that VOD denied.
    pub(crate) homeless: Vec<(Name, bool)>,
    /// Where files lay that VOD has no longer.
    pub(crate) gone: Vec<Span>,
    /// The longest broadcast that reaches another one's start, in seconds.
    pub(crate) reach: Seconds,
}

impl Named {
    /// How many items it may take to write it.
    fn items(&self) -> usize {
        let standing = |name: &Name| matches!(name.now, Holder::Broadcast(_));
        if let [
            Name {
                now: Holder::Broadcast(before),
                ..
            },
        ] = &self.names[..]
        {
            return usize::from(before.summary != self.summary) + self.denied.len() * 2;
        }
        let most = (self.names.len() + self.denied.len()) * 2;
        most - usize::from(self.names.iter().any(standing))
    }

    /// Holds two groups together for now. Their aliases stay what they are.
    fn lump(&mut self, other: Self) {
        self.summary.add(&other.summary);
        self.names.extend(other.names);
        self.denied.extend(other.denied);
        let standing = |name: &Name| !matches!(name.now, Holder::Alias(_));
        if self.names.iter().any(standing) {
            self.names.retain(standing);
        } else {
            // One of the aliases has to become a broadcast again; to point all the others to it would be a write for each.
            self.names
                .sort_by(|one, other| one.precedence().cmp(&other.precedence()));
            self.names.truncate(1);
        }
    }
}

impl Regrouped {
    /// Each group is a broadcast that stands already, and holds what it holds.
    pub(crate) fn changes_nothing(&self) -> bool {
        let stands = |group: &Named| match &group.names[..] {
            [
                Name {
                    now: Holder::Broadcast(before),
                    ..
                },
            ] => {
                // Where it starts last is a bound.
                let bounded = Summary {
                    last_start: before.summary.last_start,
                    ..group.summary.clone()
                };
                before.summary == bounded
            }
            _ => false,
        };
        self.homeless.is_empty() && self.groups.iter().all(stands)
    }

    /// The broadcasts that stand now, wherever their names go.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Broadcast> {
        let grouped = self.groups.iter().flat_map(|group| &group.names);
        let names = grouped.chain(self.homeless.iter().map(|(name, _)| name));
        names.filter_map(|name| match &name.now {
            Holder::Broadcast(broadcast) if !broadcast.emptied => Some(&**broadcast),
            _ => None,
        })
    }

    /// The pictures of all the broadcasts that were opened or grouped: each goes where it was taken.
    pub(crate) fn screenshots(&self) -> Vec<Screenshot> {
        let groups = self.groups.iter();
        let names = groups.flat_map(|group| group.names.iter().chain(&group.denied));
        let names = names.chain(self.homeless.iter().map(|(name, _)| name));
        names
            .filter_map(|name| match &name.now {
                Holder::Broadcast(broadcast) => broadcast.screenshot.clone(),
                Holder::Nothing | Holder::Alias(_) => None,
            })
            .collect()
    }

    /// The broadcasts that are joined to others when `most` have been, and where they start.
    pub(crate) fn joined_after(&self, most: usize) -> BTreeMap<ReplayId, Timestamp> {
        let standing = |name: &Name| match &name.now {
            Holder::Broadcast(broadcast) => Some((broadcast.summary.hull.start(), name.id.clone())),
            Holder::Nothing | Holder::Alias(_) => None,
        };
        let joined = self.groups.iter().flat_map(|group| {
            let mut standing: Vec<_> = group.names.iter().filter_map(standing).collect();
            standing.sort_unstable();
            standing.into_iter().skip(1)
        });
        let mut joined: Vec<(Timestamp, ReplayId)> = joined.collect();
        joined.sort_unstable();
        joined
            .into_iter()
            .skip(most)
            .map(|(start, id)| (id, start))
            .collect()
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

    /// Leaves as many of the last groups in one lump as it takes for the rest to fit into a transaction, and says where
    /// the lump starts. Every piece stays in one broadcast, and the lump is to be opened next.
    pub(crate) fn lump(&mut self, room: usize) -> Option<Timestamp> {
        let mut start = None;
        while self.groups.len() > 1 && self.groups.iter().map(Named::items).sum::<usize>() > room {
            let last = self.groups.pop()?;
            let lump = self.groups.last_mut()?;
            lump.lump(last);
            start = Some(lump.summary.hull.start());
        }
        start
    }
}
