//! Groups anew what a fact touches: from summaries where they can tell, else from the pieces.

use crate::{
    Broadcast, Store, StoreError,
    open::{Opened, entangled},
    piece::Piece,
    plan::{Name, Named, Regrouped},
    record::{Head, Unfinished},
};
use replay_grouping::{Atom, Group, Pins, ReplayId, Span, Stream, Torn, cluster};
use std::collections::BTreeSet;

/// How many broadcasts are joined to others at once. Each takes two of the 100 items of a transaction: the broadcast
/// goes, and an alias comes.
const JOINED_AT_ONCE: usize = 40;

/// What makes grouping necessary.
pub(crate) struct Cause<'a> {
    /// Where.
    pub(crate) span: Span,
    /// A new piece, or one of which more is known.
    pub(crate) new: Option<&'a Piece>,
    /// Pushes that may not be in all the broadcasts in which they belong. To add one twice does no harm.
    pub(crate) again: &'a [Piece],
    /// Where summaries hold something that is no longer so.
    pub(crate) reopen: Option<Span>,
}

/// From where on something is left to be grouped.
struct Left {
    from: i64,
    reopen: bool,
}

impl Store {
    /// Groups what lies near the cause, and says what is left to be done because it was too much for one transaction.
    pub(crate) async fn regroup(
        &self,
        stream: &Stream,
        head: &Head,
        cause: &Cause<'_>,
    ) -> Result<(Regrouped, Option<Unfinished>), StoreError> {
        let sessions = self.settings.defaults.session_param.is_some();
        let mut reach = cause.span;
        let mut open: BTreeSet<ReplayId> = BTreeSet::new();
        loop {
            let near = self.broadcasts_in_reach(stream, head, reach).await?;
            mark_opened(&near, cause.reopen, &mut open);
            let opened = near.iter().filter(|broadcast| open.contains(&broadcast.id));
            let wider = opened
                .clone()
                .map(|opened| opened.summary.hull)
                .fold(reach, Span::hull);
            if sessions && wider != reach {
                reach = wider;
                continue;
            }
            let opened = self.open(stream, head, opened).await?;
            match self.step(stream, near, &open, &opened, cause) {
                Ok((regrouped, None)) => return Ok((regrouped, None)),
                Ok((regrouped, Some(Left { from, reopen }))) => {
                    let span = Span::new(from, reach.end().max(from));
                    return Ok((regrouped, Some(Unfinished { span, reopen })));
                }
                Err(torn) => open.extend(torn),
            }
        }
    }

    /// As much of the grouping as fits into one transaction; or which other broadcasts are to be opened for it.
    ///
    /// What doesn't fit is left in the gentlest way that there is: broadcasts that are to be joined stay as they are, a
    /// push isn't added to the days after a cut, and as a last resort groups are held together until they are opened.
    fn step(
        &self,
        stream: &Stream,
        mut near: Vec<Broadcast>,
        open: &BTreeSet<ReplayId>,
        opened: &Opened,
        cause: &Cause<'_>,
    ) -> Result<(Regrouped, Option<Left>), Vec<ReplayId>> {
        let grouped = |near: &[Broadcast], added: &[Piece]| {
            self.grouped(stream, near, open, opened, cause.new, added)
        };
        let mut added: Vec<Piece> = cause.new.into_iter().chain(cause.again).cloned().collect();
        let mut regrouped = grouped(&near, &added)?;

        let later = regrouped.joined_after(JOINED_AT_ONCE);
        if !later.is_empty() {
            near.retain(|broadcast| !later.contains_key(&broadcast.id));
            regrouped = grouped(&near, &added)?;
        }
        let through = |cut: &i64| added.iter().any(|piece| piece.is_pushed_through(*cut));
        let cut = regrouped.too_much_from().filter(through);
        if let Some(cut) = cut {
            added = added
                .into_iter()
                .filter_map(|piece| piece.until(cut))
                .collect();
            regrouped = grouped(&near, &added)?;
        }
        if self.settings.defaults.session_param.is_some() {
            regrouped.reach = longest_reach(&regrouped, self.settings.rules.gap);
        }
        let lump = regrouped.lump();
        let from = later.into_values().chain(cut).chain(lump).min();
        Ok((
            regrouped,
            from.map(|from| Left {
                from,
                reopen: lump.is_some(),
            }),
        ))
    }

    /// Clusters closed broadcasts, the pieces of opened ones, of which `new` is known better by now, and what is added;
    /// or says which others are to be opened.
    fn grouped(
        &self,
        stream: &Stream,
        near: &[Broadcast],
        open: &BTreeSet<ReplayId>,
        opened: &Opened,
        new: Option<&Piece>,
        added: &[Piece],
    ) -> Result<Regrouped, Vec<ReplayId>> {
        let (opened_ones, closed): (Vec<_>, Vec<_>) =
            near.iter().partition(|near| open.contains(&near.id));
        let parts = opened.parts.iter().map(|(piece, _)| piece);
        let mut pieces: Vec<Piece> = opened.pushes.iter().chain(parts).cloned().collect();
        if let Some(new) = new {
            pieces.retain(|piece| piece.key != new.key);
        }
        pieces.extend_from_slice(added);
        let summaries = closed.iter().map(|closed| Atom::Group(&closed.summary));
        let atoms: Vec<Atom<'_>> = summaries.chain(pieces.iter().map(Piece::atom)).collect();
        let groups =
            cluster(&atoms, &self.settings.rules, &Pins::default()).map_err(|Torn(torn)| {
                torn.iter()
                    .map(|i| closed[*i].id.clone())
                    .collect::<Vec<_>>()
            })?;

        let names = opened_ones.into_iter().cloned().map(Name::from);
        let names = names
            .chain(opened.aliases.iter().cloned().map(Name::from))
            .collect();
        let pieces = Pieces {
            all: &pieces,
            first: closed.len(),
        };
        Ok(settle_names(stream, groups, &closed, &pieces, names))
    }

