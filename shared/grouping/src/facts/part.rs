//! One recorded file, and where on the time line its content lies.

use crate::{FileId, Format, Seconds, SessionId, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest recording that is believed: VOD cuts after 7 days at the latest. A `start` further before the `end`
/// than that comes from a wrong clock, and the part would take in years of other broadcasts.
pub const MAX_RECORDING: Seconds = Seconds::DAY.times(7);

/// The times of a recording as they were reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When writing began. Often wrong: the content begins earlier, and one sample has it 10,020 s after `end`.
    pub start: Option<Timestamp>,
    /// When writing stopped: the anchor.
    pub end: Timestamp,
    /// Length of the content in seconds.
    pub duration: Option<u32>,
}

/// Where the content of a part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// From its first to its last second.
    pub span: Span,
    /// How much of it can be played: less than the span when an HLS file continues after pauses.
    pub seconds: u32,
    /// The reported times contradict each other.
    pub time_anomaly: bool,
}

impl Times {
    /// Derives the place of the content from the reported times.
    ///
    /// `[end − duration, end]`; for HLS, whose file continues after a drop, from the earlier of that and `start`.
    /// Without a duration `[start, end]`, and the point `[end, end]` when `start` is impossible.
    #[must_use]
    pub fn content(&self, format: &Format) -> Content {
        let end = self.end;
        let possible = end - MAX_RECORDING..=end;
        let started = self.start.filter(|start| possible.contains(start));
        let start = match self.duration {
            Some(duration) => {
                let start = end - Seconds::from(duration);
                match started {
                    Some(started) if format.is_hls() => started.min(start),
                    _ => start,
                }
            }
            None => started.unwrap_or(end),
        };
        let span = Span::new(start, end);
        let whole = || u32::try_from(span.length().0).unwrap_or(u32::MAX);
        Content {
            span,
            seconds: self.duration.unwrap_or_else(whole),
            time_anomaly: self.start.is_some() && started.is_none(),
        }
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
    /// The URL of its cover picture.
    pub cover_url: Option<String>,
    /// The explicit session that it names.
    pub session: Option<SessionId>,
    /// VOD itself has listed it.
    pub confirmed: bool,
    /// When VOD deletes it.
    pub expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        format: &str,
        start: Option<i64>,
        end: i64,
        duration: Option<u32>,
        span: (i64, i64),
        anomaly: bool,
    ) {
        let content = Times {
            start: start.map(Timestamp),
            end: Timestamp(end),
            duration,
        }
        .content(&Format::new(format));
        assert_eq!(content.span, span.into());
        assert_eq!(content.time_anomaly, anomaly);
    }

    #[test]
    fn content_is_anchored_on_the_end() {
        check(
            "mp4",
            Some(1_002),
            4_725,
            Some(3_725),
            (1_000, 4_725),
            false,
        );
        check("mp4", Some(900), 4_725, Some(3_725), (1_000, 4_725), false);
        check("flv", None, 5_000, Some(10), (4_990, 5_000), false);
        check("flv", Some(4_000), 5_000, None, (4_000, 5_000), false);
        check("flv", None, 5_000, None, (5_000, 5_000), false);
    }

    #[test]
    fn an_hls_file_holds_the_pauses_that_it_went_on_over() {
        check(
            "hls",
            Some(1_000),
            4_785,
            Some(3_725),
            (1_000, 4_785),
            false,
        );
        check(
            "HLS",
            Some(1_065),
            4_785,
            Some(3_725),
            (1_060, 4_785),
            false,
        );
    }

    #[test]
    fn a_start_that_cannot_be_is_an_anomaly_and_never_a_negative_length() {
        check(
            "flv",
            Some(1_473_135_647),
            1_473_125_627,
            None,
            (1_473_125_627, 1_473_125_627),
            true,
        );
        check("hls", Some(6_000), 5_000, Some(100), (4_900, 5_000), true);
        check(
            "hls",
            Some(0),
            1_760_000_000,
            Some(60),
            (1_759_999_940, 1_760_000_000),
            true,
        );
    }
}
