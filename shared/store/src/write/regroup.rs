//! Groups anew what a fact touches: from summaries where they can tell, else from the pieces.

use super::{Edit, Known, Opened, Piece, Pieces, Regrouped, Terms, entangled, settle_names};
use crate::{
    Broadcast, Store, StoreError,
    items::{Head, Unfinished},
    table::keys,
};
use replay_grouping::{
    Atom, MAX_RECORDING, ReplayId, Seconds, Span, Stream, Timestamp, Torn, cluster,
};
use std::collections::BTreeSet;

/// How many broadcasts may be joined to others at once in so much room. Each takes two items: the broadcast goes, and an
/// alias comes. What they are joined to needs some too.
fn joined_at_once(room: usize) -> usize {
    room.saturating_sub(10) / 2
}

/// How long before a piece that comes back its broadcast may have begun: as long as one recording may last.
const PAST_REACH: Seconds = MAX_RECORDING;

/// What makes grouping necessary.
pub(crate) struct Cause<'a> {
    /// Where.
    pub(crate) span: Span,
    /// Pieces that are new, gone, or known otherwise.
    pub(crate) edits: &'a [Edit],
    /// Pushes that may not be in all the broadcasts in which they belong. To add one twice does no harm.
    pub(crate) again: &'a [Piece],
    /// Where summaries hold something that is no longer so.
    pub(crate) reopen: Option<Span>,
    /// How many items of a transaction are left for broadcasts and aliases.
    pub(crate) room: usize,
    /// By which terms, if not by those that the head knows.
    pub(crate) terms: Option<Terms>,
}

