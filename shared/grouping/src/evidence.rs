//! Why a piece is in its broadcast.

use crate::{
    Atom, Group, Member, Pins, Rules, Seconds, Sequence, SessionId, Span,
    cluster::{Entry, cuts_of, entries},
};
use std::{cmp::Reverse, fmt};

/// Why a piece is in its broadcast. Of several reasons the first in this order counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// It is a part that was recorded during this push.
    SamePush(Sequence),
    /// Another piece names the same session, or pieces before and after it name this session.
    Session(SessionId),
    /// The nearest other piece is near enough.
    Gap {
        /// How much time lies between both.
        seconds: Seconds,
        /// How much the rules allow.
        limit: Seconds,
    },
    /// A curator's merge includes it.
    Pinned,
    /// There is no other reason: the broadcast began with it.
    First,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SamePush(_) => f.write_str("same push"),
            Self::Session(_) => f.write_str("session id"),
            Self::Gap { seconds, limit } => write!(f, "gap {seconds} s ≤ {limit} s"),
            Self::Pinned => f.write_str("pinned"),
            Self::First => f.write_str("first"),
        }
    }
}

/// Why each member of `group` belongs to it, in the order of its members.
///
/// `atoms`, `rules` and `pins` are those that the group was made from.
#[must_use]
pub fn evidence(atoms: &[Atom<'_>], group: &Group, rules: &Rules, pins: &Pins) -> Vec<Evidence> {
    let Some(cuts) = cuts_of(atoms, rules, pins) else {
        return Vec::new();
    };
    let entry = |member: &Member| {
        let mut entries = entries(member.atom, atoms[member.atom], &cuts).into_iter();
        entries.find(|entry| entry.member == *member)
    };
    let pieces: Vec<Entry> = group.members.iter().filter_map(entry).collect();
    (0..pieces.len())
        .map(|i| {
            same_push(atoms, &pieces, i)
                .or_else(|| session(&pieces, i))
                .or_else(|| gap(&pieces, i, rules))
                .or_else(|| inside_session(group, &pieces[i]))
                .or_else(|| pinned(&pieces[i], rules, pins))
                .unwrap_or(Evidence::First)
        })
        .collect()
}

fn others(pieces: &[Entry], i: usize) -> impl Iterator<Item = &Entry> {
    pieces[..i].iter().chain(&pieces[i + 1..])
}

/// Of several pushes that a part overlaps, the one with the longest overlap, then the earliest.
fn same_push(atoms: &[Atom<'_>], pieces: &[Entry], i: usize) -> Option<Evidence> {
    let Atom::Part(part) = atoms[pieces[i].member.atom] else {
        return None;
    };
    let overlapping = pieces.iter().filter_map(|piece| {
        let (push, _) = atoms[piece.member.atom].push()?;
        let span = piece.summary.hull;
        let overlap = span.intersection(part.content.span)?.length();
        Some((Reverse(overlap), span, &push.sequence))
    });
    let (.., sequence) = overlapping.min()?;
    Some(Evidence::SamePush(sequence.clone()))
}

fn session(pieces: &[Entry], i: usize) -> Option<Evidence> {
    let mut named = pieces[i].summary.sessions.keys();
    let id =
        named.find(|id| others(pieces, i).any(|piece| piece.summary.sessions.contains_key(*id)));
    id.map(|id| Evidence::Session(id.clone()))
}

fn gap(pieces: &[Entry], i: usize, rules: &Rules) -> Option<Evidence> {
    let limit = rules.gap.max(Seconds::ZERO);
    let span = &pieces[i].summary.hull;
    others(pieces, i)
        .map(|piece| piece.summary.hull.distance(span))
        .min()
        .filter(|seconds| *seconds <= limit)
        .map(|seconds| Evidence::Gap { seconds, limit })
}

/// A session owns the time between its pieces.
fn inside_session(group: &Group, piece: &Entry) -> Option<Evidence> {
    let start = Span::point(piece.summary.hull.start());
    let mut sessions = group.summary.sessions.iter();
    let (id, _) = sessions
        .find(|(id, hull)| hull.contains(&start) && !piece.summary.sessions.contains_key(*id))?;
    Some(Evidence::Session(id.clone()))
}

fn pinned(piece: &Entry, rules: &Rules, pins: &Pins) -> Option<Evidence> {
    let near = |merge: &Span| merge.within(rules.gap, &piece.summary.hull);
    pins.merges.iter().any(near).then_some(Evidence::Pinned)
}
