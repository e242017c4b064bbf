//! Which rendition represents a broadcast, and which one plays.

use crate::{Format, Tallies, Tally};
use std::cmp::Reverse;

/// A rendition with this share of the best one's length may play in its place. A format that more players support is
/// worth the few seconds that cuts at key frames cost: 5 % of an hour are 3 minutes.
const PLAYABLE_PERCENT: i128 = 95;

/// The rendition that plays longest; of several, the one whose format is preferred.
#[must_use]
pub fn best(tallies: &Tallies) -> Option<(&Format, &Tally)> {
    tallies
        .iter()
        .min_by_key(|(_, tally)| Reverse(tally.duration()))
}

/// The rendition to play: of those with at least 95 % of the best one's length, that of the preferred format.
#[must_use]
pub fn playing(tallies: &Tallies) -> Option<(&Format, &Tally)> {
    let (_, best) = best(tallies)?;
    tallies.iter().find(|(_, tally)| tally.plays_for(best))
}

impl Tally {
    /// It covers nearly as much as the `best` rendition, and may play in its place.
    #[must_use]
    pub fn plays_for(&self, best: &Self) -> bool {
        i128::from(self.duration().0) * 100 >= i128::from(best.duration().0) * PLAYABLE_PERCENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seconds, Span};

    #[track_caller]
    fn check(lengths: &[(&str, i64)], best_format: Option<&str>, playing_format: Option<&str>) {
        let tally = |length: i64| Tally {
            seconds: Seconds(length),
            covered: vec![Span::from((0, length))].into(),
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
            seconds: Seconds(200),
            covered: vec![Span::from((0, 100))].into(),
            ..Tally::default()
        };
        let paused = Tally {
            seconds: Seconds(101),
            covered: vec![Span::from((0, 900))].into(),
            ..Tally::default()
        };
        let tallies = Tallies::from([(Format::new("hls"), twice), (Format::new("mp4"), paused)]);
        assert_eq!(best(&tallies).unwrap().0.as_str(), "mp4");
        assert_eq!(playing(&tallies).unwrap().0.as_str(), "hls");
    }
}
