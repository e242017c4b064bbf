//! What the recorders of a stream tell about files that are still to come.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A recording task went on to another state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecorderEvent {
    /// The instance of the task; one records one format.
    pub task: String,
    /// Unix second.
    pub at: i64,
    /// Which state.
    pub state: RecorderState,
}

/// The states of a recording task, as far as files follow from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecorderState {
    /// The push is interrupted, and the file waits for it to come back. It is made when that takes too long.
    Waiting,
    /// It records; or nothing can be said.
    Recording,
    /// It closed a file, which will be in VOD soon.
    Closed,
}

/// The longest that a file waits for its push to come back: the upper limit of `FlowContinueDuration`. What a template
/// says is not told.
const LONGEST_WAIT_SECONDS: i64 = 1_800;

/// Until when files of these tasks may still come, if each takes `lag` seconds from its closing into VOD. None when
/// nothing is known to be on its way.
#[must_use]
pub fn expected_until(events: &[RecorderEvent], lag: i64) -> Option<i64> {
    let mut tasks: BTreeMap<&str, (i64, RecorderState)> = BTreeMap::new();
    for event in events {
        let last = tasks.entry(&event.task).or_insert((event.at, event.state));
        *last = (*last).max((event.at, event.state));
    }
    let expected = tasks.into_values().filter_map(|(at, state)| match state {
        RecorderState::Waiting => Some(at + LONGEST_WAIT_SECONDS + lag),
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
            at: *at,
            state: *state,
        };
        let mut events: Vec<RecorderEvent> = events.iter().map(event).collect();
        assert_eq!(expected_until(&events, 300), expected);
        events.reverse();
        assert_eq!(expected_until(&events, 300), expected, "in any order");
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
