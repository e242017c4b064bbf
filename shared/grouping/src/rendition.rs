//! Which rendition stands for a broadcast, and which one plays.

use crate::{Format, Tallies, Tally};
use std::cmp::Reverse;

/// A rendition that holds this much of the best one may play in its place, so that a format that more players know
/// isn't passed over for the few seconds that cuts at key frames cost: 5 % of an hour are 3 minutes.
const PLAYABLE_PERCENT: u128 = 95;

/// The rendition that plays longest; of several, the one whose format is preferred.
#[must_use]
pub fn best(tallies: &Tallies) -> Option<(&Format, &Tally)> {
    tallies
        .iter()
        .min_by_key(|(_, tally)| Reverse(tally.duration()))
}

/// The rendition to play: of those that hold at least 95 % of the best one's seconds, that of the preferred format.
#[must_use]
pub fn playing(tallies: &Tallies) -> Option<(&Format, &Tally)> {
    let (_, best) = best(tallies)?;
    let enough = u128::from(best.duration()) * PLAYABLE_PERCENT;
    tallies
        .iter()
        .find(|(_, tally)| u128::from(tally.duration()) * 100 >= enough)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[track_caller]
    fn check(lengths: &[(&str, i64)], best_format: Option<&str>, playing_format: Option<&str>) {
        let tally = |length: i64| Tally {
            seconds: length.unsigned_abs(),
            covered: vec![Span::new(0, length)].into(),
            ..Tally::default()
        };
        let tallies: Tallies = lengths
            .iter()
            .map(|(format, length)| (Format::new(format), tally(*length)))
            .collect();
        let name = |found: Option<(&Format, &Tally)>| found.map(|(f, _)| f.to_string());
        assert_eq!(name(best(&tallies)).as_deref(), best_format, "best");
        assert_eq!(
            name(playing(&tallies)).as_deref(),
            playing_format,
            "playing"
        );
    }

    #[test]
    fn the_longest_is_best_and_the_preferred_of_the_long_ones_plays() {
        check(&[], None, None);
        check(&[("aac", 0)], Some("aac"), Some("aac"));
        check(&[("mp4", 10), ("hls", 10)], Some("hls"), Some("hls"));
        check(&[("avi", 10), ("aac", 10)], Some("aac"), Some("aac"));
        check(&[("hls", 95), ("flv", 100)], Some("flv"), Some("hls"));
        check(&[("hls", 94), ("flv", 100)], Some("flv"), Some("flv"));
        check(
            &[("hls", 1), ("mp4", 951), ("flv", 1_000), ("aac", 1_001)],
            Some("aac"),
            Some("mp4"),
        );
        check(
            &[("hls", 1), ("mp4", 950), ("flv", 1_000), ("aac", 1_001)],
            Some("aac"),
            Some("flv"),
        );
    }

    #[test]
    fn what_is_recorded_twice_or_paused_counts_once() {
        let twice = Tally {
            seconds: 200,
            covered: vec![Span::new(0, 100)].into(),
            ..Tally::default()
        };
        let paused = Tally {
            seconds: 101,
            covered: vec![Span::new(0, 900)].into(),
            ..Tally::default()
        };
        let tallies = Tallies::from([(Format::new("hls"), twice), (Format::new("mp4"), paused)]);
        assert_eq!(best(&tallies).unwrap().0.as_str(), "mp4");
        assert_eq!(playing(&tallies).unwrap().0.as_str(), "hls");
    }
}
