//! Groups anew what a fact touches: from summaries where they hold enough, else from the pieces.

use super::{
    Expanded, LostFile, Piece, PieceChange, Regrouped, StreamRules,
    assign_ids::{KnownIds, Pieces, assign_ids},
    interleaved,
};
use crate::{
    Broadcast, Loss, Result, Store,
    error::Conflict,
    items::{Head, Unfinished},
    table::keys,
};
use replay_grouping::{
    Atom, MAX_RECORDING, ReplayId, Seconds, Span, Stream, Timestamp, Torn, cluster,
};
use std::collections::BTreeSet;

/// How many broadcasts may be merged into others at once in so much room. Each takes two items: the broadcast goes, and an
/// alias comes. What they are merged into needs some too.
fn merged_at_once(room: usize) -> usize {
    room.saturating_sub(10) / 2
}

/// How long before a piece that comes back its broadcast may have begun: as long as one recording may last.
const EMPTIED_REACH: Seconds = MAX_RECORDING;

/// What makes grouping necessary.
pub(crate) struct Cause<'a> {
    pub(crate) span: Span,
    /// Pieces that are new, gone, or known otherwise.
    pub(crate) changes: &'a [PieceChange],
    /// Pushes that may not be in all the broadcasts in which they belong. To add one twice does no harm.
    pub(crate) again: &'a [Piece],
    /// The stretch in which summaries don't hold what is there, so that broadcasts have to be expanded.
    pub(crate) expand: Option<Span>,
    /// How many items of a transaction are left for broadcasts and aliases.
    pub(crate) room: usize,
    /// The rules and pins, if not those that the head knows.
    pub(crate) rules: Option<StreamRules>,
}

/// The broadcasts that are grouped anew together.
pub(crate) struct Neighbourhood {
    pub(crate) broadcasts: Vec<Broadcast>,
    /// Which of them are expanded.
    pub(crate) open: BTreeSet<ReplayId>,
    pub(crate) expanded: Expanded,
}

/// From where on something is left to be grouped.
struct Left {
    from: Timestamp,
    from_pieces: bool,
}

impl Store {
    /// Groups what lies near the cause, and returns what remains because it was too much for one transaction.
    pub(crate) async fn regroup(
        &self,
        stream: &Stream,
        head: &Head,
        cause: &Cause<'_>,
    ) -> Result<(Regrouped, Option<Unfinished>), Conflict> {
        let rules = match &cause.rules {
            Some(rules) => rules.clone(),
            None => self.stream_rules(stream, head).await?,
        };
        let sessions = self.settings.defaults.session_param.is_some();
        let mut reach = rules.reach(cause.span);
        let mut open: BTreeSet<ReplayId> = BTreeSet::new();
        loop {
            let near = self
                .broadcasts_in_reach(stream, head, &rules, reach)
                .await?;
            let emptied = self.emptied_broadcasts(stream, head, cause).await?;
            mark_open(&near, cause.expand, &mut open);
            let opened = near.iter().filter(|broadcast| open.contains(&broadcast.id));
            let hulls = opened.clone().map(|opened| opened.summary.hull);
            let wider = rules.reach(hulls.fold(reach, Span::hull));
            if sessions && wider != reach {
                reach = wider;
                continue;
            }
            let mut expanded = self.expand(stream, head, opened).await?;
            expanded.emptied = emptied;
            let mut neighbourhood = Neighbourhood {
                broadcasts: near,
                open,
                expanded,
            };
            match self.step(stream, &rules, &mut neighbourhood, cause) {
                Ok((regrouped, left)) => {
                    let left = left.map(|left| Unfinished {
                        span: Span::new(left.from, reach.end().max(left.from)),
                        from_pieces: left.from_pieces,
                        separation: false,
                    });
                    return Ok((regrouped, left));
                }
                Err(torn) => {
                    open = neighbourhood.open;
                    open.extend(torn);
                }
            }
        }
    }

