//! Spans of time, and sets of them.

use serde::{Deserialize, Serialize};

/// A closed interval of Unix seconds, start ≤ end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(i64, i64)", into = "(i64, i64)")]
pub struct Span {
    start: i64,
    end: i64,
}

impl Span {
    /// The span between two moments, whichever comes first.
    #[must_use]
    pub fn new(one: i64, other: i64) -> Self {
        Self {
            start: one.min(other),
            end: one.max(other),
        }
    }

    /// A moment.
    #[must_use]
    pub fn point(at: i64) -> Self {
        Self { start: at, end: at }
    }

    /// Its first second.
    #[must_use]
    pub fn start(&self) -> i64 {
        self.start
    }

    /// Its last second.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.end
    }

    /// Its length; 0 for a moment.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.end.abs_diff(self.start)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// What lies in both.
    #[must_use]
    pub fn shared(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start <= end).then_some(Self { start, end })
    }

    /// Both overlap, or lie no further apart than `gap` seconds.
    #[must_use]
    pub fn within(&self, gap: i64, other: &Self) -> bool {
        self.start <= other.end + gap && other.start <= self.end + gap
    }

    /// How many seconds lie between both; 0 where they touch or overlap.
    #[must_use]
    pub fn distance(&self, other: &Self) -> u64 {
        let (before, after) = if self <= other {
            (self, other)
        } else {
            (other, self)
        };
        if before.end < after.start {
            after.start.abs_diff(before.end)
        } else {
            0
        }
    }

    /// `other` lies in it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Stretched by `seconds` on both sides.
    #[must_use]
    pub fn widened(&self, seconds: i64) -> Self {
        Self::new(self.start - seconds, self.end + seconds)
    }
}

impl From<(i64, i64)> for Span {
    fn from((one, other): (i64, i64)) -> Self {
        Self::new(one, other)
    }
}

impl From<Span> for (i64, i64) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

/// Spans that touch within this many seconds are one: cuts wait for a key frame, so neighbouring parts rarely meet to
/// the second.
pub const TOUCH_SECONDS: i64 = 2;

/// More spans than this are not kept apart: an item in the store has room for 400 KB, and a summary keeps two sets for
/// each format at up to 25 bytes a span.
pub const MAX_SPANS: usize = 512;

/// A set of seconds as sorted spans, no two of which touch within [`TOUCH_SECONDS`].
///
/// Adding spans in any order gives the same set. Beyond [`MAX_SPANS`] the smallest gaps are closed first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Span>", into = "Vec<Span>")]
pub struct Spans(Vec<Span>);

impl Spans {
    /// The spans, in order of time.
    #[must_use]
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// How many seconds it holds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.0.iter().map(Span::seconds).sum()
    }

    /// The smallest span that holds it all.
    #[must_use]
    pub fn hull(&self) -> Option<Span> {
        Some(self.0.first()?.hull(*self.0.last()?))
    }

    /// Adds all the spans of `more`.
    pub fn extend(&mut self, more: &[Span]) {
        if more.is_empty() {
            return;
        }
        self.0.extend_from_slice(more);
        self.0.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(self.0.len());
        for span in self.0.drain(..) {
            match joined.last_mut() {
                Some(last) if last.within(TOUCH_SECONDS, &span) => *last = last.hull(span),
                _ => joined.push(span),
            }
        }
        close_smallest_gaps(&mut joined);
        self.0 = joined;
    }

    /// The seconds of it that `other` holds too.
    #[must_use]
    pub fn seconds_within(&self, other: &Self) -> u64 {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut seconds = 0;
        while let (Some(one), Some(two)) = (ours.peek(), theirs.peek()) {
            let (start, end) = (one.start.max(two.start), one.end.min(two.end));
            if start < end {
                seconds += end.abs_diff(start);
            }
            if one.end <= two.end {
                ours.next()
            } else {
                theirs.next()
            };
        }
        seconds
    }

    /// The stretches of it that `other` doesn't hold, longer than `tolerance` seconds.
    #[must_use]
    pub fn missing_from(&self, other: &Self, tolerance: u64) -> Vec<Span> {
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
        missing.retain(|gap| gap.seconds() > tolerance);
        missing
    }
}

fn close_smallest_gaps(spans: &mut Vec<Span>) {
    let Some(surplus) = spans
        .len()
        .checked_sub(MAX_SPANS)
        .filter(|surplus| *surplus > 0)
    else {
        return;
    };
    let mut gaps: Vec<(u64, usize)> = spans
        .windows(2)
        .enumerate()
        .map(|(i, pair)| (pair[1].start.abs_diff(pair[0].end), i))
        .collect();
    gaps.sort_unstable();
    let mut closed = vec![false; spans.len()];
    for (_, i) in &gaps[..surplus] {
        closed[*i] = true;
    }
    let mut kept: Vec<Span> = Vec::with_capacity(MAX_SPANS);
    for (i, span) in spans.iter().enumerate() {
        match kept.last_mut() {
            Some(last) if closed[i - 1] => *last = last.hull(*span),
            _ => kept.push(*span),
        }
    }
    *spans = kept;
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
        assert_eq!(set(&[(0, 5), (0, 9), (3, 4)]).as_slice(), [Span::new(0, 9)]);
    }

    #[test]
    fn overlap_and_what_is_missing() {
        let published = set(&[(0, 1_000), (1_060, 3_785)]);
        let covered = set(&[(0, 500), (512, 2_000), (2_003, 3_785)]);
        assert_eq!(published.seconds_within(&covered), 500 + 488 + 940 + 1_782);
        assert_eq!(
            published.missing_from(&covered, 2),
            [Span::new(500, 512), Span::new(2_000, 2_003)]
        );
        assert_eq!(published.missing_from(&Spans::default(), 2).len(), 2);
        assert_eq!(published.missing_from(&set(&[(-5, 9_000)]), 2), []);
    }

    #[test]
    fn beyond_the_cap_the_smallest_gaps_close() {
        let many: Vec<(i64, i64)> = (0..600).map(|i| (i * 100 + i % 7, i * 100 + 50)).collect();
        let spans = set(&many);
        assert_eq!(spans.as_slice().len(), MAX_SPANS);
        assert_eq!(spans.hull(), Some(Span::new(0, 599 * 100 + 50)));
    }
}
