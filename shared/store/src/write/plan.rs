//! Which broadcast keeps which id, and what has to be written. Pure.

use super::{Holder, Name, Named, Regrouped};
use crate::{
    Broadcast, Curation, Publish, Visibility,
    items::{Alias, FileJoin, PollState},
};
use replay_grouping::{ReplayId, Screenshot, Seconds, Span, Stream, Summary, Timestamp};

/// What has to be written for broadcasts to be what they should.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Broadcasts, and the version that is overwritten.
    pub(crate) broadcasts: Vec<(Broadcast, Option<u64>)>,
    /// Broadcasts that are joined to others or left without a piece, and the version that is removed.
    pub(crate) joined: Vec<(ReplayId, u64)>,
    pub(crate) aliases: Vec<Alias>,
    /// Ids that viewers may know, and of which nothing is left since this second.
    pub(crate) gone: Vec<(ReplayId, Timestamp)>,
    /// Aliases that become broadcasts.
    pub(crate) parted: Vec<ReplayId>,
}

/// When a replay is published, and how long its recordings take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub(crate) publish: Publish,
    pub(crate) lag: Seconds,
    pub(crate) import: Option<Import>,
    /// A curator parts what was one: all of it is as visible and as settled as it was.
    pub(crate) parting: bool,
}

/// VOD has just shown all that it has of a time that is long over: what ended then settles at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Import {
    /// What ended by this Unix second.
    pub ended_by: Timestamp,
    /// When to look whether its files are still there.
    pub audit_at: Timestamp,
}

impl Import {
    /// Settles a broadcast that came in, if VOD has confirmed all of it.
    fn settle(self, broadcast: &mut Broadcast, now: Timestamp) {
        let summary = &broadcast.summary;
        let over = !summary.is_live() && summary.hull.end() <= self.ended_by;
        if !over || summary.unconfirmed > 0 {
            return;
        }
        let watch = &mut broadcast.poll_state;
        watch.polls = 1;
        watch.polled_at = Some(now);
        watch.settled_at = watch.settled_at.or(Some(now));
        let expiries = summary.all.values().filter_map(|tally| tally.expires_at);
        broadcast.due_at = expiries.chain([self.audit_at]).min();
    }
}

/// Gives each group its id: what was published or curated stays so, and every other name becomes an alias.
pub(crate) fn plan(stream: &Stream, regrouped: Regrouped, policy: Policy, now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    let whole: Vec<Broadcast> = match policy.parting {
        true => regrouped.standing().cloned().collect(),
        false => Vec::new(),
    };
    let screenshots = regrouped.screenshots();
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
        let mut watch = watched(all(), &summary);
        let joins = joins(all());
        let torn_off = all().all(|name| matches!(name.now, Holder::Nothing));
        let whole = whole
            .iter()
            .find(|whole| torn_off && whole.summary.hull.contains(&summary.hull));
        if let Some(whole) = whole {
            watch = whole.poll_state.anew(Some(&whole.summary), &summary);
        }
        let curated = denied.iter().find(|name| name.curation.is_curated());
        let curated = curated.map(|name| name.curation.clone());
        let mut names = names.into_iter();
        let Some(name) = names.next() else { continue };

        let curation = match curated {
            Some(curated) if !name.curation.is_curated() => curated,
            _ => whole.map_or(name.curation, |whole| Curation {
                visibility: whole.curation.visibility,
                visibility_set: whole.curation.visibility_set,
                ..Curation::default()
            }),
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
            due_at: match whole {
                Some(whole) if watch.settled_at.is_some() => whole.due_at,
                _ => Some(watch.due_at(&summary, policy.lag, now)),
            },
            poll_state: watch,
            screenshot: Screenshot::first(&screenshots, &summary).cloned(),
            emptied: false,
            summary,
            file_joins: joins,
        };
        if published && !broadcast.curation.visibility_set {
            broadcast.curation.visibility = Visibility::Published;
        }
        broadcast.publish(policy.publish);
        if let Some(import) = policy.import {
            import.settle(&mut broadcast, now);
        }
        plan.point_to(&broadcast.id, names, false, now);
        plan.point_to(&broadcast.id, denied.into_iter(), true, now);
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
fn watched<'a>(names: impl Iterator<Item = &'a Name>, summary: &Summary) -> PollState {
    let mut before = names.filter_map(|name| match &name.now {
        Holder::Broadcast(broadcast) if !broadcast.emptied => Some(broadcast),
        _ => None,
    });
    let Some(first) = before.next() else {
        return PollState::default();
    };
    let mut watch = first.poll_state.anew(Some(&first.summary), summary);
    for other in before {
        watch.settled_at = None;
        watch.hold_until = watch.hold_until.max(other.poll_state.hold_until);
        watch.polled_at = watch.polled_at.min(other.poll_state.polled_at);
    }
    watch
}

/// All that was joined of the parts of these broadcasts: it plays again once the parts are together as they were.
fn joins<'a>(names: impl Iterator<Item = &'a Name>) -> Vec<FileJoin> {
    let mut joins: Vec<FileJoin> = Vec::new();
    for name in names {
        if let Holder::Broadcast(broadcast) = &name.now {
            let new = |one: &&FileJoin| joins.iter().all(|known| known.job != one.job);
            let new: Vec<FileJoin> = broadcast.file_joins.iter().filter(new).cloned().collect();
            joins.extend(new);
        }
    }
    joins
}

/// Nothing has to be written. The last start is a bound: one that still holds is good enough. What doesn't change keeps
/// its screenshot.
fn same(before: &Broadcast, after: &Broadcast) -> bool {
    let bounded = Summary {
        last_start: before.summary.last_start,
        ..after.summary.clone()
    };
    before.summary == bounded
        && before.summary.last_start >= after.summary.last_start
        && before.curation == after.curation
        && !before.emptied
}

impl Plan {
    /// What becomes of a name that has no group any more. A broadcast whose files VOD had once, or that somebody
    /// curated, is kept for the case that they come back; else nothing is left of it.
    fn leave(&mut self, name: Name, denied: bool, gone: &[Span], now: Timestamp) {
        match name.now {
            Holder::Broadcast(broadcast) if broadcast.emptied => {}
            Holder::Broadcast(broadcast) => {
                let hull = broadcast.summary.hull;
                let had_files = gone.iter().any(|gone| gone.within(Seconds::ZERO, &hull));
                if !(had_files && !denied || broadcast.curation.is_curated()) {
                    if broadcast.curation.was_published() {
                        self.gone.push((broadcast.id.clone(), now));
                    }
                    self.joined.push((broadcast.id, broadcast.version));
                    return;
                }
                let past = Broadcast {
                    summary: broadcast.summary.emptied(),
                    version: broadcast.version + 1,
                    updated_at: now,
                    due_at: None,
                    emptied: true,
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

    fn point_to(
        &mut self,
        target: &ReplayId,
        names: impl Iterator<Item = Name>,
        denied: bool,
        now: Timestamp,
    ) {
        for name in names {
            match name.now {
                Holder::Broadcast(joined) => {
                    let alias = Alias::of(&joined, target, now);
                    self.aliases.push(Alias { denied, ..alias });
                    self.joined.push((joined.id, joined.version));
                }
                Holder::Alias(alias) if alias.target != *target || denied => {
                    self.aliases.push(Alias {
                        target: target.clone(),
                        denied,
                        updated_at: now,
                        ..*alias
                    });
                }
                Holder::Alias(_) | Holder::Nothing => {}
            }
        }
    }
}
