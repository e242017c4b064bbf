//! Which pieces belong together.

use crate::{
    Part, Pins, Push, Rules, Span, Summary,
    cuts::{Cuts, Mark},
    disjoint_sets::DisjointSets,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is clustered: single pieces, or broadcasts that were clustered before.
#[derive(Debug, Clone, Copy)]
pub enum Atom<'a> {
    /// A recorded file.
    Part(&'a Part),
    /// A push; one without a span belongs nowhere and is left out.
    Push(&'a Push),
    /// As much of a push as lies in a span.
    Fragment(&'a Push, Span),
    /// An earlier result.
    Group(&'a Summary),
}

impl<'a> Atom<'a> {
    /// The push that it is, and how much of it.
    pub(crate) fn push(self) -> Option<(&'a Push, Span)> {
        match self {
            Self::Push(push) => Some((push, push.span()?)),
            Self::Fragment(push, within) => Some((push, push.span()?.shared(within)?)),
            Self::Part(_) | Self::Group(_) => None,
        }
    }
}

/// A broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What its pieces add up to.
    pub summary: Summary,
    /// Its pieces, in the order in which they were given.
    pub members: Vec<Member>,
}

/// A piece in its broadcast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its index in what was clustered.
    pub atom: usize,
    /// Where this fragment of a push starts, when a cut left an earlier one.
    pub clipped_at: Option<i64>,
}

/// Cuts go through these earlier results (indices into what was clustered): give their pieces instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} broadcasts can only be told apart by their pieces", .0.len())]
pub struct Torn(pub Vec<usize>);

/// A piece, or what the cuts leave of it, on its way into a group.
pub(crate) struct Entry {
    pub(crate) member: Member,
    pub(crate) summary: Summary,
}

/// Groups what belongs together, in order of time.
///
/// The result depends on the set of pieces alone: in any order, and given any number of times, they make the same
/// broadcasts, and so do earlier results in the stead of some of them. (A part that is in such a result, and is given
/// beside it, counts twice.)
///
/// # Errors
/// [`Torn`] when a cut goes through an earlier result, whose summary can't tell what lies on which side.
pub fn cluster(atoms: &[Atom<'_>], rules: &Rules, pins: &Pins) -> Result<Vec<Group>, Torn> {
    let Some(cuts) = cuts_of(atoms, rules, pins) else {
        return Ok(Vec::new());
    };
    let torn = |atom: &Atom<'_>| matches!(atom, Atom::Group(summary) if cuts.tear(summary));
    let torn: Vec<usize> = (0..atoms.len()).filter(|i| torn(&atoms[*i])).collect();
    if !torn.is_empty() {
        return Err(Torn(torn));
    }
    let mut told = BTreeSet::new();
    let entries: Vec<Entry> = atoms
        .iter()
        .enumerate()
        .filter(|(_, atom)| !matches!(atom, Atom::Part(part) if !told.insert(&part.file_id)))
        .flat_map(|(i, atom)| entries(i, *atom, &cuts))
        .collect();
    let mut sets = join(&entries, &cuts, rules);
    Ok(collect(&entries, &mut sets))
}

/// Where the time line that the atoms lie on is cut; none when nothing lies on it.
pub(crate) fn cuts_of(atoms: &[Atom<'_>], rules: &Rules, pins: &Pins) -> Option<Cuts> {
    let mut marks = Vec::new();
    let mut reach: Option<Span> = None;
    let splits = Cuts::new(
        &[],
        Span::point(0),
        &Rules {
            daily_cut: None,
            ..rules.clone()
        },
        pins,
    );
    for atom in atoms {
        let hull = match atom {
            Atom::Part(part) => {
                let span = part.content.span;
                marks.extend(part.session.as_ref().map(|id| Mark { id, span }));
                span
            }
            Atom::Push(_) | Atom::Fragment(..) => {
                let Some((push, span)) = atom.push() else {
                    continue;
                };
                if let Some(id) = &push.session {
                    let fragments = splits.fragments(span, false);
                    marks.extend(fragments.into_iter().map(|span| Mark { id, span }));
                }
                span
            }
            Atom::Group(summary) => {
                marks.extend(
                    summary
                        .sessions
                        .iter()
                        .map(|(id, span)| Mark { id, span: *span }),
                );
                summary.hull
            }
        };
        reach = Some(reach.map_or(hull, |reach| reach.hull(hull)));
    }
    Some(Cuts::new(&marks, reach?, rules, pins))
}

/// What the cuts leave of a piece.
pub(crate) fn entries(atom: usize, what: Atom<'_>, cuts: &Cuts) -> Vec<Entry> {
    let whole = |summary| {
        vec![Entry {
            member: Member {
                atom,
                clipped_at: None,
            },
            summary,
        }]
    };
    match what {
        Atom::Part(part) => whole(Summary::of_part(part)),
        Atom::Group(summary) => whole(summary.clone()),
        Atom::Push(_) | Atom::Fragment(..) => {
            let Some((push, span)) = what.push() else {
                return Vec::new();
            };
            let fragments = cuts.fragments(span, push.session.is_none());
            let starts = push.span().map(|span| span.start());
            let entry = |fragment: Span| {
                let clipped_at = Some(fragment.start()).filter(|at| Some(*at) != starts);
                Entry {
                    member: Member { atom, clipped_at },
                    summary: Summary::of_push(push, fragment),
                }
            };
            fragments.into_iter().map(entry).collect()
        }
    }
}

/// Joins entries that a session, a merge pin or nearness holds together.
///
/// The sets hold the entries first, then what owns time.
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
            sets.join(i, first_owner + owner);
        }
        // Of two sessions that start at the same second only one owns what follows; the other keeps to its own.
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
    let mut reached: Option<(usize, i64, usize)> = None;
    for (cell, span, i) in spans {
        reached = match reached {
            Some((same, end, before)) if same == cell && span.start() <= end + rules.gap => {
                sets.join(before, i);
                Some((cell, end.max(span.end()), i))
            }
            _ => Some((cell, span.end(), i)),
        };
    }
    sets
}

fn collect(entries: &[Entry], sets: &mut DisjointSets) -> Vec<Group> {
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (i, Entry { member, summary }) in entries.iter().enumerate() {
        groups
            .entry(sets.root(i))
            .and_modify(|group| {
                group.summary.add(summary);
                group.members.push(*member);
            })
            .or_insert_with(|| Group {
                summary: summary.clone(),
                members: vec![*member],
            });
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| (group.summary.hull, group.members[0].atom));
    groups
}
