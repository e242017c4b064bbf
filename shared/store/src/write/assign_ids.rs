//! Assigns existing ids to groups. Pure.
//!
//! The piece that comes first founds a broadcast, and the id is a hash of stream and that piece. Where broadcasts meet,
//! the curated one's id survives, else the older one's; the others become aliases, and become broadcasts again if the two
//! come apart.

use super::{CandidateId, Expanded, IdentifiedGroup, Piece, Regrouped};
use crate::{Broadcast, Lost};
use replay_grouping::{Group, Seconds, Span, Stream, Timestamp};
use std::{cmp::Reverse, collections::BTreeSet};

/// Puts the id that survives first: that of a broadcast that has pieces, then a curated one, then the one created earlier,
/// then the smaller.
pub(crate) fn sort_by_precedence(ids: &mut [CandidateId]) {
    let precedence = |id: &CandidateId| {
        let (standing, curated) = (id.standing().is_some(), id.curation.is_curated());
        (Reverse(standing), Reverse(curated), id.created)
    };
    ids.sort_by(|one, other| {
        let by_rank = precedence(one).cmp(&precedence(other));
        by_rank.then_with(|| one.id.cmp(&other.id))
    });
}

/// The pieces among what was clustered: the atoms from `first` on.
pub(crate) struct Pieces<'a> {
    pub(crate) all: &'a [Piece],
    pub(crate) first: usize,
}

impl Pieces<'_> {
    /// The pieces of a group, and where a cut clipped them.
    fn members(&self, group: &Group) -> impl Iterator<Item = (&Piece, Option<Timestamp>)> {
        let piece = |atom: usize| self.all.get(atom.checked_sub(self.first)?);
        group
            .members
            .iter()
            .filter_map(move |member| Some((piece(member.atom)?, member.clipped_at)))
    }

    /// The group that holds the founding piece of an id, and where the piece starts there.
    fn founded(&self, groups: &[Group], id: &CandidateId) -> Option<(usize, Option<Timestamp>)> {
        groups.iter().enumerate().find_map(|(i, group)| {
            let mut members = self.members(group);
            let (piece, clipped_at) =
                members.find(|(piece, clipped_at)| piece.name(*clipped_at) == id.founder)?;
            Some((i, piece.start(clipped_at)))
        })
    }

    /// The id of a new group: that of its piece stored first. A group that grew one piece at a time has this id
    /// anyway, because the older of two that meet survives.
    fn first_id(&self, stream: &Stream, group: &Group) -> Option<CandidateId> {
        let order = |(piece, clipped_at): &(&Piece, Option<Timestamp>)| (piece.order, *clipped_at);
        let (piece, clipped_at) = self.members(group).min_by_key(order)?;
        let start = piece.start(clipped_at);
        let start = start.unwrap_or(group.summary.hull.start());
        let founder = piece.name(clipped_at);
        Some(CandidateId::new(stream, founder, start, piece.order))
    }
}

/// What is known of the ids in a neighbourhood beside its pieces.
pub(crate) struct KnownIds<'a> {
    /// Broadcasts that were clustered by their summaries.
    pub(crate) closed: &'a [&'a Broadcast],
    /// Those that were expanded, and emptied ones that may come back.
    pub(crate) expanded: Vec<Broadcast>,
    /// The keys of files that VOD denied, or that lay here by a wrong guess.
    pub(crate) denied: BTreeSet<String>,
}

/// Gives each group the ids of the broadcasts in it, and each id of what was expanded to the group that holds its founding
/// piece or, if that is gone, to the nearest group where its broadcast lay. A group without an id takes that of its piece
/// stored first; and so does one whose id comes from a file that VOD denied.
pub(crate) fn assign_ids(
    stream: &Stream,
    groups: Vec<Group>,
    pieces: &Pieces<'_>,
    known: KnownIds<'_>,
    expanded: &Expanded,
) -> Regrouped {
    let closed = |group: &Group| -> Vec<&Broadcast> {
        let members = group.members.iter();
        let closed = members.filter_map(|member| known.closed.get(member.atom));
        closed.copied().collect()
    };
    let closed_ids = |group: &Group| -> Vec<CandidateId> {
        let closed = closed(group).into_iter();
        closed.map(|closed| closed.clone().into()).collect()
    };
    let mut ids: Vec<Vec<CandidateId>> = groups.iter().map(closed_ids).collect();
    let mut denied: Vec<Vec<CandidateId>> = vec![Vec::new(); groups.len()];
    let mut regrouped = Regrouped::default();
    let aliases = expanded.aliases.iter().filter(|alias| !alias.denied);
    let broadcasts = known.expanded.into_iter().map(CandidateId::from);
    for mut id in broadcasts.chain(aliases.cloned().map(CandidateId::from)) {
        id.denied = known.denied.contains(&id.founder);
        let founder = Some(&id).filter(|id| !id.denied);
        let founded = founder.and_then(|id| pieces.founded(&groups, id));
        if let Some((_, Some(start))) = founded {
            id.founder_start = start;
        }
        let group = founded.map(|(i, _)| i).or_else(|| nearest(&groups, &id));
        match group {
            Some(i) if id.denied => denied[i].push(id),
            Some(i) => ids[i].push(id),
            None => regrouped.unassigned.push(id),
        }
    }
    for ((group, mut ids), denied) in groups.into_iter().zip(ids).zip(denied) {
        let stands = ids.iter().any(|id| id.standing().is_some());
        if ids.is_empty() || !denied.is_empty() && !stands {
            let first = pieces.first_id(stream, &group);
            ids.extend(first.filter(|first| ids.iter().all(|known| known.id != first.id)));
        }
        let lost = closed(&group).into_iter().map(|closed| closed.lost);
        regrouped.groups.push(IdentifiedGroup {
            lost: lost.fold(Lost::default(), Lost::and),
            summary: group.summary,
            ids,
            denied,
        });
    }
    regrouped
}

/// The group that gets an id whose founding piece is gone: where its broadcast lay, and nearest to that piece.
fn nearest(groups: &[Group], id: &CandidateId) -> Option<usize> {
    let founder = Span::point(id.founder_start);
    let lay = id.broadcast().map_or(founder, |known| known.summary.hull);
    let here = (0..groups.len()).filter(|i| groups[*i].summary.hull.within(Seconds::ZERO, &lay));
    here.min_by_key(|i| groups[*i].summary.hull.distance(&founder))
}
