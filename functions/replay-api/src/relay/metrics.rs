//! The metrics of events.

use super::{Event, EventType};
use replay_grouping::Timestamp;
use replay_metrics::{Dimension, Listed, Metric, Record};

const EVENT_TYPE: Dimension = Dimension::new("EventType", EventType::METRIC_VALUES);

const EVENTS_TOLD: Metric<1> =
    Metric::count("EventsTold", "Events that the bus took, by their type").by([EVENT_TYPE]);
const EVENTS_NOT_TAKEN: Metric = Metric::count(
    "EventsNotTaken",
    "Events that the bus did not take, although they were offered several times; they are told later",
);
const EVENT_DELAY: Metric =
    Metric::seconds("EventDelay", "From what happened to its event on the bus");
const RECORDS_UNREADABLE: Metric = Metric::count(
    "RecordsUnreadable",
    "Records of the table's stream that can't be read, and so tell nothing",
);

/// All metrics of `Relay`.
pub const RELAY_METRICS: &[Listed] = &[
    EVENTS_TOLD.listed(),
    EVENTS_NOT_TAKEN.listed(),
    EVENT_DELAY.listed(),
    RECORDS_UNREADABLE.listed(),
];

/// The metrics of one batch of records. `events` are those that the bus took.
pub(super) fn record<'e>(
    events: impl Iterator<Item = &'e Event>,
    not_taken: usize,
    unreadable: usize,
    now: Timestamp,
) -> Record {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let mut record = Record::default();
    record.add(EVENTS_NOT_TAKEN, count(not_taken));
    record.add(RECORDS_UNREADABLE, count(unreadable));
    for event in events {
        record.add_by(EVENTS_TOLD, [event.kind.as_str()], 1);
        record.add(EVENT_DELAY, (now - event.time.0).non_negative());
    }
    record
}
