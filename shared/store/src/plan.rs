//! Which broadcast keeps which id, and what has to be written. Pure.

use crate::{
    Broadcast, Curation, Publish, Visibility,
    record::{Alias, Watch},
};
use replay_grouping::{ReplayId, Span, Stream, Summary};
use std::{cmp::Reverse, collections::BTreeMap};

/// An id that a group may go by, or has to answer to.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) id: ReplayId,
    pub(crate) founder: String,
    pub(crate) founder_start: i64,
    pub(crate) created: u64,
    pub(crate) version: u64,
    pub(crate) curation: Curation,
    pub(crate) now: Holder,
}

/// What stands in the table under an id.
#[derive(Debug, Clone)]
pub(crate) enum Holder {
    Nothing,
    Alias(Alias),
    Broadcast(Box<Broadcast>),
}

impl Name {
    pub(crate) fn new(stream: &Stream, founder: String, founder_start: i64, created: u64) -> Self {
        Self {
            id: ReplayId::found(stream, &founder),
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
        matches!(&self.now, Holder::Broadcast(broadcast) if !broadcast.past)
    }

    /// One that stands goes before an alias, then the curated one, then the one created earlier, then the smaller.
    fn precedence(&self) -> (Reverse<bool>, Reverse<bool>, u64, &ReplayId) {
        (
            Reverse(self.stands()),
            Reverse(self.curation.is_curated()),
            self.created,
            &self.id,
        )
    }

    fn is_published(&self) -> bool {
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
            now: Holder::Alias(alias),
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
    pub(crate) reach: i64,
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
        }
    }
}

impl Regrouped {
    /// The broadcasts that are joined to others when `most` have been, and where they start.
    pub(crate) fn joined_after(&self, most: usize) -> BTreeMap<ReplayId, i64> {
        let standing = |name: &Name| match &name.now {
            Holder::Broadcast(broadcast) => Some((broadcast.summary.hull.start(), name.id.clone())),
            Holder::Nothing | Holder::Alias(_) => None,
        };
        let joined = self.groups.iter().flat_map(|group| {
            let mut standing: Vec<_> = group.names.iter().filter_map(standing).collect();
            standing.sort_unstable();
            standing.into_iter().skip(1)
        });
        let mut joined: Vec<(i64, ReplayId)> = joined.collect();
        joined.sort_unstable();
        joined
            .into_iter()
            .skip(most)
            .map(|(start, id)| (id, start))
            .collect()
    }

    /// Where the first group starts that no longer fits into a transaction with those before it.
    pub(crate) fn too_much_from(&self, room: usize) -> Option<i64> {
        let mut items = 0;
        let mut later = self.groups.iter().skip_while(|group| {
            items += group.items();
            items <= room
        });
        later.next().map(|group| group.summary.hull.start())
    }

    /// Leaves as many of the last groups in one lump as it takes for the rest to fit into a transaction, and says where
    /// the lump starts. Every piece stays in one broadcast, and the lump is to be opened next.
    pub(crate) fn lump(&mut self, room: usize) -> Option<i64> {
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

/// What has to be written for broadcasts to be what they should.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Broadcasts, and the version that is overwritten.
    pub(crate) broadcasts: Vec<(Broadcast, Option<u64>)>,
    /// Broadcasts that are joined to others or left without a piece, and the version that is removed.
    pub(crate) joined: Vec<(ReplayId, u64)>,
    pub(crate) aliases: Vec<Alias>,
    /// Aliases that become broadcasts.
    pub(crate) parted: Vec<ReplayId>,
}

/// When a replay is published, and how long its recordings take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) publish: Publish,
    pub(crate) lag: i64,
    pub(crate) import: Option<Import>,
}

/// VOD has just shown all that it has of a time that is long over: what ended then settles at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Import {
    /// What ended by this Unix second.
    pub ended_by: i64,
    /// When to look whether its files are still there.
    pub audit_at: i64,
}

impl Import {
    /// Settles a broadcast that came in, if VOD has confirmed all of it.
    fn settle(self, broadcast: &mut Broadcast, now: i64) {
        let summary = &broadcast.summary;
        let over = !summary.is_live() && summary.hull.end() <= self.ended_by;
        if !over || summary.unconfirmed > 0 {
            return;
        }
        let watch = &mut broadcast.watch;
        watch.polls = 1;
        watch.polled_at = Some(now);
        watch.settled_at = watch.settled_at.or(Some(now));
        let expiries = summary.all.values().filter_map(|tally| tally.expires_at);
        broadcast.due_at = expiries.chain([self.audit_at]).min();
    }
}

