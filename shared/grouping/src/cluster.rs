//! Which pieces belong together.

use crate::{
    Part, Pins, Push, Rules, Span, Summary, Timestamp,
    cuts::{Cuts, Mark, clip},
    disjoint_sets::DisjointSets,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is clustered: single pieces, or broadcasts from an earlier run.
#[derive(Debug, Clone, Copy)]
pub enum Atom<'a> {
    /// A recorded file.
    Part(&'a Part),
    /// A push, or as much of it as lies in a span. One that failed belongs to no broadcast.
    Push(&'a Push, Option<Span>),
    /// An earlier result.
    Group(&'a Summary),
}

impl<'a> Atom<'a> {
    /// If it is a push: the push, and how much of it.
    pub(crate) fn push(self) -> Option<(&'a Push, Span)> {
        let Self::Push(push, within) = self else {
            return None;
        };
        let span = push.span()?;
        Some((push, span.intersection(within.unwrap_or(span))?))
    }
}

/// A broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The sum of its pieces.
    pub summary: Summary,
    /// Its pieces, in the order in which they were given.
    pub members: Vec<Member>,
}

/// A piece in its broadcast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its index in what was clustered.
    pub atom: usize,
    /// Where this fragment of a push starts, if a cut left an earlier one.
    pub clipped_at: Option<Timestamp>,
}

/// Cuts go through these earlier results (indices into what was clustered): pass their pieces instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cuts go through {} broadcasts, whose pieces are needed", .0.len())]
pub struct Torn(pub Vec<usize>);

/// A piece, or what the cuts leave of it, before it is in a group.
pub(crate) struct Entry {
    pub(crate) member: Member,
    pub(crate) summary: Summary,
}

/// Groups what belongs together, in order of time.
///
/// The result depends on the set of pieces alone: their order and repetitions don't matter, and earlier results may take
/// the place of some of them. (But a part that is in such a result and also passed beside it counts twice.)
///
/// # Errors
/// [`Torn`] when a cut goes through an earlier result, because its summary doesn't hold what lies on which side.
pub fn cluster(atoms: &[Atom<'_>], rules: &Rules, pins: &Pins) -> Result<Vec<Group>, Torn> {
    let Some(cuts) = cuts_of(atoms, rules, pins) else {
        return Ok(Vec::new());
    };
    let torn = |atom: &Atom<'_>| matches!(atom, Atom::Group(summary) if cuts.tear(summary));
    let torn: Vec<usize> = (0..atoms.len()).filter(|i| torn(&atoms[*i])).collect();
    if !torn.is_empty() {
        return Err(Torn(torn));
    }
    let mut files = BTreeSet::new();
    let entries: Vec<Entry> = atoms
        .iter()
        .enumerate()
        .filter(|(_, atom)| !matches!(atom, Atom::Part(part) if !files.insert(&part.file_id)))
        .flat_map(|(i, atom)| entries(i, *atom, &cuts))
        .collect();
    let mut sets = join(&entries, &cuts, rules);
    Ok(collect(entries, &mut sets))
}

/// Where the time line of the atoms is cut; `None` when nothing lies on it.
pub(crate) fn cuts_of(atoms: &[Atom<'_>], rules: &Rules, pins: &Pins) -> Option<Cuts> {
    let mut marks = Vec::new();
    let mut reach: Option<Span> = None;
    for atom in atoms {
        let hull = match atom {
            Atom::Part(part) => {
                let span = part.content.span;
                marks.extend(part.session.iter().map(|id| Mark { id, span }));
                span
            }
            Atom::Push(..) => {
                let Some((push, span)) = atom.push() else {
                    continue;
                };
                if let Some(id) = &push.session {
                    let fragments = clip(span, &pins.splits).into_iter();
                    marks.extend(fragments.map(|span| Mark { id, span }));
                }
                span
            }
            Atom::Group(summary) => {
                let sessions = summary.sessions.iter();
                marks.extend(sessions.map(|(id, span)| Mark { id, span: *span }));
                summary.hull
            }
        };
        reach = Some(reach.map_or(hull, |reach| reach.hull(hull)));
    }
    Some(Cuts::new(&marks, reach?, rules, pins))
}

/// What the cuts leave of a piece.
pub(crate) fn entries(atom: usize, piece: Atom<'_>, cuts: &Cuts) -> Vec<Entry> {
    let entry = |summary, clipped_at| Entry {
        member: Member { atom, clipped_at },
        summary,
    };
    match piece {
        Atom::Part(part) => vec![entry(Summary::of_part(part), None)],
        Atom::Group(summary) => vec![entry(summary.clone(), None)],
        Atom::Push(..) => {
            let Some((push, span)) = piece.push() else {
                return Vec::new();
            };
            let start = push.span().map(|span| span.start());
            let fragments = cuts.fragments(span, push.session.is_none()).into_iter();
            fragments
                .map(|fragment| {
                    let clipped_at = Some(fragment.start()).filter(|at| Some(*at) != start);
                    entry(Summary::of_push(push, fragment), clipped_at)
                })
                .collect()
        }
    }
}

/// Joins entries that a session, a merge pin or nearness holds together.
///
/// The sets hold the entries first, then the owners of time.
fn join(entries: &[Entry], cuts: &Cuts, rules: &Rules) -> DisjointSets {
    let first_owner = entries.len();
    let mut sets = DisjointSets::new(first_owner + cuts.owners());
    let mut spans: Vec<(usize, Span, usize)> = Vec::new();
    for (i, Entry { summary, .. }) in entries.iter().enumerate() {
        let sessions = summary.sessions.iter();
        let named: Vec<usize> = sessions
            .filter_map(|(id, span)| cuts.session(id, span.start()))
            .collect();
        for owner in &named {
            sets.union(i, first_owner + owner);
        }
        // Of two sessions that start at the same second, only one owns what follows; the other has its own pieces only.
        let start = summary.hull.start();
        if cuts
            .owner(start)
            .is_none_or(|owner| named.is_empty() || named.contains(&owner))
        {
            spans.push((cuts.cell(start), summary.hull, i));
        }
    }
    let holdings = cuts.holdings();
    spans
        .extend(holdings.map(|(owner, span)| (cuts.cell(span.start()), span, first_owner + owner)));

    spans.sort_unstable();
    let mut reached: Option<(usize, Timestamp, usize)> = None;
    for (cell, span, i) in spans {
        reached = match reached {
            Some((same, end, before)) if same == cell && span.start() <= end + rules.gap => {
                sets.union(before, i);
                Some((cell, end.max(span.end()), i))
            }
            _ => Some((cell, span.end(), i)),
        };
    }
    sets
}

fn collect(entries: Vec<Entry>, sets: &mut DisjointSets) -> Vec<Group> {
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (i, Entry { member, summary }) in entries.into_iter().enumerate() {
        if let Some(group) = groups.get_mut(&sets.root(i)) {
            group.summary.add(&summary);
            group.members.push(member);
        } else {
            let members = vec![member];
            groups.insert(i, Group { summary, members });
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| (group.summary.hull, group.members[0].atom));
    groups
}
