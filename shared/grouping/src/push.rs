//! One connection of a pusher.

use crate::{Sequence, SessionId, Span};

/// One connection of a pusher: a begin and an end that share a sequence. Either may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// What its begin and its end share.
    pub sequence: Sequence,
    /// Event time of the begin, in Unix seconds.
    pub began_at: Option<i64>,
    /// Event time of the end, in Unix seconds.
    pub ended_at: Option<i64>,
    /// What the end says that it lasted, in milliseconds.
    pub lasted_ms: Option<u64>,
    /// The begin came with an error: nothing was pushed.
    pub failed: bool,
    /// The explicit session that it names.
    pub session: Option<SessionId>,
}

/// A push lasts at most this long for us: an end that claims more, and whose begin was lost, is taken for the point of
/// its end. As for recordings, a wrong clock must not swallow years.
const MAX_PUSH_SECONDS: i64 = crate::part::MAX_RECORDING_SECONDS;

impl Push {
    /// Where it lies on the time line; none for a push that failed.
    ///
    /// An open push is the point of its begin, an end before its begin the point of the end, and an end without a
    /// begin reaches back by what it says that the push lasted.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        if self.failed {
            return None;
        }
        match (self.began_at, self.ended_at) {
            (Some(began), None) => Some(Span::point(began)),
            (Some(began), Some(ended)) if began <= ended => Some(Span::new(began, ended)),
            (Some(_), Some(ended)) => Some(Span::point(ended)),
            (None, Some(ended)) => Some(Span::new(ended - self.lasted_seconds(), ended)),
            (None, None) => None,
        }
    }

    fn lasted_seconds(&self) -> i64 {
        let seconds = self.lasted_ms.unwrap_or(0).saturating_add(500) / 1_000;
        i64::try_from(seconds)
            .ok()
            .filter(|seconds| *seconds <= MAX_PUSH_SECONDS)
            .unwrap_or(0)
    }

    /// The begin was seen and the end was not.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.failed && self.began_at.is_some() && self.ended_at.is_none()
    }

    /// It ends before it begins.
    #[must_use]
    pub fn time_anomaly(&self) -> bool {
        !self.failed
            && matches!((self.began_at, self.ended_at), (Some(began), Some(ended)) if ended < began)
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
            began_at: began,
            ended_at: ended,
            lasted_ms,
            failed: false,
            session: None,
        };
        assert_eq!(push.span().map(|span| (span.start(), span.end())), span);
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
    fn an_end_before_its_begin_is_a_point() {
        assert!(check(Some(5_000), Some(4_725), None, Some((4_725, 4_725))).time_anomaly());
    }

    #[test]
    fn a_length_beyond_belief_is_ignored() {
        check(None, Some(4_725), Some(u64::MAX), Some((4_725, 4_725)));
    }
}
