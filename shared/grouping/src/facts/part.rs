//! One recorded file, and where on the time line its content lies.

use crate::{FileId, Format, Seconds, SessionId, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest recording that is believed: VOD cuts after 7 days at the latest. A `start` further before the `end`
/// than that comes from a wrong clock, and the part would take in years of other broadcasts.
pub const MAX_RECORDING: Seconds = Seconds::DAY.times(7);

/// The times of a recording as they were reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When writing began. Content may begin some seconds earlier, and one sample has it 10,020 s after `end`.
    pub start: Option<Timestamp>,
    /// When writing stopped: the anchor.
    pub end: Timestamp,
    /// Length of the content in seconds.
    pub duration: Option<u32>,
}

/// A recorder writes a few seconds that it kept from before the `start`. A duration that exceeds the time of writing by
/// more than this is wrong.
const KEPT_BEFORE: Seconds = Seconds(60);

/// Where the content of a part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// From its first to its last second.
    pub span: Span,
    /// How much of it can be played: less than the span where the stream paused or the network was weak.
    pub seconds: u32,
    /// The reported times contradict each other.
    pub time_anomaly: bool,
    /// The file holds nothing: it ended when it began.
    pub empty: bool,
}

impl Times {
    /// Derives the place of the content from the reported times.
    ///
    /// It begins at the earlier of `start` and `end − duration`: the recorder keeps some seconds from before it starts, and
    /// on a weak network the file holds far less than the time in which it was written. A `start` after the end or more than
    /// 7 days before it counts as unknown, and so does a duration of more than 7 days, or of over 60 s more than the time of
    /// writing. Without a duration the file lasts from `start`; without either it is the point of its end.
    #[must_use]
    pub fn content(&self) -> Content {
        let end = self.end;
        let possible = end - MAX_RECORDING..=end;
        let start = self.start.filter(|start| possible.contains(start));
        let longest = start.map_or(MAX_RECORDING, |start| end - start + KEPT_BEFORE);
        let duration = self.duration.map(Seconds::from);
        let duration = duration.filter(|duration| *duration <= longest.min(MAX_RECORDING));
        let from = duration.map(|duration| end - duration);
        let span = Span::new(start.into_iter().chain(from).min().unwrap_or(end), end);
        let seconds = duration.unwrap_or(span.length());
        Content {
            span,
            seconds: u32::try_from(seconds.0).unwrap_or(u32::MAX),
            time_anomaly: self.start != start || self.duration.map(Seconds::from) != duration,
            empty: self.start == Some(end) && self.duration.unwrap_or(0) == 0,
        }
    }
}

impl Content {
    /// The content of a picture: a point with nothing to play.
    #[must_use]
    pub fn of_picture(self) -> Self {
        Self {
            span: Span::point(self.span.end()),
            seconds: 0,
            empty: true,
            ..self
        }
    }

    /// How many seconds at the beginning of the file lie before this moment. The file ends with its last second, and where it
    /// paused isn't known: so this is what it holds before that moment at least.
    #[must_use]
    pub fn seconds_before(&self, at: Timestamp) -> u32 {
        let after = (self.span.end() - at).max(Seconds::ZERO);
        let before = Seconds::from(self.seconds) - after;
        u32::try_from(before.0).unwrap_or(0)
    }
}

