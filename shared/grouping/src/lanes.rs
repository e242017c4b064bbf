//! Which parts of a rendition play one after the other, and which repeat the same seconds.
//!
//! A template and a recording task may both record a stream, and neighbours overlap where a recorder was restarted. What
//! plays covers what the parts cover, but for stretches of at most 10 s.

use crate::{FileId, Format, Part, Seconds, Span, Timestamp};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    iter,
};

/// A stretch that may be missing from what plays, although a part holds it: cuts wait for a key frame, times are rounded
/// to seconds, and a part that adds so little would repeat the rest.
const SLACK: Seconds = Seconds(10);

/// Assigns each part to a lane of its format, of which lane 0 plays. The result is in the order of `parts`, which doesn't
/// matter otherwise.
///
/// What lane 0 leaves is divided in the same way into the lanes that follow. An empty part never plays: its lane is 1.
#[must_use]
pub fn lanes(parts: &[&Part]) -> Vec<u32> {
    let mut formats: BTreeMap<&Format, Vec<usize>> = BTreeMap::new();
    for (i, part) in parts.iter().enumerate() {
        if !part.content.empty {
            formats.entry(&part.format).or_default().push(i);
        }
    }
    let mut lanes = vec![1; parts.len()];
    for mut left in formats.into_values() {
        left.sort_by_key(|i| (span(parts[*i]), &parts[*i].file_id));
        for lane in 0.. {
            let of_format: Vec<&Part> = left.iter().map(|i| parts[*i]).collect();
            let mut plays = vec![false; left.len()];
            for i in without_repeated(&of_format, playing(&of_format)) {
                plays[i] = true;
                lanes[left[i]] = lane;
            }
            let mut plays = plays.into_iter();
            left.retain(|_| !plays.next().unwrap_or_default());
            if left.is_empty() {
                break;
            }
        }
    }
    lanes
}

fn span(part: &Part) -> Span {
    part.content.span
}

/// The parts of one format, sorted by start, that play one after the other.
///
/// Of those that start where the last one ends, the one that reaches furthest continues it; then the one with most bytes, then
/// the one with the smallest file id. So each overlaps only the one before it and the one after it.
fn playing(parts: &[&Part]) -> Vec<usize> {
    let preference = |i: usize| -> (Timestamp, u64, Reverse<&FileId>, usize) {
        let part = parts[i];
        (span(part).end(), part.bytes, Reverse(&part.file_id), i)
    };
    let start = |i: usize| span(parts[i]).start();
    let mut waiting = (0..parts.len()).peekable();
    let mut reachable = BinaryHeap::new();
    let mut taken = Vec::new();
    let mut end = Timestamp::MIN;
    loop {
        while let Some(i) = waiting.next_if(|i| start(*i) <= end + SLACK) {
            reachable.push(preference(i));
        }
        let next = match reachable.pop() {
            Some((.., i)) if adds_too_little(span(parts[i]), end) => continue,
            Some((.., i)) => i,
            None => {
                let Some(first) = waiting.peek().map(|i| start(*i)) else {
                    return taken;
                };
                let at_once = iter::from_fn(|| waiting.next_if(|i| start(*i) == first));
                let Some(next) = at_once.max_by_key(|i| preference(*i)) else {
                    return taken;
                };
                next
            }
        };
        end = span(parts[next]).end();
        taken.push(next);
    }
}

/// Most of it plays already, and what it adds is short.
fn adds_too_little(span: Span, end: Timestamp) -> bool {
    let added = span.end() - end.max(span.start());
    let repeated = end - span.start();
    span.end() <= end || added <= SLACK && repeated + repeated > span.length()
}

/// Drops, in order of time, what its neighbours hold but for a little.
fn without_repeated(parts: &[&Part], playing: Vec<usize>) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    let mut playing = playing.into_iter().peekable();
    while let Some(i) = playing.next() {
        let before = kept.last().map(|last| span(parts[*last]).end());
        let before = before.unwrap_or(Timestamp::MIN);
        let after = playing.peek().map(|next| span(parts[*next]).start());
        let after = after.unwrap_or(Timestamp::MAX);
        let own = span(parts[i]);
        let repeated = (before - own.start()).max(Seconds::ZERO);
        let repeated = repeated + (own.end() - after).max(Seconds::ZERO);
        let is_repeated = repeated + repeated > own.length()
            && own.length() - repeated <= SLACK
            && longest_between(parts, before, after) <= SLACK;
        if !is_repeated {
            kept.push(i);
        }
    }
    kept
}

