//! Signals: events that make no broadcast but carry information about one.

use super::Broadcast;
use crate::{
    Result,
    table::{AT, EXPIRES, Item, Reader, Writer, keys},
};
use replay_grouping::{NewSignal, RecorderEvent, Screenshot, Seconds, Span, Timestamp};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A signal as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSignal {
    /// When it happened.
    pub at: Timestamp,
    /// What happened, in one word.
    pub kind: String,
    /// All that is known of it; null if it is no more than its kind.
    pub details: Value,
}

/// How long signals are kept: well beyond any deadline that they could move.
const RETENTION: Seconds = Seconds::DAY.times(30);

/// A recorder starts with its push, some seconds before or after.
const RECORDERS_BEFORE: Seconds = Seconds::MINUTE;
/// The longest wait for a push to come back, and room for clocks and queues.
const RECORDERS_AFTER: Seconds = Seconds::HOUR;

const RECORDER: &str = "recorder";
const SCREENSHOT: &str = "screenshot";

pub(crate) fn signal_item<S: Serialize>(
    new: &NewSignal<'_, S>,
    raw: &str,
    now: Timestamp,
) -> Result<Item> {
    Writer::new(&keys::stream(new.stream), &keys::signal(new.id))
        .optional_text("at", &new.at.map(|at| keys::at(keys::SIGNAL, at)))
        .optional_json(RECORDER, &new.recorder)
        .optional_json(SCREENSHOT, &new.screenshot)
        .json("signal", new.signal)
        .text("raw", raw)
        .number("kept_at", now)
        .number(EXPIRES, now + RETENTION)
        .finish()
}

/// The time of a broadcast's signals: its own, and that in which its last file may come.
pub(crate) fn signal_span(hull: Span) -> Span {
    Span::new(
        hull.start() - RECORDERS_BEFORE,
        hull.end() + RECORDERS_AFTER,
    )
}

/// The recorder events of a broadcast, among the signals near it.
pub(crate) fn recorder_events(signals: &[Item], hull: Span) -> Result<Vec<RecorderEvent>> {
    let mut events: Vec<RecorderEvent> = documents(signals, RECORDER)?;
    // A task of the next broadcast begins later.
    let own: BTreeSet<String> = events
        .iter()
        .filter(|event| event.at <= hull.end() + RECORDERS_BEFORE)
        .map(|event| event.task.clone())
        .collect();
    events.retain(|event| own.contains(&event.task));
    Ok(events)
}

/// The first screenshot of a broadcast among these signals.
pub(crate) fn first_screenshot(
    signals: &[Item],
    broadcast: &Broadcast,
) -> Result<Option<Screenshot>> {
    let taken: Vec<Screenshot> = documents(signals, SCREENSHOT)?;
    Ok(Screenshot::first(&taken, &broadcast.summary).cloned())
}

/// The screenshots among these signals, and the other signals.
pub(crate) fn read(items: &[Item]) -> Result<(Vec<Screenshot>, Vec<StoredSignal>)> {
    let others = items.iter().filter(|item| !item.contains_key(SCREENSHOT));
    let others = others.map(StoredSignal::read).collect::<Result<_>>()?;
    Ok((documents(items, SCREENSHOT)?, others))
}

impl StoredSignal {
    fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        let at = item.name_in(AT, keys::SIGNAL)?;
        let mut signal: Value = item.json("signal")?;
        let (kind, details) = match signal["kind"].take() {
            Value::Object(kinds) => kinds.into_iter().next().unwrap_or_default(),
            Value::String(kind) => (kind, Value::Null),
            _ => return Err(item.corrupt("signal", "has no kind")),
        };
        Ok(Self {
            at: at.parse().map_err(|_| item.corrupt(AT, "is no time"))?,
            kind,
            details,
        })
    }
}

/// One field of all the items that have it.
fn documents<T: serde::de::DeserializeOwned>(
    items: &[Item],
    field: &'static str,
) -> Result<Vec<T>> {
    let documents = items.iter().map(|item| Reader(item).optional_json(field));
    documents.filter_map(Result::transpose).collect()
}