    /// As much of the grouping as fits into one transaction; or which other broadcasts are to be expanded for it.
    ///
    /// What doesn't fit is left in the gentlest way that there is: broadcasts that are to be merged stay as they are, a
    /// push isn't added to the days after a cut, and as a last resort groups are combined until they are expanded.
    fn step(
        &self,
        stream: &Stream,
        rules: &StreamRules,
        near: &mut Neighbourhood,
        cause: &Cause<'_>,
    ) -> Result<(Regrouped, Option<Left>), Vec<ReplayId>> {
        let grouped = |near: &Neighbourhood, added: &[Piece]| {
            group(stream, rules, near, cause.changes, added)
        };
        let new = cause.changes.iter().flat_map(|change| &change.after);
        let mut added: Vec<Piece> = new.chain(cause.again).cloned().collect();
        let mut regrouped = grouped(near, &added)?;

        let later = regrouped.merged_after(merged_at_once(cause.room));
        if !later.is_empty() {
            near.broadcasts
                .retain(|broadcast| !later.contains_key(&broadcast.id));
            regrouped = grouped(near, &added)?;
        }
        let through = |cut: &Timestamp| added.iter().any(|piece| piece.is_pushed_through(*cut));
        let cut = regrouped.too_much_from(cause.room).filter(through);
        if let Some(cut) = cut {
            let pieces = added.into_iter();
            added = pieces.filter_map(|piece| piece.until(cut)).collect();
            regrouped = grouped(near, &added)?;
        }
        if self.settings.defaults.session_param.is_some() {
            regrouped.reach = longest_reach(&regrouped, rules.rules.gap);
        }
        let combined = regrouped.combine(cause.room);
        let from = later.into_values().chain(cut).chain(combined).min();
        let left = from.map(|from| Left {
            from,
            from_pieces: combined.is_some(),
        });
        Ok((regrouped, left))
    }

    /// Broadcasts that were left without a piece, where one of their pieces comes back.
    async fn emptied_broadcasts(
        &self,
        stream: &Stream,
        head: &Head,
        cause: &Cause<'_>,
    ) -> Result<Vec<Broadcast>, Conflict> {
        if !cause.changes.iter().any(|change| change.returns.is_some()) {
            return Ok(Vec::new());
        }
        let reach = Span::new(cause.span.start() - EMPTIED_REACH, cause.span.end());
        let mut emptied = self
            .read_by_time(stream, head, keys::PAST, reach, Broadcast::read)
            .await?;
        emptied.retain(|emptied| emptied.summary.hull.within(Seconds::ZERO, &cause.span));
        Ok(emptied)
    }

    /// The broadcasts near `span`. With explicit sessions also those that overlap these, because that decides who owns the
    /// time; and where a session can lift a midnight, those near these, because it may merge two of them.
    async fn broadcasts_in_reach(
        &self,
        stream: &Stream,
        head: &Head,
        rules: &StreamRules,
        span: Span,
    ) -> Result<Vec<Broadcast>, Conflict> {
        let gap = rules.rules.gap;
        if self.settings.defaults.session_param.is_none() {
            return self.broadcasts_near(stream, head, gap, span).await;
        }
        let mut lifting = rules.rules.daily_cut.is_some();
        let mut reach = span.widened(gap);
        loop {
            let mut near = self.broadcasts_near(stream, head, gap, reach).await?;
            near.retain(|near| near.summary.hull.within(Seconds::ZERO, &reach));
            let hulls = near.iter().map(|near| near.summary.hull);
            let mut wider = hulls.fold(reach, Span::hull);
            if lifting {
                wider = wider.widened(gap);
                lifting = false;
            }
            if wider == reach {
                return Ok(near);
            }
            reach = wider;
        }
    }
}

