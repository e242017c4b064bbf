//! One entry of a call, and how many fit into one.

use crate::relay::Event;
use replay_grouping::Timestamp;
use serde_json::{Value, json};
use std::ops::Range;

/// Where events come from, as rules name it.
const SOURCE: &str = "live-replay";

/// Entries in one call.
const MAX_ENTRIES: usize = 10;
/// All entries of a call together must be smaller
/// (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html>). Some regions take more by now.
const MAX_BYTES: usize = 256 << 10;
/// What EventBridge counts for a time.
const TIME_BYTES: usize = 14;
/// The names, ids and signs of the JSON in which EventBridge passes an event on: some 250 bytes, and some to spare.
const FRAME_BYTES: usize = 512;

/// An event, as the bus takes it.
#[derive(Debug)]
pub(in crate::relay) struct Entry {
    kind: &'static str,
    time: Timestamp,
    detail: String,
}

impl Entry {
    /// The entry of an event; of one that is too large, without its largest field. `None` if it can't be an entry.
    pub(in crate::relay) fn of(event: &mut Event) -> Option<Self> {
        loop {
            let entry = Self {
                kind: event.kind.as_str(),
                time: event.time.0,
                detail: serde_json::to_string(&event.detail).ok()?,
            };
            if entry.bytes() < MAX_BYTES {
                return Some(entry);
            }
            if !event.detail.shrink() {
                return None;
            }
        }
    }

    /// Its size, as EventBridge counts it, and a little more.
    fn bytes(&self) -> usize {
        FRAME_BYTES + TIME_BYTES + SOURCE.len() + self.kind.len() + self.detail.len()
    }

    pub(in crate::relay) fn json(&self, bus: &str) -> Value {
        json!({
            "Source": SOURCE, "DetailType": self.kind, "Time": self.time.0, "Detail": self.detail,
            "EventBusName": bus,
        })
    }
}

/// Which entries go into one call each, in order.
pub(in crate::relay) fn batches(entries: &[Entry]) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (at, entry) in entries.iter().enumerate() {
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_ENTRIES && bytes + entry.bytes() < MAX_BYTES => {
                batch.end = at + 1;
                bytes += entry.bytes();
            }
            _ => {
                batches.push(at..at + 1);
                bytes = entry.bytes();
            }
        }
    }
    batches
}
