//! Where the time line of a stream is cut: at curators' splits, where the explicit session changes, and at midnight.

use crate::{
    Pins, Rules, Seconds, SessionId, Span, Summary, Timestamp, disjoint_sets::DisjointSets,
};
use std::collections::{BTreeMap, BTreeSet};

/// A piece that names its session.
pub(crate) struct Mark<'a> {
    pub(crate) id: &'a SessionId,
    pub(crate) span: Span,
}

/// An owner gets the time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    /// The segment and the second in which it does.
    at: (usize, Timestamp),
    /// It cuts off what came before.
    cutting: bool,
    owner: usize,
}

/// The cuts of a time line, which leave *cells* between them. A piece lies in the cell in which it starts.
///
/// *Owners* of time are the pieces of one explicit session, a merge pin, or several of these if a merge pin touches them.
/// A session owns the time from its first piece to the next session's. It joins whatever starts there up to `gap` after
/// its end, so no midnight cuts that time. A merge pin does the same, but cuts off nothing.
pub(crate) struct Cuts {
    /// They leave *segments* between them.
    splits: Vec<Timestamp>,
    all: Vec<Timestamp>,
    pinned: bool,
    /// The hull of each owner.
    owners: Vec<Span>,
    /// The owner of each session in each segment.
    sessions: BTreeMap<(usize, SessionId), usize>,
    /// Sorted.
    changes: Vec<Change>,
}