/// Clusters closed broadcasts, the pieces of expanded ones as they are after the changes, and what is added; or says which
/// others are to be expanded.
pub(crate) fn group(
    stream: &Stream,
    rules: &StreamRules,
    near: &Neighbourhood,
    changes: &[PieceChange],
    added: &[Piece],
) -> Result<Regrouped, Vec<ReplayId>> {
    let expanded = &near.expanded;
    let (opened, closed): (Vec<_>, Vec<_>) =
        (near.broadcasts.iter()).partition(|one| near.open.contains(&one.id));
    let parts = expanded.parts.iter().map(|(piece, _)| piece);
    let unchanged = expanded.pushes.iter().chain(parts);
    let unchanged = unchanged.filter(|piece| changes.iter().all(|change| change.key != piece.key));
    let pieces: Vec<Piece> = unchanged.chain(added).cloned().collect();
    let summaries = closed.iter().map(|closed| Atom::Group(&closed.summary));
    let atoms: Vec<Atom<'_>> = summaries.chain(pieces.iter().map(Piece::atom)).collect();
    let groups = cluster(&atoms, &rules.rules, &rules.pins).map_err(|Torn(torn)| {
        let ids = torn.iter().map(|i| closed[*i].id.clone());
        ids.collect::<Vec<_>>()
    })?;

    let lost: Vec<LostFile> = lost_files(expanded, changes)
        .filter(|file| pieces.iter().all(|piece| piece.key != file.key))
        .collect();
    let denied = lost.iter().filter(|file| file.loss == Loss::Denied);
    let denied = denied.map(|file| &file.key);
    let moved = changes.iter().filter(|change| change.moved_away);
    let moved = moved.map(|change| &change.key);
    let opened = opened.into_iter().chain(&expanded.emptied);
    let known = KnownIds {
        closed: &closed,
        expanded: opened.cloned().collect(),
        denied: denied.chain(moved).cloned().collect(),
    };
    let pieces = Pieces {
        all: &pieces,
        first: closed.len(),
    };
    let mut regrouped = assign_ids(stream, groups, &pieces, known, expanded);
    regrouped.count_lost(lost, changes);
    Ok(regrouped)
}

/// The files that take no part in grouping before or after the changes, of what is expanded.
fn lost_files(expanded: &Expanded, changes: &[PieceChange]) -> impl Iterator<Item = LostFile> {
    let before = expanded.lost.iter().filter_map(|part| {
        Some(LostFile {
            key: keys::part(&part.file_id),
            span: part.content().span,
            loss: part.loss()?,
        })
    });
    let newly = changes.iter().filter_map(|change| {
        Some(LostFile {
            key: change.key.clone(),
            span: change.before.as_ref()?.span()?,
            loss: change.lost?,
        })
    });
    before.chain(newly)
}

/// The longest broadcast here that reaches another one's start: where sessions take turns, the one that starts last
/// before a moment need not be the only one that holds it.
fn longest_reach(regrouped: &Regrouped, gap: Seconds) -> Seconds {
    let groups = regrouped.groups.iter();
    let hulls: Vec<Span> = groups.map(|group| group.summary.hull).collect();
    let reaches = |i: &usize| {
        let reach = Span::new(hulls[*i].start(), hulls[*i].end() + gap);
        (0..hulls.len()).any(|j| *i != j && reach.contains(&Span::point(hulls[j].start())))
    };
    let reaching = (0..hulls.len()).filter(reaches);
    let lengths = reaching.map(|i| hulls[i].length());
    lengths.max().unwrap_or_default()
}

/// Adds what has to be expanded: what lies where summaries are wrong, and what is interleaved with something expanded.
pub(crate) fn mark_open(near: &[Broadcast], wrong: Option<Span>, open: &mut BTreeSet<ReplayId>) {
    let is_wrong = |broadcast: &&Broadcast| {
        wrong.is_some_and(|span| broadcast.summary.hull.within(Seconds::ZERO, &span))
    };
    let mut found: Vec<&Broadcast> = near.iter().filter(is_wrong).collect();
    loop {
        open.extend(found.iter().map(|found| found.id.clone()));
        let (opened, mut closed): (Vec<_>, Vec<_>) =
            near.iter().partition(|near| open.contains(&near.id));
        closed.retain(|closed| opened.iter().any(|opened| interleaved(opened, closed)));
        if closed.is_empty() {
            return;
        }
        found = closed;
    }
}
