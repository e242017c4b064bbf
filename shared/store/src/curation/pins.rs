//! Curators' splits and merges, and the rules of one stream.
//!
//! Both are pins: a moment or a span, stored with the stream's other pins in one item, which is read only for streams
//! that have one. What lies there is opened and grouped again from its pieces, in one transaction with the pin and with
//! an entry in the history of each broadcast that changed. A merge holds from the first start to the last, and removes
//! the splits in between. To undo is the opposite change of the pins.
//!
//! A stream's own rules are stored in its head. To regroup a whole stream takes steps of up to 50 broadcasts; if it is
//! interrupted, the stream's next write continues it.

use crate::{
    Action, Broadcast, Store, StoreError,
    error::Lost,
    items::{NewEntry, PinChange, Unfinished},
    table::{Guard, TRANSACTION_ITEMS},
    write::{Cause, Seen, Step, Terms},
};
use replay_grouping::{Pins, ReplayId, Rules, Span, Stream, Timestamp};
use std::collections::BTreeSet;

/// The most splits and merges of one stream. All of them are one item, some 25 KB then.
const MOST_PINS: usize = 2_000;

/// What became of a split or merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pinned {
    /// The broadcasts that came of it, earliest first.
    Done(Vec<Broadcast>),
    /// It has this version, not the one that was expected.
    VersionMismatch(u64),
    /// There is no such broadcast.
    Unknown,
    /// The moment is not inside the broadcast.
    Outside,
    /// It would change nothing.
    Nothing,
    /// The broadcasts are of different streams.
    DifferentStreams,
    /// One broadcast is named twice.
    NamedTwice,
    /// The stream has too many pins.
    TooMany,
}