impl Cuts {
    /// The cuts of the time line `reach`, on which `marks` name sessions.
    pub(crate) fn new(marks: &[Mark<'_>], reach: Span, rules: &Rules, pins: &Pins) -> Self {
        let mut cuts = Self {
            splits: pins.splits.iter().copied().collect(),
            all: Vec::new(),
            pinned: !pins.merges.is_empty(),
            owners: Vec::new(),
            sessions: BTreeMap::new(),
            changes: Vec::new(),
        };
        cuts.find_owners(marks, pins);
        let mut all: BTreeSet<Timestamp> = pins.splits.clone();
        let mut before = None;
        for Change { at, cutting, owner } in &cuts.changes {
            let (segment, start) = *at;
            if *cutting && before != Some((segment, *owner)) {
                all.insert(start);
            }
            before = Some((segment, *owner));
        }
        let midnights = rules.midnights(reach);
        all.extend(midnights.filter(|at| !cuts.owned_through(*at, rules.gap)));
        cuts.all = all.into_iter().collect();
        cuts
    }

    fn find_owners(&mut self, marks: &[Mark<'_>], pins: &Pins) {
        let merges = pins.merges.iter();
        let merges: Vec<Span> = merges
            .flat_map(|merge| clip(*merge, &self.splits))
            .collect();
        let mut hulls: BTreeMap<(usize, &SessionId), Span> = BTreeMap::new();
        for mark in marks {
            let hull = hulls
                .entry((self.segment(mark.span.start()), mark.id))
                .or_insert(mark.span);
            *hull = hull.hull(mark.span);
        }
        let pinned = merges
            .iter()
            .map(|merge| (self.segment(merge.start()), None, *merge));
        let named = hulls
            .into_iter()
            .map(|((segment, id), hull)| (segment, Some(id), hull));
        let claims: Vec<(usize, Option<&SessionId>, Span)> = pinned.chain(named).collect();
        let mut sets = DisjointSets::new(claims.len());
        for (i, (segment, _, merge)) in claims[..merges.len()].iter().enumerate() {
            for (j, (other, _, hull)) in claims.iter().enumerate() {
                if segment == other && hull.within(Seconds::ZERO, merge) {
                    sets.union(i, j);
                }
            }
        }
        // A root is the smallest index of its set, so its owner is known before the others ask for it.
        let mut owners = vec![0; claims.len()];
        for (i, (segment, id, hull)) in claims.into_iter().enumerate() {
            let root = sets.root(i);
            if root == i {
                owners[i] = self.owners.len();
                self.owners.push(hull);
            } else {
                owners[i] = owners[root];
                let whole = &mut self.owners[owners[i]];
                *whole = whole.hull(hull);
            }
            match id {
                Some(id) => drop(self.sessions.insert((segment, id.clone()), owners[i])),
                None => self.changes.push(Change {
                    at: (segment, hull.start()),
                    cutting: false,
                    owner: owners[i],
                }),
            }
        }
        for mark in marks {
            let start = mark.span.start();
            if let Some(owner) = self.session(mark.id, start) {
                self.changes.push(Change {
                    at: (self.segment(start), start),
                    cutting: true,
                    owner,
                });
            }
        }
        self.changes.sort_unstable();
    }

    /// A session or a merge pin holds together what lies before and after `at`.
    fn owned_through(&self, at: Timestamp, gap: Seconds) -> bool {
        let before = at - Seconds(1);
        self.segment(before) == self.segment(at)
            && self.owner(before).is_some_and(|owner| {
                let hull = self.owners[owner];
                hull.start() < at && at <= hull.end() + gap
            })
    }

    fn segment(&self, at: Timestamp) -> usize {
        self.splits.partition_point(|split| *split <= at)
    }

    /// The cell of a piece that starts at `start`.
    pub(crate) fn cell(&self, start: Timestamp) -> usize {
        self.all.partition_point(|cut| *cut <= start)
    }

    pub(crate) fn owner(&self, at: Timestamp) -> Option<usize> {
        let at = (self.segment(at), at);
        let next = self.changes.partition_point(|change| change.at <= at);
        let last = self.changes.get(next.checked_sub(1)?)?;
        (last.at.0 == at.0).then_some(last.owner)
    }

    /// The owner that a piece of this session belongs to.
    pub(crate) fn session(&self, id: &SessionId, start: Timestamp) -> Option<usize> {
        let session = (self.segment(start), id.clone());
        self.sessions.get(&session).copied()
    }

    pub(crate) fn owners(&self) -> usize {
        self.owners.len()
    }

    /// What each owner holds, from each second on at which it gets the time.
    pub(crate) fn holdings(&self) -> impl Iterator<Item = (usize, Span)> {
        self.changes.iter().filter_map(|change| {
            let (owner, start) = (change.owner, change.at.1);
            let end = self.owners[owner].end();
            (start <= end && self.owner(start) == Some(owner))
                .then(|| (owner, Span::new(start, end)))
        })
    }

    /// What the cuts leave of a push. Each cut clips it if it is `free`: a push that names its session is clipped by
    /// splits only.
    pub(crate) fn fragments(&self, span: Span, free: bool) -> Vec<Span> {
        clip(span, if free { &self.all } else { &self.splits })
    }

    /// A cut goes through this broadcast: between the starts of its pieces, or through a push. Where merge pins meet
    /// sessions, owners depend on single pieces, so no summary is enough there.
    pub(crate) fn tear(&self, summary: &Summary) -> bool {
        if self.pinned && !self.sessions.is_empty() {
            return true;
        }
        let start = summary.hull.start();
        if self.contested(start) {
            return true;
        }
        let next =
            |cuts: &[Timestamp]| cuts.get(cuts.partition_point(|cut| *cut <= start)).copied();
        let through = |cut: Option<Timestamp>, end: Option<Timestamp>| {
            cut.zip(end).is_some_and(|(cut, end)| cut < end)
        };
        let (cut, split) = (next(&self.all), next(&self.splits));
        cut.is_some_and(|cut| cut <= summary.last_start)
            || through(cut, summary.free_push_end)
            || through(split, summary.published.hull().map(|hull| hull.end()))
    }

    /// Two owners get the time at the same second: which of them keeps it, and what follows, depends on single pieces.
    fn contested(&self, at: Timestamp) -> bool {
        let at = (self.segment(at), at);
        let first = self.changes.partition_point(|change| change.at < at);
        let mut owners = self.changes[first..]
            .iter()
            .take_while(|change| change.at == at)
            .map(|change| change.owner);
        owners
            .next()
            .is_some_and(|first| owners.any(|owner| owner != first))
    }
}

/// What `cuts`, in order of time, leave of a span.
pub(crate) fn clip<'a>(span: Span, cuts: impl IntoIterator<Item = &'a Timestamp>) -> Vec<Span> {
    let mut from = span.start();
    let mut fragments = Vec::new();
    let cuts = cuts.into_iter().copied();
    for cut in cuts.filter(|cut| span.start() < *cut && *cut < span.end()) {
        fragments.push(Span::new(from, cut));
        from = cut;
    }
    fragments.push(Span::new(from, span.end()));
    fragments
}
