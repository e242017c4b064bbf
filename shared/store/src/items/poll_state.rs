//! How far the asking about a broadcast is.

use replay_grouping::{Seconds, Summary, Timestamp};
use serde::{Deserialize, Serialize};

/// A live broadcast is looked at this often at least: an end that was lost must show some time.
const LONGEST_LIVE_PAUSE: Seconds = Seconds::MINUTE.times(15);
/// And this seldom: what happens meanwhile is told by callbacks.
const SHORTEST_LIVE_PAUSE: Seconds = Seconds::MINUTE;
/// A query that fails is tried again this soon at the latest.
const LONGEST_BACKOFF: Seconds = Seconds::MINUTE.times(15);

/// How far the asking about a broadcast is. The broadcast is its own query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PollState {
    /// How often VOD was asked since the last new fact.
    pub polls: u32,
    /// When it last answered, in Unix seconds.
    pub polled_at: Option<Timestamp>,
    /// How often asking has failed since.
    pub failures: u32,
    /// How it failed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// When it settled. It may be asked about once more, and stays settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Timestamp>,
    /// The recorders told that files may come until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_until: Option<Timestamp>,
}

impl PollState {
    /// After a new fact: asking starts anew. Whoever is live again, or lasts longer than was known, hasn't settled.
    #[must_use]
    pub fn anew(&self, before: Option<&Summary>, now: &Summary) -> Self {
        let still = before.is_some_and(|before| now.hull.end() <= before.hull.end());
        Self {
            polls: 0,
            settled_at: self.settled_at.filter(|_| still && !now.is_live()),
            ..self.clone()
        }
    }

    /// All is known, and what is due is only to look whether it is still there.
    #[must_use]
    pub fn is_audit(&self) -> bool {
        self.settled_at.is_some() && self.polls > 0
    }

    /// The earliest moment to settle at: what was recorded takes `lag` seconds into VOD.
    #[must_use]
    pub fn settles_at(&self, summary: &Summary, lag: Seconds) -> Timestamp {
        let end = summary.hull.end() + lag;
        self.hold_until.map_or(end, |hold| hold.max(end))
    }

    /// When to ask next: a lag after the end or after the last answer, twice as long after each further one. While it is
    /// live, seldom enough. An end that lies ahead of `now` is not waited for: nobody can know it.
    #[must_use]
    pub fn due_at(&self, summary: &Summary, lag: Seconds, now: Timestamp) -> Timestamp {
        let (from, pause) = match &summary.latest_begin {
            Some(begin) if begin.open => {
                let first = lag.max(SHORTEST_LIVE_PAUSE);
                let pause = match self.polls {
                    0 => first,
                    polls => doubled(first, polls).min(LONGEST_LIVE_PAUSE),
                };
                (begin.at, pause)
            }
            _ => (summary.hull.end(), doubled(lag, self.polls)),
        };
        let from = from.min(now);
        let asked = self.polled_at.map_or(from, |polled| polled.max(from));
        asked + pause
    }

    /// When to try again after a failure just now: soon, and less soon after each further one.
    #[must_use]
    pub fn retry_at(&self, lag: Seconds, now: Timestamp) -> Timestamp {
        let pause = doubled(lag, self.failures.saturating_sub(1));
        now + pause.min(LONGEST_BACKOFF)
    }
}

/// Twice as long each time.
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
            failed: false,
            session: None,
        };
        Summary::of_push(&push, Span::from((1_000, ended_at.unwrap_or(1_000))))
    }

    /// The distances of the first polls from each other, the first of them from the begin or the end.
    #[track_caller]
    fn check(ended_at: Option<i64>, lag: i64, expected: &[i64]) {
        let summary = summary(ended_at);
        let mut watch = PollState::default();
        let mut last = Timestamp(ended_at.unwrap_or(1_000));
        for distance in expected {
            let due = watch.due_at(&summary, Seconds(lag), Timestamp::MAX);
            assert_eq!(due - last, Seconds(*distance));
            last = Timestamp(due.0);
            watch.polls += 1;
            watch.polled_at = Some(due);
        }
    }

    #[test]
    fn distances_double() {
        check(Some(2_000), 300, &[300, 600, 1_200, 2_400]);
        check(Some(2_000), 1, &[1, 2, 4, 8]);
    }

    #[test]
    fn who_is_live_is_asked_about_seldom_but_not_too_seldom() {
        check(None, 1, &[60, 120, 240, 480, 900, 900]);
        check(None, 300, &[300, 600, 900, 900]);
        check(None, 3_600, &[3_600, 900]);
    }

    #[test]
    fn an_end_that_lies_ahead_is_not_waited_for() {
        let watch = PollState::default();
        assert_eq!(
            watch.due_at(&summary(Some(90_000)), Seconds(300), Timestamp(2_000)),
            Timestamp(2_300)
        );
    }

    #[test]
    fn a_failing_query_backs_off() {
        let after = |failures| {
            let watch = PollState {
                failures,
                ..PollState::default()
            };
            (watch.retry_at(Seconds(100), Timestamp(5_000)) - Timestamp(5_000)).0
        };
        assert_eq!(
            [1, 2, 3, 4, 5, 99].map(after),
            [100, 200, 400, 800, 900, 900]
        );
    }

    #[test]
    fn a_new_fact_starts_anew_and_only_a_longer_broadcast_is_unsettled() {
        let watch = PollState {
            polls: 3,
            polled_at: Some(Timestamp(4_000)),
            settled_at: Some(Timestamp(4_000)),
            ..PollState::default()
        };
        assert!(watch.is_audit());
        let same = watch.anew(Some(&summary(Some(2_000))), &summary(Some(2_000)));
        assert_eq!((same.polls, same.settled_at), (0, Some(Timestamp(4_000))));
        let due = same.due_at(&summary(Some(2_000)), Seconds(300), Timestamp(4_100));
        assert_eq!(due, Timestamp(4_300));
        for longer in [Some(2_001), None] {
            let before = summary(Some(2_000));
            assert_eq!(watch.anew(Some(&before), &summary(longer)).settled_at, None);
        }
    }

    #[test]
    fn signals_push_settling_out() {
        let mut watch = PollState::default();
        assert_eq!(
            watch.settles_at(&summary(Some(2_000)), Seconds(300)),
            Timestamp(2_300)
        );
        watch.hold_until = Some(Timestamp(4_000));
        assert_eq!(
            watch.settles_at(&summary(Some(2_000)), Seconds(300)),
            Timestamp(4_000)
        );
    }
}
