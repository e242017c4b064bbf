//! How the recording tasks of a stream announce files.

use crate::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A recording task changed its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecorderEvent {
    /// The instance of the task; one records one format.
    pub task: String,
    /// When it did.
    pub at: Timestamp,
    /// The new state.
    pub state: RecorderState,
}

/// The states of a recording task, as far as they announce files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecorderState {
    /// The push is interrupted, and the file waits for it to come back. VOD makes the file when that takes too long.
    Waiting,
    /// It records, or its state says nothing about files.
    Recording,
    /// It closed a file, which will be in VOD soon.
    Closed,
}

/// The longest that a file waits for its push to come back: the upper limit of `FlowContinueDuration`. The callback does
/// not say which value its template has.
const LONGEST_WAIT: Seconds = Seconds::MINUTE.times(30);

/// Until when files of these tasks may still come, if each takes `lag` from its closing into VOD. `None` when no file is
/// known to be on its way.
#[must_use]
pub fn expected_until(events: &[RecorderEvent], lag: Seconds) -> Option<Timestamp> {
    let mut tasks: BTreeMap<&str, (Timestamp, RecorderState)> = BTreeMap::new();
    for event in events {
        let last = tasks.entry(&event.task).or_insert((event.at, event.state));
        *last = (*last).max((event.at, event.state));
    }
    let expected = tasks.into_values().filter_map(|(at, state)| match state {
        RecorderState::Waiting => Some(at + LONGEST_WAIT + lag),
        RecorderState::Recording => None,
        RecorderState::Closed => Some(at + lag),
    });
    expected.max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use RecorderState::{Closed, Recording, Waiting};

    #[track_caller]
    fn check(events: &[(&str, i64, RecorderState)], expected: Option<i64>) {
        let event = |(task, at, state): &(&str, i64, RecorderState)| RecorderEvent {
            task: (*task).to_owned(),
            at: Timestamp(*at),
            state: *state,
        };
        let mut events: Vec<RecorderEvent> = events.iter().map(event).collect();
        let expected = expected.map(Timestamp);
        assert_eq!(expected_until(&events, Seconds(300)), expected);
        events.reverse();
        assert_eq!(
            expected_until(&events, Seconds(300)),
            expected,
            "in any order"
        );
    }

    #[test]
    fn a_file_that_waits_for_its_push_may_come_half_an_hour_later() {
        check(&[], None);
        check(&[("1", 0, Recording)], None);
        check(&[("1", 0, Recording), ("1", 1_000, Waiting)], Some(3_100));
    }

    #[test]
    fn the_last_state_of_each_task_counts() {
        let paused = ("1", 1_000, Waiting);
        check(&[paused, ("1", 1_060, Recording)], None);
        check(&[paused, ("1", 1_600, Closed)], Some(1_900));
        check(&[paused, ("2", 1_600, Closed)], Some(3_100));
        check(&[paused, ("1", 1_000, Closed)], Some(1_300));
    }
}
