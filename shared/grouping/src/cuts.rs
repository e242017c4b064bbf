//! Where the time line of a stream is cut: at curators' splits, where the explicit session changes, and at midnight.

use crate::{Pins, Rules, SessionId, Span, Summary, disjoint_sets::DisjointSets};
use std::collections::{BTreeMap, BTreeSet};

/// A piece that names its session.
pub(crate) struct Mark<'a> {
    pub(crate) id: &'a SessionId,
    pub(crate) span: Span,
}

/// What owns time: the pieces of one explicit session, a merge pin, or those that a merge pin touches.
struct Owner {
    hull: Span,
}

/// From when on which owner has the time, and whether that cuts off what came before.
type Change = (usize, i64, bool, usize);

/// The cuts of a time line, which leave *cells* between them. A piece lies in the cell in which it starts.
///
/// A session owns the time from its first piece to the next session's. It joins whatever starts up to `gap` after its
/// end there, so no midnight cuts it in that time. A merge pin does the same, only that it cuts off nothing, and the
/// sessions that it touches are one.
pub(crate) struct Cuts {
    splits: Vec<i64>,
    all: Vec<i64>,
    pinned: bool,
    owners: Vec<Owner>,
    sessions: BTreeMap<(usize, SessionId), usize>,
    /// In order of (segment, time), a segment being what lies between two splits.
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
        let mut all: BTreeSet<i64> = pins.splits.clone();
        let mut before = None;
        for (segment, start, cutting, owner) in &cuts.changes {
            if *cutting && before != Some((*segment, *owner)) {
                all.insert(*start);
            }
            before = Some((*segment, *owner));
        }
        all.extend(
            rules
                .midnights(reach)
                .filter(|at| !cuts.owned_through(*at, rules.gap)),
        );
        cuts.all = all.into_iter().collect();
        cuts
    }

    fn find_owners(&mut self, marks: &[Mark<'_>], pins: &Pins) {
        let merges: Vec<Span> = pins
            .merges
            .iter()
            .flat_map(|merge| self.fragments(*merge, false))
            .collect();
        let mut hulls: BTreeMap<(usize, &SessionId), Span> = BTreeMap::new();
        for mark in marks {
            let hull = hulls
                .entry((self.segment(mark.span.start()), mark.id))
                .or_insert(mark.span);
            *hull = hull.hull(mark.span);
        }
        let named: Vec<_> = merges
            .iter()
            .map(|merge| ((self.segment(merge.start()), None), *merge))
            .chain(
                hulls
                    .into_iter()
                    .map(|((segment, id), hull)| ((segment, Some(id)), hull)),
            )
            .collect();
        let mut sets = DisjointSets::new(named.len());
        for (i, ((segment, _), merge)) in named[..merges.len()].iter().enumerate() {
            for (j, ((other, _), hull)) in named.iter().enumerate() {
                if segment == other && hull.within(0, merge) {
                    sets.join(i, j);
                }
            }
        }
        // A root is the smallest index of its set, so it has its place before the others ask for it.
        let mut places = vec![0; named.len()];
        for (i, ((segment, id), hull)) in named.into_iter().enumerate() {
            let root = sets.root(i);
            if root == i {
                places[i] = self.owners.len();
                self.owners.push(Owner { hull });
            } else {
                places[i] = places[root];
                let owner = &mut self.owners[places[i]];
                owner.hull = owner.hull.hull(hull);
            }
            match id {
                Some(id) => drop(self.sessions.insert((segment, id.clone()), places[i])),
                None => self.changes.push((segment, hull.start(), false, places[i])),
            }
        }
        for mark in marks {
            let start = mark.span.start();
            if let Some(owner) = self.session(mark.id, start) {
                self.changes.push((self.segment(start), start, true, owner));
            }
        }
        self.changes.sort_unstable();
    }

    /// A session or a merge pin holds together what lies before and after this moment.
    fn owned_through(&self, at: i64, gap: i64) -> bool {
        self.segment(at - 1) == self.segment(at)
            && self.owner(at - 1).is_some_and(|owner| {
                let hull = self.owners[owner].hull;
                hull.start() < at && at <= hull.end() + gap
            })
    }

    fn segment(&self, at: i64) -> usize {
        self.splits.partition_point(|split| *split <= at)
    }

    /// Which cell a piece that starts at this moment lies in.
    pub(crate) fn cell(&self, start: i64) -> usize {
        self.all.partition_point(|cut| *cut <= start)
    }

    /// Who owns this moment.
    pub(crate) fn owner(&self, at: i64) -> Option<usize> {
        let segment = self.segment(at);
        let next = self
            .changes
            .partition_point(|(other, start, ..)| (*other, *start) <= (segment, at));
        let (owned, _, _, owner) = self.changes.get(next.checked_sub(1)?)?;
        (*owned == segment).then_some(*owner)
    }

    /// The owner that a piece of this session belongs to.
    pub(crate) fn session(&self, id: &SessionId, start: i64) -> Option<usize> {
        self.sessions
            .get(&(self.segment(start), id.clone()))
            .copied()
    }

    /// How many owners there are.
    pub(crate) fn owners(&self) -> usize {
        self.owners.len()
    }

    /// What each owner holds from each moment on at which it gets the time.
    pub(crate) fn holdings(&self) -> impl Iterator<Item = (usize, Span)> {
        self.changes.iter().filter_map(|(_, start, _, owner)| {
            let end = self.owners[*owner].hull.end();
            (*start <= end && self.owner(*start) == Some(*owner))
                .then(|| (*owner, Span::new(*start, end)))
        })
    }

    /// What the cuts leave of a push: any cut clips it, but of one that names its session only a split.
    pub(crate) fn fragments(&self, span: Span, free: bool) -> Vec<Span> {
        let cuts = if free { &self.all } else { &self.splits };
        let mut from = span.start();
        let mut fragments = Vec::new();
        for cut in cuts
            .iter()
            .filter(|cut| span.start() < **cut && **cut < span.end())
        {
            fragments.push(Span::new(from, *cut));
            from = *cut;
        }
        fragments.push(Span::new(from, span.end()));
        fragments
    }

    /// A cut goes through this broadcast: between the starts of its pieces, or through a push. Where merge pins meet
    /// sessions, who owns what hangs on single pieces, so no summary is trusted there.
    pub(crate) fn tear(&self, summary: &Summary) -> bool {
        if self.pinned && !self.sessions.is_empty() {
            return true;
        }
        let start = summary.hull.start();
        if self.contested(start) {
            return true;
        }
        let next = |cuts: &[i64]| cuts.get(cuts.partition_point(|cut| *cut <= start)).copied();
        let through =
            |cut: Option<i64>, end: Option<i64>| cut.zip(end).is_some_and(|(cut, end)| cut < end);
        let (cut, split) = (next(&self.all), next(&self.splits));
        cut.is_some_and(|cut| cut <= summary.last_start)
            || through(cut, summary.free_push_end)
            || through(split, summary.published.hull().map(|hull| hull.end()))
    }

    /// Two owners get the time at this very moment: which of them keeps it, and what follows, hangs on single pieces.
    fn contested(&self, at: i64) -> bool {
        let at = (self.segment(at), at);
        let first = self
            .changes
            .partition_point(|(segment, start, ..)| (*segment, *start) < at);
        let mut owners = self.changes[first..]
            .iter()
            .take_while(|(segment, start, ..)| (*segment, *start) == at)
            .map(|(.., owner)| owner);
        owners
            .next()
            .is_some_and(|first| owners.any(|owner| owner != first))
    }
}
