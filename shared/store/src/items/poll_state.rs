//! The polling state of a broadcast.

use replay_grouping::{RecorderEvent, Seconds, Summary, Timestamp, expected_until};
use serde::{Deserialize, Serialize};

/// A live broadcast is polled at least this often, so that a lost push end is noticed.
const LONGEST_LIVE_PAUSE: Seconds = Seconds::MINUTE.times(15);
/// A live broadcast is not polled more often than this: callbacks report what happens meanwhile.
const SHORTEST_LIVE_PAUSE: Seconds = Seconds::MINUTE;
/// A poll that fails is repeated after this long at most.
const LONGEST_BACKOFF: Seconds = Seconds::MINUTE.times(15);

/// The polling state of a broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PollState {
    /// How often VOD was polled since the last new fact.
    pub polls: u32,
    /// When VOD last answered, in Unix seconds.
    pub polled_at: Option<Timestamp>,
    /// How many polls have failed since.
    pub failures: u32,
    /// The error of the last poll that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// When the broadcast settled. It stays settled when it is polled again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Timestamp>,
    /// Until when files may come, according to recorder events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_until: Option<Timestamp>,
}

impl PollState {
    /// The state after a new fact: polling starts again. A broadcast that is live again, or longer than was known, is no
    /// longer settled.
    #[must_use]
    pub fn restarted(&self, before: Option<&Summary>, now: &Summary) -> Self {
        let still = before.is_some_and(|before| now.hull.end() <= before.hull.end());
        Self {
            polls: 0,
            settled_at: self.settled_at.filter(|_| still && !now.is_live()),
            ..self.clone()
        }
    }

    /// Notes until when the recorders announced files, if that is beyond the end of the broadcast and the lag. A settled
    /// broadcast waits for none.
    pub fn expect_files(&mut self, events: &[RecorderEvent], summary: &Summary, lag: Seconds) {
        if self.settled_at.is_none() {
            let end = summary.hull.end() + lag;
            self.hold_until = expected_until(events, lag).filter(|until| *until > end);
        }
    }

    /// All is known; what is due is an audit, whether the files still exist.
    #[must_use]
    pub fn is_audit(&self) -> bool {
        self.settled_at.is_some() && self.polls > 0
    }

    /// The earliest moment to settle at: a recording takes `lag` seconds to appear in VOD.
    #[must_use]
    pub fn settles_at(&self, summary: &Summary, lag: Seconds) -> Timestamp {
        let end = summary.hull.end() + lag;
        self.hold_until.map_or(end, |hold| hold.max(end))
    }

    /// When to poll next: a lag after the end or after the last answer, and twice as long after each further answer. A push that
    /// began since the last answer is due at once: a callback says so, and it can be forged. Later, a live broadcast is polled
    /// within the bounds above, and as seldom as they allow while VOD has confirmed all its files. An end that lies ahead of `now` is not waited for.
    #[must_use]
    pub fn due_at(&self, summary: &Summary, lag: Seconds, now: Timestamp) -> Timestamp {
        let (from, pause) = match &summary.latest_begin {
            Some(begin) if begin.open => {
                let begun = begin.at.min(now);
                if self.polled_at.is_none_or(|polled| polled < begun) {
                    return begun;
                }
                let first = lag.max(SHORTEST_LIVE_PAUSE);
                let is_confirmed = summary.parts() > 0 && summary.unconfirmed == 0;
                let pause = match self.polls {
                    _ if is_confirmed => LONGEST_LIVE_PAUSE.max(first),
                    0 | 1 => first,
                    polls => doubled(first, polls - 1).min(LONGEST_LIVE_PAUSE),
                };
                (begin.at, pause)
            }
            _ => (summary.hull.end(), doubled(lag, self.polls)),
        };
        let from = from.min(now);
        self.polled_at.map_or(from, |polled| polled.max(from)) + pause
    }

    /// When to ask again whether a stream is active whose push may have begun too lately to show: after a minute, and then
    /// later each time.
    #[must_use]
    pub fn looks_again_at(&self, now: Timestamp) -> Timestamp {
        let pause = doubled(SHORTEST_LIVE_PAUSE, self.polls.saturating_sub(1));
        now + pause.min(LONGEST_LIVE_PAUSE)
    }

