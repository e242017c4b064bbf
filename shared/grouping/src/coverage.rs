//! How much of a broadcast its recordings cover.

use crate::{Seconds, Span, Spans, Summary, TOUCH, Tallies, best};

/// A longer gap makes a recording incomplete. Shorter ones come from cuts that wait for a key frame, and from a task
/// that starts some seconds after the push.
const COMPLETE_GAP: Seconds = Seconds(10);

/// How much of a broadcast its best rendition covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// In thousandths, rounded down: 1000 is all of it.
    pub thousandths: u32,
    /// What the rendition lacks, longer than [`TOUCH`] each, in order of time.
    pub gaps: Vec<Span>,
}

/// Compares the best rendition of `tallies` (all of them, or the confirmed ones) with what was published: the known
/// pushes, or if none is known, the hull of these recordings. An open push counts as the point of its begin.
///
/// If what was published has no length, any part covers all of it.
#[must_use]
pub fn coverage(summary: &Summary, tallies: &Tallies) -> Coverage {
    let hull;
    let published = if summary.published.as_slice().is_empty() {
        let covered = tallies.values().filter_map(|tally| tally.covered.hull());
        hull = Spans::from(vec![covered.reduce(Span::hull).unwrap_or(summary.hull)]);
        &hull
    } else {
        &summary.published
    };
    let nothing = Spans::default();
    let part = best(tallies);
    let covered = part.map_or(&nothing, |(_, tally)| &tally.covered);
    let mut gaps = published.missing_from(covered);
    let missing: Seconds = gaps.iter().map(Span::length).sum();
    let thousandths = match (published.length(), part) {
        (_, None) => 0,
        (Seconds::ZERO, Some(_)) => 1000,
        (Seconds(all), Some(_)) => {
            let covered = i128::from(all) - i128::from(missing.0);
            u32::try_from(covered * 1000 / i128::from(all)).unwrap_or(1000)
        }
    };
    gaps.retain(|gap| gap.length() > TOUCH);
    Coverage { thousandths, gaps }
}

/// No gap is longer than 10 s. Says nothing about a broadcast without a part.
#[must_use]
pub fn is_complete(coverage: &Coverage) -> bool {
    let mut gaps = coverage.gaps.iter();
    gaps.all(|gap| gap.length() <= COMPLETE_GAP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, FileId, Format, Part, Push, Sequence};
    use proptest::prelude::*;

    fn summary(pushes: &[(i64, i64)], parts: &[(&str, i64, i64)]) -> Option<Summary> {
        let pushes = pushes.iter().enumerate().map(|(i, span)| {
            let span = Span::from(*span);
            let push = Push {
                sequence: Sequence::new(&i.to_string()).unwrap(),
                began_at: Some(span.start()),
                ended_at: Some(span.end()),
                lasted_ms: None,
                active_at: None,
                failed: false,
                session: None,
            };
            Summary::of_push(&push, span)
        });
        let parts = parts.iter().enumerate().map(|(i, (format, start, end))| {
            let span = Span::from((*start, *end));
            Summary::of_part(&Part {
                file_id: FileId::new(&i.to_string()).unwrap(),
                format: Format::new(format),
                content: Content {
                    span,
                    seconds: u32::try_from(span.length().0).unwrap(),
                    time_anomaly: false,
                    empty: false,
                },
                bytes: 1,
                url: None,
                session: None,
                confirmed: true,
                in_cos: false,
                url_by_callback: false,
                expires_at: None,
                cover_url: None,
            })
        });
        pushes.chain(parts).reduce(|mut sum, piece| {
            sum.add(&piece);
            sum
        })
    }

    #[track_caller]
    fn check(
        pushes: &[(i64, i64)],
        parts: &[(&str, i64, i64)],
        thousandths: u32,
        gaps: &[(i64, i64)],
        complete: bool,
    ) {
        let summary = summary(pushes, parts).unwrap();
        let coverage = coverage(&summary, &summary.all);
        assert_eq!(coverage.thousandths, thousandths);
        let gaps_found: Vec<(i64, i64)> = coverage.gaps.iter().map(|gap| (*gap).into()).collect();
        assert_eq!(gaps_found, gaps);
        assert_eq!(is_complete(&coverage), complete);
    }

    #[test]
    fn the_best_rendition_is_held_against_the_pushes() {
        let all = [("mp4", 0, 1_000), ("mp4", 1_060, 3_785)];
        let pushes = [(0, 1_000), (1_060, 3_785)];
        check(&pushes, &all, 1000, &[], true);
        check(&pushes, &all[1..], 731, &[(0, 1_000)], false);
        check(&pushes, &[("hls", 1, 3_785)], 999, &[], true);
        check(&[(0, 1_000)], &[("hls", 2, 998)], 996, &[], true);
        check(&[(0, 1_000)], &[("hls", 3, 1_000)], 997, &[(0, 3)], true);
        check(&[(0, 100)], &[("flv", 10, 100)], 900, &[(0, 10)], true);
        check(&[(0, 100)], &[("flv", 11, 100)], 890, &[(0, 11)], false);
        check(&[(0, 100)], &[("aac", -50, 900)], 1000, &[], true);
        // The longer rendition counts alone, even where the other fills its gap.
        let two = [("hls", 0, 50), ("mp4", 40, 100)];
        check(&[(0, 100)], &two, 600, &[(0, 40)], false);
    }

    #[test]
    fn without_a_push_the_hull_was_published() {
        let parts = [("mp4", 0, 60), ("mp4", 80, 100)];
        check(&[], &parts, 800, &[(60, 80)], false);
        check(&[], &[("flv", 7, 7)], 1000, &[], true);
    }

    #[test]
    fn a_part_holds_all_of_a_moment_and_no_part_holds_nothing() {
        check(&[(5, 5)], &[("flv", 0, 100)], 1000, &[], true);
        check(&[(5, 5)], &[], 0, &[], true);
        check(&[(0, 2)], &[], 0, &[], true);
        check(&[(0, 20), (60, 70)], &[], 0, &[(0, 20), (60, 70)], false);
    }

    #[test]
    fn what_vod_has_not_confirmed_may_be_left_out() {
        let summary = summary(&[(0, 100)], &[("mp4", 0, 100)]).unwrap();
        assert_eq!(coverage(&summary, &summary.confirmed).thousandths, 1000);
        assert_eq!(coverage(&summary, &Tallies::new()).thousandths, 0);
    }

    proptest! {
        #[test]
        fn never_above_1000_and_gaps_lie_in_what_was_published(
            pushes in prop::collection::vec((0..2_000_i64, 0..2_000_i64), 0..6),
            parts in prop::collection::vec((prop_oneof![Just("hls"), Just("mp4")], 0..2_000_i64, 0..2_000_i64), 0..6),
        ) {
            let parts: Vec<_> = parts.iter().map(|(f, one, other)| (*f, *one, *other)).collect();
            let Some(summary) = summary(&pushes, &parts) else { return Ok(()) };
            let coverage = coverage(&summary, &summary.all);
            prop_assert!(coverage.thousandths <= 1000);
            let published = match summary.published.as_slice() {
                [] => vec![summary.hull],
                spans => spans.to_vec(),
            };
            for gap in &coverage.gaps {
                prop_assert!(gap.length() > Seconds(2));
                prop_assert!(published.iter().any(|span| span.contains(gap)));
            }
        }
    }
}
