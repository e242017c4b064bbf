//! What a trim leaves of files.

use crate::{Content, Seconds, Span, Tally, Timestamp};
use serde::{Deserialize, Serialize};

/// Which seconds of a file play, counted from its begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cut {
    /// From here on.
    #[serde(skip_serializing_if = "is_zero")]
    pub start: u32,
    /// Up to here; `None` for the end of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Cut {
    /// The whole file plays.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// How many of the `seconds` of a file play.
    #[must_use]
    pub fn length(&self, seconds: u32) -> u32 {
        let end = self.end.unwrap_or(seconds).min(seconds);
        end.saturating_sub(self.start)
    }

    /// What is left of this without the first `seconds` of the file, which play elsewhere; `None` if nothing is.
    #[must_use]
    pub fn without_first(self, seconds: u32) -> Option<Self> {
        let start = self.start.max(seconds);
        let is_left = self.end.is_none_or(|end| start < end);
        is_left.then_some(Self { start, ..self })
    }
}

impl Content {
    /// What a trim leaves of the file; `None` if nothing.
    ///
    /// Where a file paused isn't known, so its seconds are spread evenly over its time: then each second of the time has its
    /// place in the file, whichever side of it is cut off. A part of a second is kept.
    #[must_use]
    pub fn within(&self, trim: Span) -> Option<Cut> {
        cut(&[self.span], self.seconds, trim)
    }
}

impl Tally {
    /// What a trim leaves of these files, if they play one after the other for so many seconds; `None` if nothing.
    #[must_use]
    pub fn cut(&self, seconds: u32, trim: Span) -> Option<Cut> {
        cut(self.covered.as_slice(), seconds, trim)
    }

    /// How long what a trim leaves of these files plays; `None` if nothing is left.
    #[must_use]
    pub fn duration_within(&self, trim: Span) -> Option<Seconds> {
        let seconds = u32::try_from(self.duration().non_negative()).unwrap_or(u32::MAX);
        let cut = self.cut(seconds, trim)?;
        Some(cut.length(seconds).into())
    }
}

/// What a trim leaves of `seconds` that play in the time that is `covered`.
fn cut(covered: &[Span], seconds: u32, trim: Span) -> Option<Cut> {
    let before = |at: Timestamp| -> i64 {
        let parts = covered.iter().map(|span| {
            let end = span.end().min(at);
            (end - span.start()).max(Seconds::ZERO).0
        });
        parts.sum()
    };
    let all: i64 = covered.iter().map(|span| span.length().0).sum();
    let (from, to) = (before(trim.start()), before(trim.end()));
    if all == 0 {
        // Points: it is only known when they end.
        let is_inside = |point: &Span| trim.contains(point);
        return covered.iter().any(is_inside).then(Cut::default);
    }
    if from >= to {
        return None;
    }
    if seconds == 0 {
        // How much there is to play isn't known.
        return Some(Cut::default());
    }
    let (all, seconds) = (i128::from(all), i128::from(seconds));
    let start = i128::from(from) * seconds / all;
    let end = (i128::from(to) * seconds + all - 1) / all;
    let whole = |number: i128| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Cut {
        start: whole(start),
        end: Some(whole(end)).filter(|_| i128::from(to) < all),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole() -> Option<Cut> {
        Some(Cut::default())
    }

    fn from_to(start: u32, end: u32) -> Option<Cut> {
        Some(Cut {
            start,
            end: Some(end),
        })
    }

    fn content(span: (i64, i64), seconds: u32) -> Content {
        Content {
            span: span.into(),
            seconds,
            time_anomaly: false,
            empty: false,
        }
    }

    #[track_caller]
    fn check(span: (i64, i64), seconds: u32, trim: (i64, i64), expected: Option<Cut>) {
        let found = content(span, seconds).within(trim.into());
        assert_eq!(found, expected, "{span:?} {seconds} {trim:?}");
    }

    #[test]
    fn a_trim_leaves_what_lies_in_it() {
        check((100, 400), 300, (0, 1_000), whole());
        check((100, 400), 300, (100, 400), whole());
        check((100, 400), 300, (150, 350), from_to(50, 250));
        check((100, 400), 300, (0, 350), from_to(0, 250));
        let to_the_end = Some(Cut {
            start: 1,
            end: None,
        });
        check((100, 400), 300, (101, 900), to_the_end);
        for outside in [(0, 100), (400, 900), (0, 1), (100, 100)] {
            check((100, 400), 300, outside, None);
        }
    }

    #[test]
    fn the_seconds_of_a_file_that_paused_are_spread_over_its_time() {
        check((0, 900), 300, (300, 600), from_to(100, 200));
        check((0, 900), 300, (301, 599), from_to(100, 200));
        check((0, 900), 300, (1, 2), from_to(0, 1));
    }

    #[test]
    fn of_a_file_of_unknown_length_all_is_left_or_nothing() {
        check((100, 100), 0, (0, 200), whole());
        check((100, 100), 0, (0, 99), None);
        check((100, 200), 0, (150, 160), whole());
    }

    #[test]
    fn files_one_after_the_other_are_cut_as_one() {
        let tally = Tally {
            seconds: Seconds(200),
            covered: vec![Span::from((0, 100)), Span::from((150, 250))].into(),
            ..Tally::default()
        };
        let cut = |trim: (i64, i64)| tally.cut(200, trim.into());
        assert_eq!(cut((50, 200)), from_to(50, 150));
        assert_eq!(cut((100, 150)), None, "the gap between them");
        let within = |trim: (i64, i64)| tally.duration_within(trim.into()).map(|it| it.0);
        assert_eq!(within((50, 200)), Some(100));
        assert_eq!(within((0, 250)), Some(200));
        assert_eq!(within((110, 140)), None);
    }

    #[test]
    fn what_plays_elsewhere_is_left_out() {
        let cut = Cut {
            start: 10,
            end: Some(50),
        };
        assert_eq!(cut.without_first(5), Some(cut));
        assert_eq!(cut.without_first(20), from_to(20, 50));
        assert_eq!(cut.without_first(50), None);
        assert_eq!(Cut::default().without_first(0), whole());
    }

    proptest! {
        #[test]
        fn what_is_left_lies_in_the_file_and_both_sides_of_a_moment_are_all_of_it(
            span in (0..1_000_i64, 0..1_000_i64), seconds in 0..2_000_u32, at in 0..1_000_i64,
        ) {
            let content = content(span, seconds);
            let sides = [Span::from((-1, at)), Span::from((at, 2_000))].map(|side| content.within(side));
            prop_assert!(sides.iter().any(Option::is_some));
            for cut in sides.iter().flatten() {
                prop_assert!(cut.start <= seconds && cut.end.is_none_or(|end| cut.start < end && end <= seconds));
            }
            if let [Some(before), Some(after)] = sides {
                prop_assert_eq!((before.start, after.end), (0, None));
                prop_assert!(before.end.is_none_or(|end| end >= after.start && end - after.start <= 1));
            }
        }
    }
}
