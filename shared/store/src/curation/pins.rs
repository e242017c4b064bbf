//! Curators' splits and merges, and the rules of one stream.
//!
//! Both are pins: a moment or a span, stored with the stream's other pins in one item, which is read only for streams
//! that have one. What lies there is expanded and grouped again from its pieces, in one transaction with the pin and with
//! an entry in the history of each broadcast that changed. A merge holds from the first start to the last, and removes
//! the splits in between. To undo is the opposite change of the pins.
//!
//! A stream's own rules are stored in its head. To regroup a whole stream takes steps of up to 50 broadcasts; if it is
//! interrupted, the stream's next write continues it.

use crate::{
    Action, Broadcast, Curated, HistoryEntry, PinChange, Refusal, Result, Store,
    error::Conflict,
    items::Unfinished,
    table::{Guard, TRANSACTION_ITEMS, Write},
    write::{Cause, Progress, Snapshot, Step, StreamRules, pins_item},
};
use replay_grouping::{Pins, ReplayId, Rules, Span, Stream, Timestamp};
use std::collections::BTreeSet;

/// The most splits and merges of one stream. All of them are one item, of some 25 KB then.
const MOST_PINS: usize = 2_000;

impl Store {
    /// Splits a broadcast: what starts at `at` or later is another one from now on. Returns the broadcasts that changed,
    /// earliest first; so do merges.
    pub async fn split(
        &self,
        id: &ReplayId,
        expected: Option<u64>,
        at: Timestamp,
        by: &str,
        now: Timestamp,
    ) -> Result<Curated<Vec<Broadcast>>> {
        let broadcast = match self.expected_broadcast(id, expected).await? {
            Ok(broadcast) => broadcast,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let hull = broadcast.summary.hull;
        if broadcast.emptied || at <= hull.start() || at > hull.end() {
            return Ok(Err(Refusal::Outside));
        }
        let change = |_: &Pins| PinChange::split(at);
        let entry = HistoryEntry {
            change: format!("split@{at}"),
            ..HistoryEntry::new(Action::Split, by, now)
        };
        self.pin(&broadcast.stream, &change, &entry, now).await
    }

    /// Merges broadcasts of one stream, and whatever lies between them.
    pub async fn merge(
        &self,
        ids: &[ReplayId],
        by: &str,
        now: Timestamp,
    ) -> Result<Curated<Vec<Broadcast>>> {
        let mut broadcasts: Vec<Broadcast> = Vec::new();
        for id in ids {
            match self.broadcast(id).await? {
                Some(broadcast) if !broadcast.emptied => broadcasts.push(broadcast),
                _ => return Ok(Err(Refusal::Unknown)),
            }
        }
        let starts = broadcasts.iter().map(|one| one.summary.hull.start());
        let starts = starts.map(Span::point).reduce(Span::hull);
        let (Some(first), Some(starts)) = (broadcasts.first(), starts) else {
            return Ok(Err(Refusal::NothingChanges));
        };
        let ids: BTreeSet<&ReplayId> = broadcasts.iter().map(|one| &one.id).collect();
        if ids.len() < broadcasts.len() {
            return Ok(Err(Refusal::NamedTwice));
        }
        if broadcasts.iter().any(|one| one.stream != first.stream) {
            return Ok(Err(Refusal::DifferentStreams));
        }
        let (from, to) = (starts.start(), starts.end());
        let change = |pins: &Pins| PinChange::merge(from, to, pins);
        let entry = HistoryEntry {
            change: format!("merge@{from}-{to}"),
            ..HistoryEntry::new(Action::Merge, by, now)
        };
        self.pin(&first.stream, &change, &entry, now).await
    }

    /// Changes pins and regroups what they touch.
    pub(super) async fn pin(
        &self,
        stream: &Stream,
        change: &(impl Fn(&Pins) -> PinChange + Sync),
        entry: &HistoryEntry,
        now: Timestamp,
    ) -> Result<Curated<Vec<Broadcast>>> {
        let attempt = || self.try_pin(stream, change, entry, now);
        let ids = match self.write_to_stream(stream, now, attempt).await? {
            Ok(ids) => ids,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut changed = Vec::new();
        for id in &ids {
            if let Some(broadcast) = self.broadcast_of(stream, id).await? {
                changed.push(self.find_screenshot(broadcast, now).await?);
            }
        }
        changed.sort_by_key(|broadcast| broadcast.summary.hull);
        Ok(Ok(changed))
    }

    async fn try_pin(
        &self,
        stream: &Stream,
        change: &(impl Fn(&Pins) -> PinChange + Sync),
        entry: &HistoryEntry,
        now: Timestamp,
    ) -> Result<Progress<Curated<Vec<ReplayId>>>, Conflict> {
        let refused = |why| Ok(Progress::Done(Err(why)));
        let Snapshot { mut head, .. } = self.finished_snapshot(stream, &[], [], now).await?;
        let rules = self.stream_rules(stream, &head).await?;
        let change = change(&rules.pins);
        let pins = change.apply(&rules.pins);
        if pins.splits.len() + pins.merges.len() > MOST_PINS {
            return refused(Refusal::TooManyPins);
        }
        let Some(span) = change.span().filter(|_| pins != rules.pins) else {
            return refused(Refusal::NothingChanges);
        };
        let span = span.widened(rules.rules.gap);
        let cause = Cause {
            span,
            changes: &[],
            again: &[],
            expand: Some(span),
            // Each broadcast comes with an entry in its history.
            room: TRANSACTION_ITEMS / 2 - 2,
            rules: Some(StreamRules {
                pins: pins.clone(),
                ..rules
            }),
        };
        let (regrouped, unfinished) = self.regroup(stream, &head, &cause).await?;
        let is_undo = entry.action == Action::Undo;
        if !is_undo && unfinished.is_none() && regrouped.changes_nothing() {
            return refused(Refusal::NothingChanges);
        }
        head.pinned = pins != Pins::default();
        let step = Step {
            writes: vec![Write::Put(pins_item(&pins, stream)?, Guard::None)],
            regrouped,
            unfinished: unfinished.map(|left| Unfinished {
                separation: true,
                ..left
            }),
            separation: true,
            entry: Some(HistoryEntry {
                pins: Some(change),
                ..entry.clone()
            }),
            ..Step::default()
        };
        Ok(self.advance(stream, head, step, now).await?.map(Ok))
    }

    /// Gives a stream rules of its own, or with `None` those of the deployment, and regroups all of it from its pieces.
    /// If it fails, part of it may be done; the stream's next write continues it.
    pub async fn regroup_stream(
        &self,
        stream: &Stream,
        rules: Option<Rules>,
        now: Timestamp,
    ) -> Result<()> {
        let attempt = || self.try_regroup_stream(stream, rules.clone(), now);
        self.write_to_stream(stream, now, attempt).await
    }

    async fn try_regroup_stream(
        &self,
        stream: &Stream,
        rules: Option<Rules>,
        now: Timestamp,
    ) -> Result<Progress<()>, Conflict> {
        let Snapshot { mut head, .. } = self.finished_snapshot(stream, &[], [], now).await?;
        let Some(span) = self.extent(stream, &head).await? else {
            return Ok(Progress::Done(()));
        };
        head.rules = rules;
        let step = Step {
            unfinished: Some(Unfinished {
                span,
                from_pieces: true,
                separation: true,
            }),
            ..Step::default()
        };
        Ok(self.advance(stream, head, step, now).await?.map(drop))
    }
}
