//! What fits into a call of the bus.

use super::{at, viewpoint};
use crate::{
    http::Time,
    relay::{
        Event, EventType,
        bus::{Entry, batches},
        event::{Detail, QuarantineDetail},
        happened::happenings,
    },
    tests::samples::{broadcast, part},
};
use serde_json::Value;

/// An event with this many bytes of text.
fn event(bytes: usize) -> Event {
    Event {
        id: String::new(),
        kind: EventType::QuarantineAdded,
        time: Time(at(0)),
        detail: Detail::Quarantine(QuarantineDetail {
            id: String::new(),
            time: Time(at(0)),
            code: "unusable",
            reason: "x".repeat(bytes),
        }),
    }
}

fn sizes(bytes: &[usize]) -> Vec<usize> {
    let entries = bytes
        .iter()
        .map(|bytes| Entry::of(&mut event(*bytes)).unwrap());
    let entries: Vec<Entry> = entries.collect();
    batches(&entries)
        .into_iter()
        .map(|batch| batch.len())
        .collect()
}

#[test]
fn a_call_has_at_most_ten_entries_and_stays_below_256_kb() {
    assert_eq!(sizes(&[]), [0; 0]);
    assert_eq!(sizes(&[10; 10]), [10]);
    assert_eq!(sizes(&[10; 25]), [10, 10, 5]);
    assert_eq!(sizes(&[100_000; 5]), [2, 2, 1]);
    assert_eq!(sizes(&[10, 250_000, 250_000, 10, 10]), [2, 3]);
    assert!(Entry::of(&mut event(262_144)).is_none());
}

#[test]
fn a_replay_that_is_too_large_is_left_out() {
    let mut large = broadcast(&[(0, 600)], &[part("mp4", 0, 600)]);
    large.curation.cover_url = Some("x".repeat(262_144));
    let change = super::change(None, Some(&large));
    let (kind, time, detail) = happenings(change, at(0), &viewpoint(&[]))
        .unwrap()
        .remove(0);
    let mut event = Event {
        id: String::new(),
        kind,
        time: Time(time),
        detail,
    };
    assert!(serde_json::to_string(&event).unwrap().len() > 262_144);
    let entry = Entry::of(&mut event).unwrap().json("replays");
    let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&detail["replay"], &detail["too_large"]),
        (&Value::Null, &true.into())
    );
    assert_eq!(detail["version"], 7);
}
