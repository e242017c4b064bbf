//! Spans of time, and sets of them.

use crate::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// A closed interval of time, start ≤ end. Stored as `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(i64, i64)", into = "(i64, i64)")]
pub struct Span {
    start: Timestamp,
    end: Timestamp,
}

impl Span {
    /// The span between two timestamps, in whichever order they come.
    #[must_use]
    pub fn new(one: Timestamp, other: Timestamp) -> Self {
        Self {
            start: one.min(other),
            end: one.max(other),
        }
    }

    /// The span of length 0 at this timestamp.
    #[must_use]
    pub fn point(at: Timestamp) -> Self {
        Self { start: at, end: at }
    }

    /// Its first second.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// Its last second.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// From the start to the end.
    #[must_use]
    pub fn length(&self) -> Seconds {
        self.end - self.start
    }

    /// The smallest span that contains both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// What both have in common.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start <= end).then_some(Self { start, end })
    }

    /// Both overlap, or at most `gap` lies between them.
    #[must_use]
    pub fn within(&self, gap: Seconds, other: &Self) -> bool {
        self.start <= other.end + gap && other.start <= self.end + gap
    }

    /// How much time lies between both; none where they touch or overlap.
    #[must_use]
    pub fn distance(&self, other: &Self) -> Seconds {
        let between = (self.start - other.end).max(other.start - self.end);
        between.max(Seconds::ZERO)
    }

    /// `other` lies inside.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Extended by `margin` on both sides.
    #[must_use]
    pub fn widened(&self, margin: Seconds) -> Self {
        Self::new(self.start - margin, self.end + margin)
    }
}

impl From<(i64, i64)> for Span {
    fn from((one, other): (i64, i64)) -> Self {
        Self::new(Timestamp(one), Timestamp(other))
    }
}

impl From<Span> for (i64, i64) {
    fn from(span: Span) -> Self {
        (span.start.0, span.end.0)
    }
}

/// Spans with no more than this between them count as one: a recorder cuts at key frames, so neighbouring parts rarely
/// meet to the second.
pub const TOUCH: Seconds = Seconds(2);

/// The most spans of a set. An item in the store has room for 400 KB, and a summary keeps two sets for each format, at
/// up to 25 bytes a span.
pub const MAX_SPANS: usize = 512;

/// A set of seconds as sorted spans with more than [`TOUCH`] between them.
///
/// Adding spans in any order gives the same set. Beyond [`MAX_SPANS`], the smallest gaps close first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Span>", into = "Vec<Span>")]
pub struct Spans(Vec<Span>);

impl Spans {
    /// The spans, in order of time.
    #[must_use]
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// The lengths of the spans, added up.
    #[must_use]
    pub fn length(&self) -> Seconds {
        self.0.iter().map(Span::length).sum()
    }

    /// The smallest span that contains the set.
    #[must_use]
    pub fn hull(&self) -> Option<Span> {
        Some(self.0.first()?.hull(*self.0.last()?))
    }

    /// Adds all of `spans`.
    pub fn extend(&mut self, spans: &[Span]) {
        self.0.extend_from_slice(spans);
        self.0.sort_unstable();
        self.0.dedup_by(|next, last| {
            let touches = last.within(TOUCH, next);
            if touches {
                *last = last.hull(*next);
            }
            touches
        });
        close_smallest_gaps(&mut self.0);
    }

    /// The spans of this set that `other` lacks.
    #[must_use]
    pub fn missing_from(&self, other: &Self) -> Vec<Span> {
        let mut missing = Vec::new();
        for span in &self.0 {
            let mut from = span.start;
            let first = other.0.partition_point(|held| held.end < span.start);
            for held in other.0[first..]
                .iter()
                .take_while(|held| held.start <= span.end)
            {
                if from < held.start {
                    missing.push(Span::new(from, held.start));
                }
                from = from.max(held.end);
            }
            if from < span.end {
                missing.push(Span::new(from, span.end));
            }
        }
        missing
    }
}

fn close_smallest_gaps(spans: &mut Vec<Span>) {
    let surplus = spans.len().saturating_sub(MAX_SPANS);
    if surplus == 0 {
        return;
    }
    let gaps = spans.windows(2).map(|pair| pair[0].distance(&pair[1]));
    let mut gaps: Vec<(Seconds, usize)> = gaps.zip(1..).collect();
    gaps.sort_unstable();
    let mut closed = vec![false; spans.len()];
    for (_, next) in &gaps[..surplus] {
        closed[*next] = true;
    }
    let mut closed = closed.into_iter().skip(1);
    spans.dedup_by(|next, last| {
        let close = closed.next().unwrap_or_default();
        if close {
            *last = last.hull(*next);
        }
        close
    });
}

impl From<Vec<Span>> for Spans {
    fn from(spans: Vec<Span>) -> Self {
        let mut set = Self::default();
        set.extend(&spans);
        set
    }
}

impl From<Spans> for Vec<Span> {
    fn from(spans: Spans) -> Self {
        spans.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(spans: &[(i64, i64)]) -> Spans {
        spans
            .iter()
            .map(|span| Span::from(*span))
            .collect::<Vec<_>>()
            .into()
    }

    #[test]
    fn spans_that_touch_within_two_seconds_are_one() {
        assert_eq!(
            set(&[(10, 20), (22, 30), (33, 40)]),
            set(&[(33, 40), (10, 30)])
        );
        assert_eq!(
            set(&[(0, 5), (0, 9), (3, 4)]).as_slice(),
            [Span::from((0, 9))]
        );
    }

    #[test]
    fn overlap_and_what_is_missing() {
        let published = set(&[(0, 1_000), (1_060, 3_785)]);
        let covered = set(&[(0, 500), (512, 2_000), (2_003, 3_785)]);
        let missing = published.missing_from(&covered);
        assert_eq!(
            published.length() - missing.iter().map(Span::length).sum(),
            Seconds(500 + 488 + 940 + 1_782)
        );
        assert_eq!(
            published.missing_from(&covered),
            [Span::from((500, 512)), Span::from((2_000, 2_003))]
        );
        assert_eq!(published.missing_from(&Spans::default()).len(), 2);
        assert_eq!(published.missing_from(&set(&[(-5, 9_000)])), []);
    }

    #[test]
    fn beyond_the_cap_the_smallest_gaps_close() {
        let many: Vec<(i64, i64)> = (0..600).map(|i| (i * 100 + i % 7, i * 100 + 50)).collect();
        let spans = set(&many);
        assert_eq!(spans.as_slice().len(), MAX_SPANS);
        assert_eq!(spans.hull(), Some(Span::from((0, 599 * 100 + 50))));
    }
}
