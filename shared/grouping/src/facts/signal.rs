//! Events of a stream that make no broadcast.

use crate::{RecorderEvent, Span, Stream, Summary, Timestamp};
use serde::{Deserialize, Serialize};

/// An event of a stream, and what in it matters to the broadcasts.
#[derive(Debug, Clone)]
pub struct NewSignal<'a, S> {
    /// The stream.
    pub stream: &'a Stream,
    /// The same for each delivery of the event.
    pub id: &'a str,
    /// When it happened.
    pub at: Option<Timestamp>,
    /// How it announces files.
    pub recorder: Option<RecorderEvent>,
    /// The screenshot that it announces.
    pub screenshot: Option<Screenshot>,
    /// Everything that was read from it.
    pub signal: &'a S,
}

/// A picture of a stream. Ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Screenshot {
    /// When it was taken.
    pub at: Timestamp,
    /// Where the picture is.
    pub url: String,
}

impl Screenshot {
    /// Whether it was taken during a broadcast. A live broadcast has no end yet.
    #[must_use]
    pub fn shows(&self, summary: &Summary) -> bool {
        let hull = summary.hull;
        hull.contains(&Span::point(self.at)) || summary.is_live() && hull.start() <= self.at
    }

    /// The earliest one that shows a broadcast.
    #[must_use]
    pub fn first<'a>(
        screenshots: impl IntoIterator<Item = &'a Self>,
        summary: &Summary,
    ) -> Option<&'a Self> {
        let taken = screenshots.into_iter();
        taken.filter(|screenshot| screenshot.shows(summary)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Push, Sequence};

    fn broadcast(ended_at: Option<i64>) -> Summary {
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

    /// When the first screenshot of a broadcast was taken that is live, and of one that ended at 2000.
    #[track_caller]
    fn check(taken: &[i64], live: Option<i64>, ended: Option<i64>) {
        let mut screenshots: Vec<Screenshot> = Vec::new();
        for at in taken {
            let url = format!("https://example.com/{at}.jpg");
            screenshots.push(Screenshot {
                at: Timestamp(*at),
                url,
            });
        }
        for _ in 0..2 {
            let first = |summary| Screenshot::first(&screenshots, &summary).map(|first| first.at.0);
            assert_eq!(first(broadcast(None)), live);
            assert_eq!(first(broadcast(Some(2_000))), ended);
            screenshots.reverse();
        }
    }

    #[test]
    fn the_first_one_in_its_time_shows_a_broadcast() {
        check(&[], None, None);
        check(&[999], None, None);
        check(&[1_500, 1_000, 1_200], Some(1_000), Some(1_000));
        check(&[999, 2_000, 2_000], Some(2_000), Some(2_000));
        check(&[2_001, 9_000], Some(2_001), None);
    }

    #[test]
    fn of_two_in_one_second_the_url_decides() {
        let [a, b] = ["a", "b"].map(|name| Screenshot {
            at: Timestamp(1_500),
            url: format!("https://example.com/{name}.jpg"),
        });
        assert_eq!(Screenshot::first([&b, &a], &broadcast(None)), Some(&a));
    }
}
