//! One recorded file, and where on the time line its content lies.

use crate::{FileId, Format, SessionId, Span};
use serde::{Deserialize, Serialize};

/// The longest recording that is believed: VOD cuts after 7 days at the latest. A `start` further before the `end`
/// than that is a wrong clock, and would swallow years of other broadcasts.
pub const MAX_RECORDING_SECONDS: i64 = 7 * 86_400;

/// The times of a recording as somebody reported them, in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When writing began. Often wrong: the content begins earlier, and it has been seen 10,020 s after `end`.
    pub start: Option<i64>,
    /// When writing stopped: the anchor.
    pub end: i64,
    /// Length of the content in seconds.
    pub duration: Option<u32>,
}

/// Where the content of a part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// From its first to its last second.
    pub span: Span,
    /// How much of it can be played: less than the span when an HLS file goes on over pauses.
    pub seconds: u32,
    /// The reported times contradict each other.
    pub time_anomaly: bool,
}

impl Times {
    /// Reads the content's place from reported times.
    ///
    /// `[end − duration, end]`; for HLS, whose file goes on after a drop, from the earlier of that and `start`. Without
    /// a duration `[start, end]`, and the point `[end, end]` when that makes no sense either.
    #[must_use]
    pub fn content(&self, format: &Format) -> Content {
        let end = self.end;
        let started = self
            .start
            .filter(|start| (end - MAX_RECORDING_SECONDS..=end).contains(start));
        let start = match self.duration {
            Some(duration) => {
                let start = end - i64::from(duration);
                if format.is_hls() {
                    started.unwrap_or(start).min(start)
                } else {
                    start
                }
            }
            None => started.unwrap_or(end),
        };
        let span = Span::new(start, end);
        Content {
            span,
            seconds: self
                .duration
                .unwrap_or_else(|| u32::try_from(span.seconds()).unwrap_or(u32::MAX)),
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
    /// Its cover picture.
    pub cover_url: Option<String>,
    /// The explicit session that it names.
    pub session: Option<SessionId>,
    /// VOD itself has shown it.
    pub confirmed: bool,
    /// When VOD deletes it, in Unix seconds.
    pub expires_at: Option<i64>,
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
            start,
            end,
            duration,
        }
        .content(&Format::new(format));
        assert_eq!((content.span.start(), content.span.end()), span);
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
