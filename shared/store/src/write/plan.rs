//! What has to be written, and which broadcast has which id then. Pure.

use super::{
    CandidateId, IdentifiedGroup, LostFile, Regrouped, Stored, assign_ids::sort_by_precedence,
    groups::holds_the_same,
};
use crate::{
    Broadcast, Curation, Loss, Publish, Result, Visibility,
    items::{Alias, FileJoin, PollState, removed_item},
    table::{Guard, Write, key, keys},
};
use replay_grouping::{ReplayId, Screenshot, Seconds, Sequence, Span, Stream, Summary, Timestamp};

/// What has to be written for broadcasts to be what they should.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Broadcasts, and the version that each overwrites.
    pub(crate) broadcasts: Vec<(Broadcast, Option<u64>)>,
    /// Broadcasts that are merged into others or left without a piece, and the version that is removed.
    pub(crate) merged: Vec<(ReplayId, u64)>,
    pub(crate) aliases: Vec<Alias>,
    /// Removed ids that viewers may know, and when they were removed.
    pub(crate) removed: Vec<(ReplayId, Timestamp)>,
    /// Aliases that become broadcasts.
    pub(crate) separated: Vec<ReplayId>,
}

/// What decides, beside the groups, how broadcasts change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy<'a> {
    pub(crate) publish: Publish,
    /// How long a recording takes to appear in VOD, in seconds.
    pub(crate) lag: Seconds,
    pub(crate) import: Option<Import>,
    /// A curator separates what was one: all of it stays as visible and as settled as it was.
    pub(crate) separation: bool,
    /// All that is new is that a push goes on: what is live stays due when it was.
    pub(crate) only_grows: bool,
    /// The push of which Tencent said last that it goes on.
    pub(crate) active_push: Option<&'a Sequence>,
}

/// VOD has just reported everything of a time that is long over: what ended then settles at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Import {
    /// What ended by this Unix second settles.
    pub ended_by: Timestamp,
    /// When to look whether its files still exist.
    pub audit_at: Timestamp,
}

impl Import {
    /// Settles a broadcast that ended in time, if VOD has confirmed all of it.
    fn settle(self, broadcast: &mut Broadcast, now: Timestamp) {
        let summary = &broadcast.summary;
        let over = !summary.is_live() && summary.hull.end() <= self.ended_by;
        if !over || summary.unconfirmed > 0 {
            return;
        }
        let state = &mut broadcast.poll_state;
        state.polls = 1;
        state.polled_at = Some(now);
        state.settled_at = state.settled_at.or(Some(now));
        let expiries = summary.all.values().filter_map(|tally| tally.expires_at);
        broadcast.due_at = expiries.chain([self.audit_at]).min();
    }
}

/// Gives each group its id: what was published or curated stays so, and every other id becomes an alias.
pub(crate) fn plan(
    stream: &Stream,
    regrouped: Regrouped,
    policy: Policy<'_>,
    now: Timestamp,
) -> Plan {
    let mut plan = Plan::default();
    let standing = regrouped.standing().filter(|_| policy.separation);
    let standing: Vec<Broadcast> = standing.cloned().collect();
    let hulls: Vec<Span> = (regrouped.groups.iter())
        .map(|group| group.summary.hull)
        .collect();
    // What was one broadcast is several now.
    let came_apart = |whole: &Broadcast| {
        let inside = |hull: &&Span| whole.summary.hull.contains(hull);
        hulls.iter().filter(inside).count() > 1
    };
    let screenshots = regrouped.screenshots();
    for id in regrouped.unassigned {
        plan.retire(id, &regrouped.lost, now);
    }
    for mut group in regrouped.groups {
        sort_by_precedence(&mut group.ids);
        let is_new = group
            .all_ids()
            .all(|id| matches!(id.stored, Stored::Nothing));
        let mut candidates = standing.iter().filter(|_| is_new);
        let separated_from =
            candidates.find(|whole| whole.summary.hull.contains(&group.summary.hull));
        let built = broadcast(stream, &group, separated_from, policy.lag, now);
        let Some(mut broadcast) = built else {
            continue;
        };
        if let Some(before) = group.only_broadcast()
            && policy.only_grows
            && broadcast.summary.is_live()
        {
            broadcast.poll_state = before.poll_state.clone();
            broadcast.due_at = before.due_at;
        }
        let whole = separated_from.or_else(|| group.ids.first()?.standing());
        let hull = broadcast.summary.hull;
        (broadcast.curation).place_trim(hull, whole.is_some_and(came_apart));
        broadcast.on_air = is_on_air(&group, policy.active_push);
        if let Some(before) = group.only_broadcast()
            && policy.only_grows
            && broadcast.on_air
            && !before.on_air
        {
            // Whoever asked Tencent this saves a poll.
            let state = &mut broadcast.poll_state;
            state.polled_at = state.polled_at.max(Some(now));
            broadcast.due_at = Some(state.due_at(&broadcast.summary, policy.lag, now));
        }
        if has_begun_anew(&group) && !broadcast.on_air {
            // The last poll may have come after this push began, but it knew nothing of it.
            broadcast.due_at = broadcast.due_at.map(|due| due.min(now));
        }
        broadcast.screenshot = Screenshot::first(&screenshots, &broadcast.summary).cloned();
        broadcast.publish(policy.publish);
        match policy.import {
            Some(import) => import.settle(&mut broadcast, now),
            None if broadcast.listed_at.is_none() && broadcast.is_listed() => {
                broadcast.listed_at = Some(now);
            }
            None => {}
        }
        let mut ids = group.ids.into_iter();
        let own = ids.next().map_or(Stored::Nothing, |own| own.stored);
        for id in ids.chain(group.denied) {
            plan.alias_to(id, &broadcast, now);
        }
        match own {
            Stored::Broadcast(before) if is_unchanged(&before, &broadcast) => {}
            Stored::Broadcast(before) => plan.broadcasts.push((broadcast, Some(before.version))),
            Stored::Alias(alias) => {
                plan.separated.push(alias.id);
                plan.broadcasts.push((broadcast, None));
            }
            Stored::Nothing => plan.broadcasts.push((broadcast, None)),
        }
    }
    plan
}