/// From where on something is left to be grouped.
struct Left {
    from: Timestamp,
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
        let known = match &cause.terms {
            None => Some(self.terms(stream, head).await?),
            Some(_) => None,
        };
        let Some(terms) = cause.terms.as_ref().or(known.as_ref()) else {
            return Ok((Regrouped::default(), None));
        };
        let sessions = self.settings.defaults.session_param.is_some();
        let mut reach = terms.reach(cause.span);
        let mut open: BTreeSet<ReplayId> = BTreeSet::new();
        loop {
            let near = self.broadcasts_in_reach(stream, head, terms, reach).await?;
            let past = self.past_ones(stream, cause).await?;
            mark_opened(&near, cause.reopen, &mut open);
            let opened = near.iter().filter(|broadcast| open.contains(&broadcast.id));
            let wider = opened
                .clone()
                .map(|opened| opened.summary.hull)
                .fold(reach, Span::hull);
            let wider = terms.reach(wider);
            if sessions && wider != reach {
                reach = wider;
                continue;
            }
            let mut opened = self.open(stream, head, opened).await?;
            opened.past = past;
            match self.step(stream, terms, near, &open, &opened, cause) {
                Ok((regrouped, None)) => return Ok((regrouped, None)),
                Ok((regrouped, Some(Left { from, reopen }))) => {
                    let span = Span::new(from, reach.end().max(from));
                    let left = Unfinished {
                        span,
                        reopen,
                        parting: false,
                    };
                    return Ok((regrouped, Some(left)));
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
        terms: &Terms,
        mut near: Vec<Broadcast>,
        open: &BTreeSet<ReplayId>,
        opened: &Opened,
        cause: &Cause<'_>,
    ) -> Result<(Regrouped, Option<Left>), Vec<ReplayId>> {
        let grouped = |near: &[Broadcast], added: &[Piece]| {
            grouped_by(stream, terms, near, open, opened, cause.edits, added)
        };
        let new = cause.edits.iter().filter_map(|edit| edit.after.as_ref());
        let mut added: Vec<Piece> = new.chain(cause.again).cloned().collect();
        let mut regrouped = grouped(&near, &added)?;

        let later = regrouped.joined_after(joined_at_once(cause.room));
        if !later.is_empty() {
            near.retain(|broadcast| !later.contains_key(&broadcast.id));
            regrouped = grouped(&near, &added)?;
        }
        let through = |cut: &Timestamp| added.iter().any(|piece| piece.is_pushed_through(*cut));
        let cut = regrouped.too_much_from(cause.room).filter(through);
        if let Some(cut) = cut {
            added = added
                .into_iter()
                .filter_map(|piece| piece.until(cut))
                .collect();
            regrouped = grouped(&near, &added)?;
        }
        if self.settings.defaults.session_param.is_some() {
            regrouped.reach = longest_reach(&regrouped, terms.rules.gap);
        }
        let lump = regrouped.lump(cause.room);
        let from = later.into_values().chain(cut).chain(lump).min();
        Ok((
            regrouped,
            from.map(|from| Left {
                from,
                reopen: lump.is_some(),
            }),
        ))
    }

    /// Broadcasts that were left without a piece, where one of their pieces comes back.
    async fn past_ones(
        &self,
        stream: &Stream,
        cause: &Cause<'_>,
    ) -> Result<Vec<Broadcast>, StoreError> {
        if !cause.edits.iter().any(|edit| edit.returns) {
            return Ok(Vec::new());
        }
        let reach = Span::new(cause.span.start() - PAST_REACH, cause.span.end());
        let items = self.items(stream, keys::PAST, reach).await?;
        let past = items.iter().map(Broadcast::read);
        let past: Result<Vec<_>, _> = past.collect();
        let mut past = past?;
        past.retain(|past| past.summary.hull.within(Seconds::ZERO, &cause.span));
        Ok(past)
    }

    /// The broadcasts near `span`. With explicit sessions also those that overlap these, because who owns the time
    /// hangs on them; and where a session can lift a midnight, those near these, because it may join two of them.
    async fn broadcasts_in_reach(
        &self,
        stream: &Stream,
        head: &Head,
        terms: &Terms,
        span: Span,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let gap = terms.rules.gap;
        if self.settings.defaults.session_param.is_none() {
            return self.broadcasts_near(stream, head, gap, span).await;
        }
        let mut lifting = terms.rules.daily_cut.is_some();
        let mut reach = span.widened(gap);
        loop {
            let mut near = self.broadcasts_near(stream, head, gap, reach).await?;
            near.retain(|near| near.summary.hull.within(Seconds::ZERO, &reach));
            let mut wider = near
                .iter()
                .map(|near| near.summary.hull)
                .fold(reach, Span::hull);
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

/// Clusters closed broadcasts, the pieces of opened ones, as they are after the edits, and what is added; or says
/// which others are to be opened.
pub(crate) fn grouped_by(
    stream: &Stream,
    terms: &Terms,
    near: &[Broadcast],
    open: &BTreeSet<ReplayId>,
    opened: &Opened,
    edits: &[Edit],
    added: &[Piece],
) -> Result<Regrouped, Vec<ReplayId>> {
    let (opened_ones, closed): (Vec<_>, Vec<_>) =
        near.iter().partition(|near| open.contains(&near.id));
    let parts = opened.parts.iter().map(|(piece, _)| piece);
    let mut pieces: Vec<Piece> = opened.pushes.iter().chain(parts).cloned().collect();
    pieces.retain(|piece| edits.iter().all(|edit| edit.key != piece.key));
    pieces.extend_from_slice(added);
    let summaries = closed.iter().map(|closed| Atom::Group(&closed.summary));
    let atoms: Vec<Atom<'_>> = summaries.chain(pieces.iter().map(Piece::atom)).collect();
    let groups = cluster(&atoms, &terms.rules, &terms.pins).map_err(|Torn(torn)| {
        torn.iter()
            .map(|i| closed[*i].id.clone())
            .collect::<Vec<_>>()
    })?;

    let denied = opened.lost.iter().filter(|part| part.denied_at.is_some());
    let denied = denied.map(|part| keys::part(&part.file_id));
    let edited = edits.iter().filter(|edit| edit.denied);
    let denied = denied.chain(edited.map(|edit| edit.key.clone()));
    let known = Known {
        closed: &closed,
        opened: opened_ones
            .into_iter()
            .chain(&opened.past)
            .cloned()
            .collect(),
        denied: denied
            .filter(|key| pieces.iter().all(|piece| piece.key != *key))
            .collect(),
    };
    let pieces = Pieces {
        all: &pieces,
        first: closed.len(),
    };
    let mut regrouped = settle_names(stream, groups, &pieces, known, opened);
    let lost = opened.lost.iter().filter(|part| part.gone_at.is_some());
    regrouped.gone = lost.map(|part| part.content().span).collect();
    let gone = edits
        .iter()
        .filter(|edit| edit.after.is_none() && !edit.denied);
    let gone = gone.filter_map(|edit| edit.before.as_ref()?.span());
    regrouped.gone.extend(gone);
    Ok(regrouped)
}

/// The longest broadcast here that reaches another one's start: where sessions take turns, the one that starts last
/// before a moment need not be the only one that holds it.
fn longest_reach(regrouped: &Regrouped, gap: Seconds) -> Seconds {
    let hulls: Vec<Span> = regrouped
        .groups
        .iter()
        .map(|group| group.summary.hull)
        .collect();
    let reaches = |i: usize| {
        let reach = Span::new(hulls[i].start(), hulls[i].end() + gap);
        (0..hulls.len()).any(|j| i != j && reach.contains(&Span::point(hulls[j].start())))
    };
    let reaching = (0..hulls.len()).filter(|i| reaches(*i));
    reaching
        .map(|i| hulls[i].length())
        .max()
        .unwrap_or_default()
}

/// Adds what has to be opened: what lies where summaries are wrong, and what is entangled with something opened.
pub(crate) fn mark_opened(near: &[Broadcast], reopen: Option<Span>, open: &mut BTreeSet<ReplayId>) {
    let wrong = |broadcast: &&Broadcast| {
        reopen.is_some_and(|span| broadcast.summary.hull.within(Seconds::ZERO, &span))
    };
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