/// Gives each group its id: what was published or curated stays so, and every other name becomes an alias.
pub(crate) fn plan(stream: &Stream, regrouped: Regrouped, policy: Policy, now: i64) -> Plan {
    let mut plan = Plan::default();
    for (name, denied) in regrouped.homeless {
        plan.leave(name, denied, &regrouped.gone, now);
    }
    for Named {
        summary,
        mut names,
        denied,
    } in regrouped.groups
    {
        names.sort_by(|one, other| one.precedence().cmp(&other.precedence()));
        let all = || names.iter().chain(&denied);
        let version = all().map(|name| name.version).max().unwrap_or(0) + 1;
        let published = all().any(Name::is_published);
        let watch = watched(all(), &summary);
        let curated = denied.iter().find(|name| name.curation.is_curated());
        let curated = curated.map(|name| name.curation.clone());
        let mut names = names.into_iter();
        let Some(name) = names.next() else { continue };

        let curation = match curated {
            Some(curated) if !name.curation.is_curated() => curated,
            _ => name.curation,
        };
        let mut broadcast = Broadcast {
            id: name.id,
            stream: stream.clone(),
            founder: name.founder,
            founder_start: name.founder_start,
            created: name.created,
            version,
            updated_at: now,
            curation,
            due_at: Some(watch.due_at(&summary, policy.lag, None)),
            watch,
            past: false,
            summary,
        };
        if published && !broadcast.curation.visibility_set {
            broadcast.curation.visibility = Visibility::Published;
        }
        broadcast.publish(policy.publish);
        if let Some(import) = policy.import {
            import.settle(&mut broadcast, now);
        }
        plan.point_to(&broadcast.id, names, false);
        plan.point_to(&broadcast.id, denied.into_iter(), true);
        match name.now {
            Holder::Broadcast(before) if same(&before, &broadcast) => {}
            Holder::Broadcast(before) => plan.broadcasts.push((broadcast, Some(before.version))),
            Holder::Alias(alias) => {
                plan.parted.push(alias.id);
                plan.broadcasts.push((broadcast, None));
            }
            Holder::Nothing => plan.broadcasts.push((broadcast, None)),
        }
    }
    plan
}

/// How far the asking about a group is that was these broadcasts: its facts are new.
fn watched<'a>(names: impl Iterator<Item = &'a Name>, summary: &Summary) -> Watch {
    let mut before = names.filter_map(|name| match &name.now {
        Holder::Broadcast(broadcast) if !broadcast.past => Some(broadcast),
        _ => None,
    });
    let Some(first) = before.next() else {
        return Watch::default();
    };
    let mut watch = first.watch.anew(Some(&first.summary), summary);
    for other in before {
        watch.settled_at = None;
        watch.hold_until = watch.hold_until.max(other.watch.hold_until);
        watch.polled_at = watch.polled_at.min(other.watch.polled_at);
    }
    watch
}

/// Nothing has to be written. The last start is a bound: one that still holds is good enough.
fn same(before: &Broadcast, after: &Broadcast) -> bool {
    let bounded = Summary {
        last_start: before.summary.last_start,
        ..after.summary.clone()
    };
    before.summary == bounded
        && before.summary.last_start >= after.summary.last_start
        && before.curation == after.curation
        && !before.past
}

impl Plan {
    /// What becomes of a name that has no group any more. A broadcast whose files VOD had once, or that somebody
    /// curated, is kept for the case that they come back; else nothing is left of it.
    fn leave(&mut self, name: Name, denied: bool, gone: &[Span], now: i64) {
        match name.now {
            Holder::Broadcast(broadcast) if broadcast.past => {}
            Holder::Broadcast(broadcast) => {
                let hull = broadcast.summary.hull;
                let had_files = gone.iter().any(|gone| gone.within(0, &hull));
                if !(had_files && !denied || broadcast.curation.is_curated()) {
                    self.joined.push((broadcast.id, broadcast.version));
                    return;
                }
                let past = Broadcast {
                    summary: broadcast.summary.emptied(),
                    version: broadcast.version + 1,
                    updated_at: now,
                    due_at: None,
                    past: true,
                    ..*broadcast
                };
                self.broadcasts.push((past, Some(broadcast.version)));
            }
            // Its target is past or leads on, and so it still leads somewhere.
            Holder::Alias(alias) => {
                let gone = self.joined.iter().any(|(id, _)| *id == alias.target);
                self.parted.extend(gone.then_some(alias.id));
            }
            Holder::Nothing => {}
        }
    }

    fn point_to(&mut self, target: &ReplayId, names: impl Iterator<Item = Name>, denied: bool) {
        for name in names {
            match name.now {
                Holder::Broadcast(joined) => {
                    let alias = Alias::of(&joined, target);
                    self.aliases.push(Alias { denied, ..alias });
                    self.joined.push((joined.id, joined.version));
                }
                Holder::Alias(alias) if alias.target != *target || denied => {
                    self.aliases.push(Alias {
                        target: target.clone(),
                        denied,
                        ..alias
                    });
                }
                Holder::Alias(_) | Holder::Nothing => {}
            }
        }
    }
}