/// The broadcast that a group becomes under the first of its ids, and that a curator separated from `separated_from`.
fn broadcast(
    stream: &Stream,
    group: &IdentifiedGroup,
    separated_from: Option<&Broadcast>,
    lag: Seconds,
    now: Timestamp,
) -> Option<Broadcast> {
    let own = group.ids.first()?;
    let summary = group.summary.clone();
    let versions = group.all_ids().map(|id| id.version);
    let curated = group.denied.iter().find(|id| id.curation.is_curated());
    let mut curation = match (curated, separated_from) {
        (Some(curated), _) if !own.curation.is_curated() => curated.curation.clone(),
        (_, Some(whole)) => Curation {
            visibility: whole.curation.visibility,
            visibility_set: whole.curation.visibility_set,
            hidden_reason: whole.curation.hidden_reason.clone(),
            reviewed: whole.curation.reviewed.clone(),
            trim: whole.curation.trim,
            ..Curation::default()
        },
        (_, None) => own.curation.clone(),
    };
    if group.all_ids().any(CandidateId::is_published) && !curation.visibility_set {
        curation.visibility = Visibility::Published;
    }
    let poll_state = match separated_from {
        Some(whole) => whole.poll_state.restarted(Some(&whole.summary), &summary),
        None => joint_poll_state(group),
    };
    Some(Broadcast {
        id: own.id.clone(),
        stream: stream.clone(),
        founder: own.founder.clone(),
        founder_start: own.founder_start,
        created: own.created,
        version: versions.max().unwrap_or(0) + 1,
        updated_at: now,
        curation,
        due_at: match separated_from {
            Some(whole) if poll_state.settled_at.is_some() => whole.due_at,
            _ => Some(poll_state.due_at(&summary, lag, now)),
        },
        poll_state,
        screenshot: None,
        listed_at: listed_at(group),
        on_air: false,
        emptied: false,
        lost: group.lost,
        summary,
        file_joins: joint_file_joins(group),
        written: None,
    })
}

/// Since when viewers have seen all of the broadcast that is the first of this group, if it has not become longer.
fn listed_at(group: &IdentifiedGroup) -> Option<Timestamp> {
    let before = group.ids.first()?.standing()?;
    let end = group.summary.hull.end();
    before
        .listed_at
        .filter(|_| before.summary.hull.end() == end && !group.summary.is_live())
}

/// Tencent said that the latest push of a group goes on: now, or of a broadcast that had this push before.
fn is_on_air(group: &IdentifiedGroup, active_push: Option<&Sequence>) -> bool {
    let Some(sequence) = open_push(&group.summary) else {
        return false;
    };
    let mut before = group.all_ids().filter_map(CandidateId::standing);
    active_push == Some(sequence)
        || before.any(|one| one.on_air && open_push(&one.summary) == Some(sequence))
}

/// The latest push of a group goes on, and no broadcast had it as its latest before.
fn has_begun_anew(group: &IdentifiedGroup) -> bool {
    let Some(sequence) = open_push(&group.summary) else {
        return false;
    };
    let mut before = group.all_ids().filter_map(CandidateId::standing);
    !before.any(|one| open_push(&one.summary) == Some(sequence))
}

/// The latest push of a broadcast, if it goes on.
fn open_push(summary: &Summary) -> Option<&Sequence> {
    let open = summary.latest_begin.as_ref().filter(|begin| begin.open);
    open.map(|begin| &begin.sequence)
}