    /// The broadcasts near `span`. With explicit sessions also those that overlap these, because who owns the time
    /// hangs on them; and where a session can lift a midnight, those near these, because it may join two of them.
    async fn broadcasts_in_reach(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Vec<Broadcast>, StoreError> {
        if self.settings.defaults.session_param.is_none() {
            return self.broadcasts_near(stream, head, span).await;
        }
        let mut lifting = self.settings.rules.daily_cut.is_some();
        let mut reach = span.widened(self.settings.rules.gap);
        loop {
            let mut near = self.broadcasts_near(stream, head, reach).await?;
            near.retain(|near| near.summary.hull.within(0, &reach));
            let mut wider = near
                .iter()
                .map(|near| near.summary.hull)
                .fold(reach, Span::hull);
            if lifting {
                wider = wider.widened(self.settings.rules.gap);
                lifting = false;
            }
            if wider == reach {
                return Ok(near);
            }
            reach = wider;
        }
    }
}

/// The longest broadcast here that reaches another one's start: where sessions take turns, the one that starts last
/// before a moment need not be the only one that holds it.
fn longest_reach(regrouped: &Regrouped, gap: i64) -> i64 {
    let hulls: Vec<Span> = regrouped
        .groups
        .iter()
        .map(|group| group.summary.hull)
        .collect();
    let reaches = |i: usize| {
        let reach = Span::new(hulls[i].start(), hulls[i].end() + gap);
        (0..hulls.len()).any(|j| i != j && reach.holds(&Span::point(hulls[j].start())))
    };
    let reaching = (0..hulls.len()).filter(|i| reaches(*i));
    reaching
        .map(|i| hulls[i].end() - hulls[i].start())
        .max()
        .unwrap_or(0)
}

/// Adds what has to be opened: what lies where summaries are wrong, and what is entangled with something opened.
pub(crate) fn mark_opened(near: &[Broadcast], reopen: Option<Span>, open: &mut BTreeSet<ReplayId>) {
    let wrong =
        |broadcast: &&Broadcast| reopen.is_some_and(|span| broadcast.summary.hull.within(0, &span));
    open.extend(
        near.iter()
            .filter(wrong)
            .map(|broadcast| broadcast.id.clone()),
    );
    loop {
        let before = open.len();
        let (opened, closed): (Vec<_>, Vec<_>) =
            near.iter().partition(|near| open.contains(&near.id));
        let tangled = closed
            .into_iter()
            .filter(|closed| opened.iter().any(|opened| entangled(opened, closed)));
        open.extend(tangled.map(|broadcast| broadcast.id.clone()));
        if open.len() == before {
            return;
        }
    }
}

/// The pieces among what was clustered: the atoms from `first` on.
struct Pieces<'a> {
    all: &'a [Piece],
    first: usize,
}

impl Pieces<'_> {
    /// What of a group is a piece, and where a cut clipped it.
    fn members(&self, group: &Group) -> impl Iterator<Item = (&Piece, Option<i64>)> {
        let piece = |atom: usize| self.all.get(atom.checked_sub(self.first)?);
        group
            .members
            .iter()
            .filter_map(move |member| Some((piece(member.atom)?, member.clipped_at)))
    }
}

/// Gives each group the names of the broadcasts in it, and each name of what was opened to the group that holds its
/// founding piece, or to the nearest one if that piece is gone. A group without a name takes one from the first of its
/// pieces that came.
fn settle_names(
    stream: &Stream,
    groups: Vec<Group>,
    closed: &[&Broadcast],
    pieces: &Pieces<'_>,
    names: Vec<Name>,
) -> Regrouped {
    let members = |group: &Group| -> Vec<Name> {
        let members = group
            .members
            .iter()
            .filter_map(|member| closed.get(member.atom));
        members
            .map(|closed| Name::from((*closed).clone()))
            .collect()
    };
    let mut named: Vec<Vec<Name>> = groups.iter().map(members).collect();
    let mut regrouped = Regrouped::default();
    for mut name in names {
        let founding = groups.iter().enumerate().find_map(|(i, group)| {
            let mut members = pieces.members(group);
            let (piece, clipped_at) =
                members.find(|(piece, clipped_at)| piece.name(*clipped_at) == name.founder)?;
            Some((i, piece.start(clipped_at)))
        });
        if let Some((_, Some(start))) = founding {
            name.founder_start = start;
        }
        let nearest = || {
            (0..groups.len()).min_by_key(|i| {
                groups[*i]
                    .summary
                    .hull
                    .distance(&Span::point(name.founder_start))
            })
        };
        match founding.map(|(i, _)| i).or_else(nearest) {
            Some(i) => named[i].push(name),
            None => regrouped.homeless.push(name),
        }
    }
    for (group, mut names) in groups.into_iter().zip(named) {
        if names.is_empty() {
            let first = pieces
                .members(&group)
                .min_by_key(|(piece, clipped_at)| (piece.order, *clipped_at));
            names.extend(first.map(|(piece, clipped_at)| {
                let start = piece
                    .start(clipped_at)
                    .unwrap_or(group.summary.hull.start());
                Name::new(stream, piece.name(clipped_at), start, piece.order)
            }));
        }
        regrouped.groups.push(Named {
            summary: group.summary,
            names,
        });
    }
    regrouped
}