    /// When to try again after so many failures in a row, the last of them at `now`: later after each further one.
    #[must_use]
    pub fn retry_at(failures: u32, lag: Seconds, now: Timestamp) -> Timestamp {
        let pause = doubled(lag, failures.saturating_sub(1));
        now + pause.min(LONGEST_BACKOFF)
    }
}

/// Doubles a pause so many times.
fn doubled(first: Seconds, times: u32) -> Seconds {
    first.times(1 << times.min(30))
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{Push, Sequence, Span};

    fn summary(ended_at: Option<i64>) -> Summary {
        let push = Push {
            sequence: Sequence::new("1").unwrap(),
            began_at: Some(Timestamp(1_000)),
            ended_at: ended_at.map(Timestamp),
            lasted_ms: None,
            active_at: None,
            failed: false,
            session: None,
        };
        Summary::of_push(&push, Span::from((1_000, ended_at.unwrap_or(1_000))))
    }

    /// The pauses between the first polls; the first pause starts at the begin or the end.
    #[track_caller]
    fn check(ended_at: Option<i64>, lag: i64, expected: &[i64]) {
        let summary = summary(ended_at);
        let mut state = PollState::default();
        let mut last = Timestamp(ended_at.unwrap_or(1_000));
        for distance in expected {
            let due = state.due_at(&summary, Seconds(lag), Timestamp::MAX);
            assert_eq!(due - last, Seconds(*distance));
            last = Timestamp(due.0);
            state.polls += 1;
            state.polled_at = Some(due);
        }
    }

    #[test]
    fn pauses_double() {
        check(Some(2_000), 300, &[300, 600, 1_200, 2_400]);
        check(Some(2_000), 1, &[1, 2, 4, 8]);
    }

    #[test]
    fn a_live_broadcast_is_polled_within_bounds() {
        check(None, 1, &[0, 60, 120, 240, 480, 900, 900]);
        check(None, 300, &[0, 300, 600, 900, 900]);
        check(None, 3_600, &[0, 3_600, 900]);
    }

    #[test]
    fn an_end_in_the_future_is_not_waited_for() {
        let state = PollState::default();
        assert_eq!(
            state.due_at(&summary(Some(90_000)), Seconds(300), Timestamp(2_000)),
            Timestamp(2_300)
        );
    }

    #[test]
    fn failing_polls_back_off() {
        let now = Timestamp(5_000);
        let after = |failures| (PollState::retry_at(failures, Seconds(100), now) - now).0;
        assert_eq!(
            [1, 2, 3, 4, 5, 99].map(after),
            [100, 200, 400, 800, 900, 900]
        );
    }

    #[test]
    fn a_new_fact_restarts_polling_and_only_a_longer_broadcast_is_unsettled() {
        let state = PollState {
            polls: 3,
            polled_at: Some(Timestamp(4_000)),
            settled_at: Some(Timestamp(4_000)),
            ..PollState::default()
        };
        assert!(state.is_audit());
        let same = state.restarted(Some(&summary(Some(2_000))), &summary(Some(2_000)));
        assert_eq!((same.polls, same.settled_at), (0, Some(Timestamp(4_000))));
        let due = same.due_at(&summary(Some(2_000)), Seconds(300), Timestamp(4_100));
        assert_eq!(due, Timestamp(4_300));
        for longer in [Some(2_001), None] {
            let before = summary(Some(2_000));
            assert_eq!(
                state.restarted(Some(&before), &summary(longer)).settled_at,
                None
            );
        }
    }

    #[test]
    fn signals_delay_settling() {
        let mut state = PollState::default();
        assert_eq!(
            state.settles_at(&summary(Some(2_000)), Seconds(300)),
            Timestamp(2_300)
        );
        state.hold_until = Some(Timestamp(4_000));
        assert_eq!(
            state.settles_at(&summary(Some(2_000)), Seconds(300)),
            Timestamp(4_000)
        );
    }
}
