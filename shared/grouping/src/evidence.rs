//! Why a piece is in its broadcast.

use crate::{
    Atom, Group, Pins, Rules, Seconds, Sequence, SessionId, Span, Summary,
    cluster::{cuts_of, entries},
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

/// A member of the group after the cuts.
struct Piece<'a> {
    atom: Atom<'a>,
    summary: Summary,
}

/// Why each member of `group` belongs to it, in the order of its members.
///
/// `atoms`, `rules` and `pins` are those that the group was made from.
#[must_use]
pub fn evidence(atoms: &[Atom<'_>], group: &Group, rules: &Rules, pins: &Pins) -> Vec<Evidence> {
    let Some(cuts) = cuts_of(atoms, rules, pins) else {
        return Vec::new();
    };
    let pieces: Vec<Piece<'_>> = group
        .members
        .iter()
        .filter_map(|member| {
            let atom = atoms[member.atom];
            let entry = entries(member.atom, atom, &cuts)
                .into_iter()
                .find(|entry| entry.member == *member)?;
            Some(Piece {
                atom,
                summary: entry.summary,
            })
        })
        .collect();
    (0..pieces.len())
        .map(|i| {
            same_push(&pieces, i)
                .or_else(|| session(&pieces, i))
                .or_else(|| gap(&pieces, i, rules))
                .or_else(|| inside_session(group, &pieces[i]))
                .or_else(|| pinned(&pieces[i], rules, pins))
                .unwrap_or(Evidence::First)
        })
        .collect()
}

fn others<'a>(pieces: &'a [Piece<'a>], i: usize) -> impl Iterator<Item = &'a Piece<'a>> {
    pieces[..i].iter().chain(&pieces[i + 1..])
}

/// Of several pushes that a part overlaps, the one with the longest overlap, then the earliest.
fn same_push(pieces: &[Piece<'_>], i: usize) -> Option<Evidence> {
    let Piece {
        atom: Atom::Part(_),
        summary: Summary { hull: part, .. },
    } = &pieces[i]
    else {
        return None;
    };
    pieces
        .iter()
        .filter_map(|piece| match piece.atom {
            Atom::Push(push) | Atom::Fragment(push, _) => {
                Some((piece.summary.hull, &push.sequence))
            }
            _ => None,
        })
        .filter_map(|(span, sequence)| Some((span.intersection(*part)?.length(), span, sequence)))
        .min_by_key(|(overlap, span, sequence)| (Reverse(*overlap), *span, *sequence))
        .map(|(.., sequence)| Evidence::SamePush(sequence.clone()))
}

fn session(pieces: &[Piece<'_>], i: usize) -> Option<Evidence> {
    let mut named = pieces[i].summary.sessions.keys();
    let id =
        named.find(|id| others(pieces, i).any(|piece| piece.summary.sessions.contains_key(*id)));
    id.map(|id| Evidence::Session(id.clone()))
}

fn gap(pieces: &[Piece<'_>], i: usize, rules: &Rules) -> Option<Evidence> {
    let limit = rules.gap.max(Seconds::ZERO);
    let span = &pieces[i].summary.hull;
    others(pieces, i)
        .map(|piece| piece.summary.hull.distance(span))
        .min()
        .filter(|seconds| *seconds <= limit)
        .map(|seconds| Evidence::Gap { seconds, limit })
}

/// A session owns the time between its pieces.
fn inside_session(group: &Group, piece: &Piece<'_>) -> Option<Evidence> {
    let start = Span::point(piece.summary.hull.start());
    let mut sessions = group.summary.sessions.iter();
    let (id, _) = sessions
        .find(|(id, hull)| hull.contains(&start) && !piece.summary.sessions.contains_key(*id))?;
    Some(Evidence::Session(id.clone()))
}

fn pinned(piece: &Piece<'_>, rules: &Rules, pins: &Pins) -> Option<Evidence> {
    let near = |merge: &Span| merge.within(rules.gap, &piece.summary.hull);
    pins.merges.iter().any(near).then_some(Evidence::Pinned)
}