impl Store {
    /// Splits a broadcast: what starts at `at` or later is another one from now on.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn split(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        at: Timestamp,
        by: &str,
        now: Timestamp,
    ) -> Result<Pinned, StoreError> {
        let Some(broadcast) = self.broadcast(id).await? else {
            return Ok(Pinned::Unknown);
        };
        if expected.is_some_and(|expected| expected != broadcast.version) {
            return Ok(Pinned::VersionMismatch(broadcast.version));
        }
        let hull = broadcast.summary.hull;
        if broadcast.emptied || at <= hull.start() || at > hull.end() {
            return Ok(Pinned::Outside);
        }
        let change = |_: &Pins| PinChange::split(at);
        let entry = NewEntry::of(Action::Split, by, now).named(format!("split@{at}"));
        let stream = &broadcast.stream;
        self.pin(stream, &change, &entry, now).await
    }

    /// Merges broadcasts of one stream, and whatever lies between them.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was changed, or nobody knows.
    pub async fn merge(
        &self,
        ids: &[ReplayId],
        by: &str,
        now: Timestamp,
    ) -> Result<Pinned, StoreError> {
        let mut broadcasts: Vec<Broadcast> = Vec::new();
        for id in ids {
            match self.broadcast(id).await? {
                Some(broadcast) if !broadcast.emptied => broadcasts.push(broadcast),
                _ => return Ok(Pinned::Unknown),
            }
        }
        let Some(stream) = broadcasts.first().map(|first| first.stream.clone()) else {
            return Ok(Pinned::Nothing);
        };
        let ids: BTreeSet<&ReplayId> = broadcasts.iter().map(|broadcast| &broadcast.id).collect();
        if ids.len() < broadcasts.len() {
            return Ok(Pinned::NamedTwice);
        }
        if broadcasts
            .iter()
            .any(|broadcast| broadcast.stream != stream)
        {
            return Ok(Pinned::DifferentStreams);
        }
        let starts = broadcasts.iter().map(|one| one.summary.hull.start());
        let Some(starts) = starts.map(Span::point).reduce(Span::hull) else {
            return Ok(Pinned::Nothing);
        };
        let (from, to) = (starts.start(), starts.end());
        let change = |pins: &Pins| PinChange::merge(from, to, pins);
        let entry = NewEntry::of(Action::Merge, by, now).named(format!("merge@{from}-{to}"));
        self.pin(&stream, &change, &entry, now).await
    }

    /// Changes pins and regroups what they touch.
    pub(crate) async fn pin(
        &self,
        stream: &Stream,
        change: &(impl Fn(&Pins) -> PinChange + Sync),
        entry: &NewEntry,
        now: Timestamp,
    ) -> Result<Pinned, StoreError> {
        let attempt = || self.try_pin(stream, change, entry, now);
        let ids = match self.retried(stream, now, attempt).await? {
            Ok(ids) => ids,
            Err(refused) => return Ok(refused),
        };
        let mut changed = Vec::new();
        for id in &ids {
            if let Some(broadcast) = self.broadcast_of(stream, id).await? {
                changed.push(self.pictured_anew(broadcast, now).await?);
            }
        }
        changed.sort_by_key(|broadcast| broadcast.summary.hull);
        Ok(Pinned::Done(changed))
    }

    /// True beside the result when nothing is left to be grouped.
    async fn try_pin(
        &self,
        stream: &Stream,
        change: &(impl Fn(&Pins) -> PinChange + Sync),
        entry: &NewEntry,
        now: Timestamp,
    ) -> Result<(Result<Vec<ReplayId>, Pinned>, bool), Lost> {
        let Seen { head, .. } = self.look_finished(stream, &[], &[], now).await?;
        let terms = self.terms(stream, &head).await?;
        let change = change(&terms.pins);
        let pins = change.apply(&terms.pins);
        if pins.splits.len() + pins.merges.len() > MOST_PINS {
            return Ok((Err(Pinned::TooMany), true));
        }
        let Some(span) = change.span().filter(|_| pins != terms.pins) else {
            return Ok((Err(Pinned::Nothing), true));
        };
        let span = span.widened(terms.rules.gap);
        let cause = Cause {
            span,
            edits: &[],
            again: &[],
            reopen: Some(span),
            // Beside each broadcast what was done to it is written.
            room: TRANSACTION_ITEMS / 2 - 2,
            terms: Some(Terms { pins, ..terms }),
        };
        let (regrouped, unfinished) = self.regroup(stream, &head, &cause).await?;
        if !entry.is_undo() && unfinished.is_none() && regrouped.changes_nothing() {
            return Ok((Err(Pinned::Nothing), true));
        }
        let unfinished = unfinished.map(|left| Unfinished {
            parting: true,
            ..left
        });
        let pins = cause.terms.map(|terms| terms.pins).unwrap_or_default();
        let step = Step {
            unfinished,
            items: vec![(Terms::item(&pins, stream), Guard::None)],
            regrouped,
            import: None,
            parting: true,
            entry: Some(entry.clone().pinning(change)),
        };
        let mut head = head;
        head.pinned = pins != Pins::default();
        let changed = self.advance(stream, head, step, now).await?;
        Ok((Ok(changed), unfinished.is_none()))
    }

    /// Gives a stream rules of its own, or with none those of the deployment, and regroups all of it from its pieces.
    ///
    /// # Errors
    /// [`StoreError`]: nobody knows how far it came. The stream's next write goes on, and to do it again is always right.
    pub async fn regroup_stream(
        &self,
        stream: &Stream,
        rules: Option<Rules>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let attempt = || self.try_regroup_stream(stream, rules.clone(), now);
        self.retried(stream, now, attempt).await
    }

    async fn try_regroup_stream(
        &self,
        stream: &Stream,
        rules: Option<Rules>,
        now: Timestamp,
    ) -> Result<((), bool), Lost> {
        let Seen { mut head, .. } = self.look_finished(stream, &[], &[], now).await?;
        let Some(span) = self.reach_of(stream).await? else {
            return Ok(((), true));
        };
        head.rules = rules;
        let step = Step {
            unfinished: Some(Unfinished {
                span,
                reopen: true,
                parting: true,
            }),
            ..Step::default()
        };
        self.advance(stream, head, step, now).await?;
        Ok(((), false))
    }
}
