//! Which parts of a rendition play one after the other, and which repeat the same seconds.
//!
//! A template and a recording task may both record a stream; viewers see one of the two recordings.

use crate::{FileId, Format, Part, Seconds, Spans, Timestamp};
use std::{cmp::Reverse, collections::BTreeMap};

/// Parts of one lane overlap by no more than this: neighbours share the frames back to a key frame, and times are
/// rounded to seconds.
const OVERLAP: Seconds = Seconds(5);

/// Parts of one format that follow each other.
struct Track {
    parts: Vec<usize>,
    end: Timestamp,
}

/// Assigns each part to a lane of its format, of which lane 0 plays. The result is in the order of `parts`, which doesn't
/// matter otherwise.
///
/// The lane that covers most seconds comes first, then the one with most bytes, then the one with the smallest file id.
#[must_use]
pub fn lanes(parts: &[&Part]) -> Vec<u32> {
    let mut formats: BTreeMap<&Format, Vec<usize>> = BTreeMap::new();
    for (i, part) in parts.iter().enumerate() {
        formats.entry(&part.format).or_default().push(i);
    }
    let mut lanes = vec![0; parts.len()];
    for of_format in formats.into_values() {
        let mut tracks = tracks(parts, of_format);
        tracks.sort_by_cached_key(|track| rank(parts, track));
        for (lane, track) in (0..).zip(tracks) {
            for i in track.parts {
                lanes[i] = lane;
            }
        }
    }
    lanes
}

/// In order of their starts, each part continues the track whose end is nearest, or begins one if it overlaps them all.
fn tracks(parts: &[&Part], mut of_format: Vec<usize>) -> Vec<Track> {
    of_format.sort_by_key(|i| (parts[*i].content.span, &parts[*i].file_id));
    let mut tracks: Vec<Track> = Vec::new();
    for i in of_format {
        let span = parts[i].content.span;
        let continued = tracks
            .iter_mut()
            .filter(|track| track.end <= span.start() + OVERLAP)
            .min_by_key(|track| ((track.end - span.start()).abs(), Reverse(track.end)));
        match continued {
            Some(track) => {
                track.parts.push(i);
                track.end = track.end.max(span.end());
            }
            None => tracks.push(Track {
                parts: vec![i],
                end: span.end(),
            }),
        }
    }
    tracks
}

fn rank<'a>(
    parts: &[&'a Part],
    track: &Track,
) -> (Reverse<Seconds>, Reverse<u64>, Option<&'a FileId>) {
    let all = || track.parts.iter().map(|i| parts[*i]);
    let covered = Spans::from(all().map(|part| part.content.span).collect::<Vec<_>>());
    let seconds = all().map(|part| part.content.seconds.into()).sum();
    let bytes = all().fold(0_u64, |bytes, part| bytes.saturating_add(part.bytes));
    (
        Reverse(covered.length().min(seconds)),
        Reverse(bytes),
        all().map(|part| &part.file_id).min(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Span};
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
            },
            bytes,
            url: None,
            session: None,
            confirmed: true,
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
    fn the_lane_that_holds_most_plays() {
        check(&[], &[]);
        check(&[(0, 100, 1), (100, 200, 1), (260, 300, 1)], &[0, 0, 0]);
        check(&[(100, 200, 1), (0, 100, 1)], &[0, 0]);
        check(&[(0, 100, 1), (95, 200, 1)], &[0, 0]);
        check(&[(0, 100, 1), (94, 200, 1)], &[1, 0]);
        check(&[(0, 100, 1), (0, 100, 2)], &[1, 0]);
        check(&[(0, 100, 1), (0, 100, 1)], &[0, 1]);
        check(&[(0, 90, 9), (0, 100, 1), (0, 95, 1)], &[2, 0, 1]);
    }

    #[test]
    fn two_recordings_of_one_stream_are_not_mixed() {
        let template = [(0, 1_000, 5), (1_000, 2_000, 5), (2_000, 2_600, 3)];
        let task = [(3, 1_003, 5), (1_003, 2_003, 5), (2_003, 2_600, 3)];
        check(&[template, task].concat(), &[0, 0, 0, 1, 1, 1]);
        check(&[task, template].concat(), &[1, 1, 1, 0, 0, 0]);
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

    proptest! {
        #[test]
        fn any_order_gives_the_same_lanes_and_none_overlaps_by_more_than_5_s(
            (parts, order) in prop::collection::vec((0..60_i64, 0..40_i64, 0..3_u64, prop_oneof![Just("hls"), Just("mp4")]), 0..12)
                .prop_flat_map(|parts| {
                    let order: Vec<usize> = (0..parts.len()).collect();
                    (Just(parts), Just(order).prop_shuffle())
                })
        ) {
            let parts: Vec<Part> = parts
                .iter()
                .enumerate()
                .map(|(i, (start, length, bytes, format))| part(&i.to_string(), format, *start, start + length, *bytes))
                .collect();
            let in_order = lanes(&parts.iter().collect::<Vec<_>>());
            let shuffled = lanes(&order.iter().map(|i| &parts[*i]).collect::<Vec<_>>());
            for (lane, i) in shuffled.iter().zip(&order) {
                prop_assert_eq!(lane, &in_order[*i]);
            }
            for (i, one) in parts.iter().enumerate() {
                for (j, other) in parts.iter().enumerate().skip(i + 1) {
                    if one.format == other.format && in_order[i] == in_order[j] {
                        let (one, other) = (one.content.span, other.content.span);
                        prop_assert!(one.end().min(other.end()) - one.start().max(other.start()) <= Seconds(5));
                    }
                }
            }
        }
    }
}
