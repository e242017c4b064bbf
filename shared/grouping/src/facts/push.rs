//! One connection of a pusher.

use crate::{MAX_RECORDING, Seconds, Sequence, SessionId, Span, Timestamp};

/// One connection of a pusher: a begin and an end that share a sequence. Either may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// What its begin and its end share.
    pub sequence: Sequence,
    /// Event time of the begin.
    pub began_at: Option<Timestamp>,
    /// Event time of the end.
    pub ended_at: Option<Timestamp>,
    /// How long it lasted according to its end, in milliseconds.
    pub lasted_ms: Option<u64>,
    /// When Tencent last said that it goes on: known of the newest push of a stream, while its end is not.
    pub active_at: Option<Timestamp>,
    /// The begin reported an error: nothing was pushed.
    pub failed: bool,
    /// The explicit session that it names.
    pub session: Option<SessionId>,
}

impl Push {
    /// Where it lies on the time line; `None` for a push that failed.
    ///
    /// An open push reaches from its begin to where Tencent last said that it goes on. An end before its begin is the point of
    /// the end. An end without a begin reaches back by the length that it reports.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match (self.began_at, self.ended_at) {
            _ if self.failed => None,
            (Some(began), Some(ended)) if began <= ended => Some(Span::new(began, ended)),
            (Some(_), Some(ended)) => Some(Span::point(ended)),
            (None, Some(ended)) => Some(Span::new(ended - self.lasted(), ended)),
            (None, None) => None,
            (Some(began), None) => {
                let active_at = self.active_at.unwrap_or(began);
                Some(Span::new(began, active_at.max(began)))
            }
        }
    }

    /// The reported length; none at all if it exceeds that of the longest recording, because a wrong clock must not take
    /// in years of other broadcasts.
    fn lasted(&self) -> Seconds {
        let seconds = self.lasted_ms.unwrap_or(0).saturating_add(500) / 1_000;
        let lasted = i64::try_from(seconds).ok().map(Seconds);
        lasted
            .filter(|lasted| *lasted <= MAX_RECORDING)
            .unwrap_or_default()
    }

    /// The begin was seen and the end was not.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.failed && self.began_at.is_some() && self.ended_at.is_none()
    }

    /// It ends before it begins.
    #[must_use]
    pub fn time_anomaly(&self) -> bool {
        let times = self.began_at.zip(self.ended_at);
        !self.failed && times.is_some_and(|(began, ended)| ended < began)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        began: Option<i64>,
        ended: Option<i64>,
        lasted_ms: Option<u64>,
        span: Option<(i64, i64)>,
    ) -> Push {
        let sequence = Sequence::new("7210464508206756938").unwrap();
        let push = Push {
            sequence,
            began_at: began.map(Timestamp),
            ended_at: ended.map(Timestamp),
            lasted_ms,
            active_at: None,
            failed: false,
            session: None,
        };
        assert_eq!(push.span(), span.map(Span::from));
        assert_eq!(
            Push {
                failed: true,
                ..push.clone()
            }
            .span(),
            None
        );
        push
    }

    #[test]
    fn begin_and_end_give_the_span() {
        assert!(check(Some(1_000), None, None, Some((1_000, 1_000))).is_open());
        assert!(!check(Some(1_000), Some(4_725), Some(1), Some((1_000, 4_725))).is_open());
        assert!(!check(None, Some(4_725), Some(3_725_400), Some((1_000, 4_725))).is_open());
        check(None, Some(4_725), Some(3_724_500), Some((1_000, 4_725)));
        check(None, Some(4_725), None, Some((4_725, 4_725)));
        check(None, None, None, None);
    }

    #[test]
    fn an_open_push_reaches_as_far_as_it_was_active() {
        let mut push = check(Some(1_000), None, None, Some((1_000, 1_000)));
        for (active_at, end) in [(999, 1_000), (1_000, 1_000), (4_000, 4_000)] {
            push.active_at = Some(Timestamp(active_at));
            assert_eq!(push.span(), Some(Span::from((1_000, end))));
        }
        push.ended_at = Some(Timestamp(2_000));
        assert_eq!(push.span(), Some(Span::from((1_000, 2_000))));
        push.failed = true;
        assert_eq!(push.span(), None);
    }

    #[test]
    fn an_end_before_its_begin_is_a_point() {
        assert!(check(Some(5_000), Some(4_725), None, Some((4_725, 4_725))).time_anomaly());
    }

    #[test]
    fn an_impossible_length_is_ignored() {
        check(None, Some(4_725), Some(u64::MAX), Some((4_725, 4_725)));
    }
}