/// The longest stretch between two moments that the parts, sorted by start, hold without a break.
fn longest_between(parts: &[&Part], from: Timestamp, to: Timestamp) -> Seconds {
    let within = Span::new(from, to);
    let held = parts
        .iter()
        .filter_map(|part| span(part).intersection(within));
    let mut stretch: Option<Span> = None;
    let lengths = held.map(|held| {
        let longer = stretch.filter(|stretch| held.start() <= stretch.end());
        let longer = longer.map_or(held, |stretch| stretch.hull(held));
        stretch = Some(longer);
        longer.length()
    });
    lengths.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Content;
    use proptest::prelude::*;

    fn part(file_id: &str, format: &str, start: i64, end: i64, bytes: u64) -> Part {
        let span = Span::from((start, end));
        Part {
            file_id: FileId::new(file_id).unwrap(),
            format: Format::new(format),
            content: Content {
                span,
                seconds: u32::try_from(span.length().0).unwrap(),
                time_anomaly: false,
                empty: false,
            },
            bytes,
            url: None,
            session: None,
            confirmed: true,
            in_cos: false,
            url_by_callback: false,
            expires_at: None,
            cover_url: None,
        }
    }

    /// MP4 parts `(start, end, bytes)`, called `a`, `b`, … in this order, and the lane of each.
    #[track_caller]
    fn check(spans: &[(i64, i64, u64)], expected: &[u32]) {
        let parts: Vec<Part> = ('a'..)
            .zip(spans)
            .map(|(id, (start, end, bytes))| part(&id.to_string(), "mp4", *start, *end, *bytes))
            .collect();
        assert_eq!(lanes(&parts.iter().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn parts_that_follow_each_other_play() {
        check(&[], &[]);
        check(&[(0, 100, 1)], &[0]);
        check(&[(7, 7, 1)], &[0]);
        check(&[(0, 100, 1), (100, 200, 1), (260, 300, 1)], &[0, 0, 0]);
        check(&[(100, 200, 1), (0, 100, 1)], &[0, 0]);
    }

    #[test]
    fn neighbours_that_overlap_both_play() {
        check(&[(0, 100, 1), (94, 200, 1)], &[0, 0]);
        check(&[(0, 1_800, 1), (1_794, 3_600, 1)], &[0, 0]);
        check(&[(0, 1_800, 1), (1_500, 3_600, 1)], &[0, 0]);
        check(&[(0, 100, 1), (20, 120, 1)], &[0, 0]);
    }

    #[test]
    fn of_twins_the_one_that_reaches_further_plays_then_the_larger_then_the_smaller_id() {
        check(&[(0, 100, 1), (0, 100, 2)], &[1, 0]);
        check(&[(0, 100, 1), (0, 100, 1)], &[0, 1]);
        check(&[(0, 90, 9), (0, 100, 1), (0, 95, 1)], &[2, 0, 1]);
        check(&[(0, 100, 9), (0, 104, 1)], &[1, 0]);
        check(&[(0, 100, 1), (7, 107, 1)], &[0, 1]);
        check(&[(0, 100, 1), (3, 5_000, 1)], &[1, 0]);
        check(&[(0, 100, 1), (20, 60, 1)], &[0, 1]);
    }

    #[test]
    fn a_part_that_adds_at_most_10_s_plays_only_where_it_repeats_less_than_half() {
        check(&[(0, 100, 1), (80, 110, 1)], &[0, 1]);
        check(&[(0, 100, 1), (80, 111, 1)], &[0, 0]);
        check(&[(0, 100, 1), (98, 108, 1)], &[0, 0]);
        check(&[(0, 100, 1), (90, 110, 1)], &[0, 0]);
        check(&[(0, 100, 1), (89, 110, 1)], &[0, 1]);
        check(&[(0, 100, 1), (105, 105, 1), (100, 100, 1)], &[0, 0, 1]);
        // The one that reaches further repeats too much, the other doesn't.
        check(&[(0, 100, 1), (50, 110, 1), (99, 108, 1)], &[0, 1, 0]);
    }

    #[test]
    fn a_part_that_its_neighbours_hold_is_dropped_at_last() {
        check(&[(0, 100, 1), (10, 200, 1)], &[1, 0]);
        check(&[(0, 100, 1), (11, 200, 1)], &[0, 0]);
        check(&[(0, 15, 1), (10, 200, 1)], &[0, 0]);
        check(&[(0, 8, 1), (9, 108, 1), (19, 200, 1)], &[0, 1, 0]);
        // Here 11 s in a row would be missing.
        let another = (8, 9, 1);
        check(
            &[(0, 8, 1), (9, 108, 1), (19, 200, 1), another],
            &[0, 0, 0, 1],
        );
    }

    #[test]
    fn two_recordings_of_one_stream_show_once() {
        let template = [(0, 1_000, 5), (1_000, 2_000, 5), (2_000, 2_600, 3)];
        let task = [(3, 1_003, 5), (1_003, 2_003, 5), (2_003, 2_600, 3)];
        check(&[template, task].concat(), &[0, 1, 0, 1, 0, 1]);
        let offset = [(500, 1_500, 5), (1_500, 2_500, 5), (2_500, 2_600, 3)];
        check(&[template, offset].concat(), &[0, 0, 0, 1, 1, 1]);
    }

    #[test]
    fn each_format_has_its_own_lanes() {
        let parts = [
            part("a", "hls", 0, 100, 1),
            part("b", "mp4", 0, 50, 1),
            part("c", "mp4", 50, 100, 1),
            part("d", "hls", 10, 90, 1),
        ];
        assert_eq!(lanes(&parts.iter().collect::<Vec<_>>()), [0, 0, 0, 1]);
    }

    #[test]
    fn an_empty_part_never_plays() {
        let mut parts = [part("a", "mp4", 50, 50, 1), part("b", "mp4", 50, 60, 1)];
        parts[0].content.empty = true;
        assert_eq!(lanes(&parts.iter().collect::<Vec<_>>()), [1, 0]);
        assert_eq!(lanes(&[&parts[0]]), [1]);
    }

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        let format = prop_oneof![Just("hls"), Just("mp4")];
        let length = prop_oneof![0..40_i64, 0..15_i64];
        prop::collection::vec((0..90_i64, length, 0..3_u64, format), 0..12).prop_map(|parts| {
            let parts = parts.into_iter().enumerate();
            parts
                .map(|(i, (start, length, bytes, format))| {
                    part(&i.to_string(), format, start, start + length, bytes)
                })
                .collect()
        })
    }

    /// The longest stretch of whole seconds for which `is_missing` holds without a break.
    fn longest(is_missing: impl Fn(i64) -> bool) -> usize {
        let seconds: Vec<bool> = (0..140).map(is_missing).collect();
        seconds
            .split(|missing| !missing)
            .map(<[bool]>::len)
            .max()
            .unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_order_gives_the_same_lanes(
            (parts, order) in parts().prop_flat_map(|parts| {
                let order: Vec<usize> = (0..parts.len()).collect();
                (Just(parts), Just(order).prop_shuffle())
            })
        ) {
            let in_order = lanes(&parts.iter().collect::<Vec<_>>());
            let shuffled = lanes(&order.iter().map(|i| &parts[*i]).collect::<Vec<_>>());
            for (lane, i) in shuffled.iter().zip(&order) {
                prop_assert_eq!(lane, &in_order[*i]);
            }
        }

        #[test]
        fn nothing_longer_than_10_s_is_missing_from_what_plays(parts in parts()) {
            let lanes = lanes(&parts.iter().collect::<Vec<_>>());
            for format in ["hls", "mp4"] {
                let format = Format::new(format);
                let of_format: Vec<(&Part, &u32)> =
                    parts.iter().zip(&lanes).filter(|(part, _)| part.format == format).collect();
                let holds = |playing: bool, at: i64| of_format.iter().any(|(part, lane)| {
                    let span = span(part);
                    (!playing || **lane == 0) && span.start() <= Timestamp(at) && Timestamp(at) < span.end()
                });
                prop_assert!(longest(|at| holds(false, at) && !holds(true, at)) <= 10);
            }
        }

        #[test]
        fn what_plays_overlaps_only_its_neighbours_and_adds_something(parts in parts()) {
            let lanes = lanes(&parts.iter().collect::<Vec<_>>());
            for format in ["hls", "mp4"] {
                let format = Format::new(format);
                let mut playing: Vec<Span> = parts.iter().zip(&lanes)
                    .filter(|(part, lane)| part.format == format && **lane == 0)
                    .map(|(part, _)| span(part))
                    .collect();
                playing.sort_unstable();
                for pair in playing.windows(2) {
                    prop_assert!(pair[0].start() < pair[1].start() && pair[0].end() < pair[1].end());
                }
                for three in playing.windows(3) {
                    prop_assert!(three[0].end() + SLACK < three[2].start());
                }
            }
        }
    }
}
