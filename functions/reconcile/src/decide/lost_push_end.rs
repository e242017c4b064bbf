//! Decides when to presume that a push has ended although no callback said so.

use crate::Timing;
use replay_grouping::{Seconds, Timestamp};
use replay_tencent::live::StreamState;

/// A stream whose push began less than this ago may not show as active yet.
const STARTING: Seconds = Seconds::MINUTE;

/// The latest begin of a push that has ended by now; `None` if the stream may still be live.
///
/// `state` is what Live says of the stream. Without API keys it is `None`: then pushes have ended if no callback about the
/// stream came for the whole deadline, and the last one is of `last_event_at`.
pub(crate) fn ended_if_begun_by(
    state: Option<StreamState>,
    last_event_at: Timestamp,
    timing: &Timing,
    now: Timestamp,
) -> Option<Timestamp> {
    match state {
        Some(StreamState::Active) => None,
        Some(StreamState::Inactive | StreamState::Forbidden) => Some(now - STARTING),
        None => (last_event_at + timing.deadline <= now).then(|| now - timing.deadline),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::{START, TIMING};

    /// Decides at `now`, in seconds after the last event.
    #[track_caller]
    fn check(state: Option<StreamState>, now: i64, begun_by: Option<i64>) {
        let start = Timestamp(START);
        let ended = ended_if_begun_by(state, start, &TIMING, start + Seconds(now));
        assert_eq!(ended.map(|at| (at - start).0), begun_by, "{state:?} {now}");
    }

    #[test]
    fn a_stream_that_live_shows_as_active_has_not_ended() {
        check(Some(StreamState::Active), 1_000_000, None);
    }

    #[test]
    fn pushes_of_an_inactive_stream_have_ended_unless_they_began_within_a_minute() {
        check(Some(StreamState::Inactive), 100, Some(40));
        check(Some(StreamState::Forbidden), 100, Some(40));
    }

    #[test]
    fn without_keys_pushes_have_ended_after_a_whole_deadline_of_silence() {
        check(None, 86_399, None);
        check(None, 86_400, Some(0));
        check(None, 86_500, Some(100));
    }
}
