//! What marks a moment or a stretch of a time line: signals, pins and cuts.

use crate::http::Time;
use replay_grouping::{Seconds, Separation, Span, Timestamp};
use replay_store::{HistoryEntry, StoredSignal, Surroundings};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Something that Tencent told of the stream.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SignalMark {
    /// When it happened.
    at: Time,
    /// What it is about: `recording`, `recording_exception`, `push_exception`, `moderation` or `relay`.
    kind: String,
    /// Tencent's word or number for what happened, such as `record_paused` or `-100`. Absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The format that is recorded. Absent where the signal names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    /// What Tencent says about it. Absent where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl From<&StoredSignal> for SignalMark {
    fn from(signal: &StoredSignal) -> Self {
        let field = |name: &str| match signal.details.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        Self {
            at: Time(signal.at),
            kind: signal.kind.clone(),
            code: field("event").or_else(|| field("code")),
            format: field("format"),
            text: field("desc"),
        }
    }
}

/// A split or a merge by a curator.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PinMark {
    kind: PinKind,
    /// The moment of a split, or where a merge begins.
    from: Time,
    /// The moment of a split, or where a merge ends.
    to: Time,
    /// Who set it. Absent where the history of this replay doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// When it was set. Absent where the history of this replay doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Time>,
}

/// What a curator did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum PinKind {
    /// What starts then or later is another replay.
    Split,
    /// All that lies there is one replay.
    Merge,
}

/// The pins of a time line, splits first.
pub(super) fn pins(found: &Surroundings) -> Vec<PinMark> {
    let (time, pins) = (found.time, &found.pins);
    let splits = pins.splits.range(time.start()..=time.end());
    let splits = splits.map(|at| (PinKind::Split, Span::point(*at)));
    let merges = pins.merges.iter();
    let merges = merges.filter(|merge| merge.within(Seconds::ZERO, &time));
    let merges = merges.map(|merge| (PinKind::Merge, *merge));
    let mark = |(kind, span): (PinKind, Span)| {
        let set = found.changes.iter().find(|entry| sets(entry, kind, span));
        PinMark {
            kind,
            from: Time(span.start()),
            to: Time(span.end()),
            by: set.map(|entry| entry.by.clone()),
            at: set.map(|entry| Time(entry.at)),
        }
    };
    splits.chain(merges).map(mark).collect()
}

/// Whether a change set this pin.
fn sets(entry: &HistoryEntry, kind: PinKind, span: Span) -> bool {
    entry.pins.as_ref().is_some_and(|change| match kind {
        PinKind::Split => change.set.splits.contains(&span.start()),
        PinKind::Merge => change.set.merges.contains(&span),
    })
}

/// Where rules cut a replay off from a neighbour.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Cut {
    /// When.
    at: Time,
    kind: CutKind,
}

/// Which rule cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum CutKind {
    /// The local day changes.
    Day,
    /// Another session begins.
    Session,
}

/// The cuts on a time line, by time.
pub(super) fn cuts(found: &Surroundings) -> Vec<Cut> {
    let own = found.broadcast.summary.hull.start();
    let cuts = found.neighbours.iter().filter_map(|one| {
        let start = one.broadcast.summary.hull.start();
        match one.separation.as_ref()? {
            Separation::Midnight(at) => Some((*at, CutKind::Day)),
            Separation::Session { .. } => Some((own.max(start), CutKind::Session)),
            Separation::Gap { .. } | Separation::Split(_) => None,
        }
    });
    let cuts: BTreeSet<(Timestamp, CutKind)> = cuts.collect();
    let here = |at: &Timestamp| found.time.contains(&Span::point(*at));
    let cuts = cuts.into_iter().filter(|(at, _)| here(at));
    cuts.map(|(at, kind)| Cut { at: Time(at), kind }).collect()
}