/// The polling state of a group that consists of these broadcasts and has new facts.
fn joint_poll_state(group: &IdentifiedGroup) -> PollState {
    let mut before = group.all_ids().filter_map(CandidateId::standing);
    let Some(first) = before.next() else {
        return PollState::default();
    };
    let restarted = |one: &Broadcast| one.poll_state.restarted(Some(&one.summary), &group.summary);
    before.fold(restarted(first), |joint, other| PollState {
        settled_at: None,
        hold_until: joint.hold_until.max(other.poll_state.hold_until),
        polled_at: joint.polled_at.min(other.poll_state.polled_at),
        ..joint
    })
}

/// All that was joined from the parts of these broadcasts: it plays again once the parts are together as they were.
fn joint_file_joins(group: &IdentifiedGroup) -> Vec<FileJoin> {
    let mut joins: Vec<FileJoin> = Vec::new();
    for broadcast in group.all_ids().filter_map(CandidateId::broadcast) {
        for one in &broadcast.file_joins {
            if joins.iter().all(|known| known.job != one.job) {
                joins.push(one.clone());
            }
        }
    }
    joins
}

/// Nothing has to be written. The last start is a bound: one that still holds is good enough. A broadcast that doesn't
/// change keeps its screenshot.
fn is_unchanged(before: &Broadcast, after: &Broadcast) -> bool {
    holds_the_same(&before.summary, &after.summary)
        && before.summary.last_start >= after.summary.last_start
        && before.curation == after.curation
        && before.lost == after.lost
        && before.on_air == after.on_air
        && !before.emptied
}

impl Plan {
    pub(crate) fn writes(self, stream: &Stream, shards: u32) -> Result<Vec<Write>> {
        let pk = keys::stream(stream);
        let mut writes = Vec::new();
        for (broadcast, version) in self.broadcasts {
            writes.push(Write::Put(broadcast.item(shards)?, Guard::version(version)));
        }
        for (id, version) in self.merged {
            let guard = Guard::version(Some(version));
            writes.push(Write::Delete(key(&pk, &keys::cast(&id)), guard));
        }
        for alias in self.aliases {
            writes.push(Write::Put(alias.item(stream, shards)?, Guard::None));
        }
        for (id, at) in self.removed {
            let item = removed_item(stream, &id, at, shards)?;
            writes.push(Write::Put(item, Guard::None));
        }
        for id in self.separated {
            writes.push(Write::Delete(key(&pk, &keys::alias(&id)), Guard::None));
        }
        Ok(writes)
    }

    /// Handles an id that has no group any more. A broadcast whose files VOD once had, or that a curator changed, is kept
    /// in case they come back; any other one is removed.
    fn retire(&mut self, id: CandidateId, lost: &[LostFile], now: Timestamp) {
        match id.stored {
            Stored::Broadcast(broadcast) if broadcast.emptied => {}
            Stored::Broadcast(broadcast) => {
                let hull = broadcast.summary.hull;
                let gone = lost.iter().filter(|file| file.loss == Loss::Gone);
                let mut gone = gone.map(|file| file.span);
                let had_files = gone.any(|gone| gone.within(Seconds::ZERO, &hull));
                if had_files && !id.denied || broadcast.curation.is_curated() {
                    let emptied = Broadcast {
                        summary: broadcast.summary.emptied(),
                        due_at: None,
                        on_air: false,
                        emptied: true,
                        lost: lost
                            .iter()
                            .filter(|file| file.is_of(hull))
                            .map(|file| file.loss)
                            .collect(),
                        ..broadcast.next_version(now)
                    };
                    self.broadcasts.push((emptied, Some(broadcast.version)));
                } else {
                    if broadcast.curation.was_published() {
                        self.removed.push((broadcast.id.clone(), now));
                    }
                    self.merged.push((broadcast.id, broadcast.version));
                }
            }
            // Else its target is emptied or leads on, and so it still leads somewhere.
            Stored::Alias(alias) => {
                if self.merged.iter().any(|(id, _)| *id == alias.target) {
                    self.separated.push(alias.id);
                }
            }
            Stored::Nothing => {}
        }
    }

    /// Makes an id an alias of its group's broadcast.
    fn alias_to(&mut self, id: CandidateId, target: &Broadcast, now: Timestamp) {
        let denied = id.denied;
        match id.stored {
            Stored::Broadcast(merged) => {
                self.aliases.push(Alias::of(&merged, target, denied, now));
                self.merged.push((merged.id, merged.version));
            }
            Stored::Alias(alias) if alias.target != target.id || denied => {
                self.aliases.push(Alias {
                    target: target.id.clone(),
                    target_hidden: target.is_unpublished(),
                    denied,
                    updated_at: now,
                    ..*alias
                });
            }
            Stored::Alias(_) | Stored::Nothing => {}
        }
    }
}