/// One recorded file, as grouping needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id in VOD.
    pub file_id: FileId,
    /// Its format.
    pub format: Format,
    /// Where its content lies.
    pub content: Content,
    /// Size in bytes.
    pub bytes: u64,
    /// Where it can be fetched, as reported.
    pub url: Option<String>,
    /// Only a callback gave the URL, and not VOD.
    pub url_by_callback: bool,
    /// The URL of its cover picture.
    pub cover_url: Option<String>,
    /// The explicit session that it names.
    pub session: Option<SessionId>,
    /// VOD itself has listed it.
    pub confirmed: bool,
    /// It lies in COS, so VOD will never list it.
    pub in_cos: bool,
    /// When VOD deletes it.
    pub expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Start, end and duration as reported; the span, the seconds and whether there is an anomaly.
    #[track_caller]
    fn check(
        (start, end, duration): (Option<i64>, i64, Option<u32>),
        span: (i64, i64),
        seconds: u32,
        time_anomaly: bool,
    ) {
        let times = Times {
            start: start.map(Timestamp),
            end: Timestamp(end),
            duration,
        };
        let expected = Content {
            span: span.into(),
            seconds,
            time_anomaly,
            empty: false,
        };
        assert_eq!(times.content(), expected, "{times:?}");
    }

    #[test]
    fn content_begins_at_the_earlier_of_two_starts() {
        let (start, duration) = (Some(1_002), Some(3_725));
        check((start, 4_725, duration), (1_000, 4_725), 3_725, false);
        check((Some(900), 4_725, duration), (900, 4_725), 3_725, false);
        check((None, 5_000, Some(10)), (4_990, 5_000), 10, false);
        check((Some(4_000), 5_000, None), (4_000, 5_000), 1_000, false);
        check((None, 5_000, None), (5_000, 5_000), 0, false);
        check((None, 5_000, Some(0)), (5_000, 5_000), 0, false);
    }

    #[test]
    fn a_file_may_hold_less_than_the_time_in_which_it_was_written() {
        // HLS that went on after a pause, and a phone on a weak network.
        check(
            (Some(1_000), 4_785, Some(3_725)),
            (1_000, 4_785),
            3_725,
            false,
        );
        check((Some(0), 1_800, Some(1_400)), (0, 1_800), 1_400, false);
        check((Some(4_000), 5_000, Some(0)), (4_000, 5_000), 0, false);
    }

    #[test]
    fn a_start_that_cannot_be_is_an_anomaly_and_never_a_negative_length() {
        let sample = (Some(1_473_135_647), 1_473_125_627);
        check((sample.0, sample.1, None), (sample.1, sample.1), 0, true);
        check((Some(6_000), 5_000, Some(100)), (4_900, 5_000), 100, true);
        let now = 1_760_000_000;
        check((Some(0), now, Some(60)), (now - 60, now), 60, true);
        let week = 604_800;
        check(
            (Some(now - week), now, None),
            (now - week, now),
            604_800,
            false,
        );
        check((Some(now - week - 1), now, None), (now, now), 0, true);
    }

    #[test]
    fn a_duration_that_cannot_be_is_an_anomaly() {
        check((Some(1_000), 1_300, Some(360)), (940, 1_300), 360, false);
        check((Some(1_000), 1_300, Some(361)), (1_000, 1_300), 300, true);
        check(
            (Some(1_000), 1_300, Some(95_443)),
            (1_000, 1_300),
            300,
            true,
        );
        check(
            (Some(1_000), 1_300, Some(u32::MAX)),
            (1_000, 1_300),
            300,
            true,
        );
        check((None, 1_300, Some(604_801)), (1_300, 1_300), 0, true);
        check((Some(9_000), 1_300, Some(604_801)), (1_300, 1_300), 0, true);
        check((Some(1_300), 1_300, Some(61)), (1_300, 1_300), 0, true);
        check((Some(1_300), 1_300, Some(60)), (1_240, 1_300), 60, false);
    }

    #[test]
    fn a_file_of_nothing_ends_when_it_begins() {
        let empty = |start: Option<i64>, duration| {
            let start = start.map(Timestamp);
            let end = Timestamp(500);
            Times {
                start,
                end,
                duration,
            }
            .content()
            .empty
        };
        assert!(empty(Some(500), Some(0)));
        assert!(empty(Some(500), None));
        // It lasted a moment, or nobody said how long.
        assert!(!empty(Some(500), Some(1)));
        assert!(!empty(Some(499), Some(0)));
        assert!(!empty(None, Some(0)));
        assert!(!empty(None, None));
    }

    #[test]
    fn what_lies_before_a_moment_is_counted_from_the_end() {
        let content = |start: i64, end: i64, seconds| Content {
            span: Span::from((start, end)),
            seconds,
            time_anomaly: false,
            empty: false,
        };
        let whole = content(100, 400, 300);
        for (at, expected) in [(0, 0), (100, 0), (106, 6), (400, 300), (900, 300)] {
            assert_eq!(whole.seconds_before(Timestamp(at)), expected, "{at}");
        }
        let weak = content(100, 400, 200);
        for (at, expected) in [(106, 0), (200, 0), (210, 10), (400, 200)] {
            assert_eq!(weak.seconds_before(Timestamp(at)), expected, "{at}");
        }
        assert_eq!(whole.seconds_before(Timestamp::MIN), 0);
    }

    proptest! {
        #[test]
        fn content_ends_at_the_end_and_is_never_longer_than_a_week(
            start in prop::option::of(any::<i32>()), end in any::<i32>(), duration in prop::option::of(any::<u32>()),
        ) {
            let times = Times {
                start: start.map(|start| Timestamp(start.into())),
                end: Timestamp(end.into()),
                duration,
            };
            let content = times.content();
            prop_assert_eq!(content.span.end(), times.end);
            prop_assert!(content.span.length() <= MAX_RECORDING + KEPT_BEFORE);
            prop_assert!(Seconds::from(content.seconds) <= content.span.length());
            prop_assert!(!content.empty || content.span.length() == Seconds::ZERO);
        }
    }
}
