//! What nearness alone holds together.

use crate::pieces::{Piece, check, mp4, part, pushed};
use replay_grouping::{Format, MAX_SPANS, Rules, Seconds, Times, Timestamp, best, coverage};

#[test]
fn spans_no_further_apart_than_the_gap_are_one_broadcast() {
    check(&[], &[]);
    check(&[mp4("a", 0, 100)], &[("a", 0, 100)]);
    check(&[mp4("a", 0, 100), mp4("b", 100, 200)], &[("a b", 0, 200)]);
    check(&[mp4("a", 0, 100), mp4("b", 399, 500)], &[("a b", 0, 500)]);
    check(&[mp4("a", 0, 100), mp4("b", 400, 500)], &[("a b", 0, 500)]);
    check(
        &[mp4("a", 0, 100), mp4("b", 401, 500)],
        &[("a", 0, 100), ("b", 401, 500)],
    );
    check(
        &[
            mp4("a", 0, 5_000),
            mp4("b", 10, 20),
            pushed("P", 5_300, 5_400),
        ],
        &[("a b P", 0, 5_400)],
    );
}

#[test]
fn without_a_gap_only_what_touches_is_one() {
    let rules = Rules {
        gap: Seconds(0),
        daily_cut: None,
    };
    let pieces = [mp4("a", 0, 100), mp4("b", 100, 200), mp4("c", 201, 300)];
    let expected = [("a b", 0, 200), ("c", 201, 300)];
    crate::pieces::check_with(&pieces, &rules, &Default::default(), &expected);
}

#[test]
fn a_late_part_in_the_middle_bridges_two_broadcasts() {
    let (a, b) = (mp4("a", 0, 1_000), mp4("b", 2_000, 3_000));
    check(
        &[a.clone(), b.clone()],
        &[("a", 0, 1_000), ("b", 2_000, 3_000)],
    );
    check(&[a, b, mp4("c", 1_200, 1_800)], &[("a b c", 0, 3_000)]);
}

#[test]
fn formats_that_overlap_are_one_broadcast_of_two_renditions() {
    let times = Times {
        start: Some(Timestamp(2)),
        end: Timestamp(1_001),
        duration: Some(1_000),
    };
    let pieces = [mp4("a", 0, 1_000), part("b", "hls", times)];
    let groups = check(&pieces, &[("a b", 0, 1_001)]);
    assert_eq!(groups[0].summary.all.len(), 2);
}

/// A file as it was reported: start, end and duration.
fn reported(name: &str, start: i64, end: i64, duration: u32) -> Piece {
    let times = Times {
        start: Some(Timestamp(start)),
        end: Timestamp(end),
        duration: Some(duration),
    };
    part(name, "flv", times)
}

#[test]
fn files_of_a_weak_network_touch_though_they_hold_less() {
    let files = [
        reported("a", 0, 1_800, 1_400),
        reported("b", 1_800, 3_600, 1_400),
        reported("c", 3_600, 5_400, 1_400),
    ];
    let groups = check(&files, &[("a b c", 0, 5_400)]);
    let summary = &groups[0].summary;
    assert_eq!(summary.all[&Format::new("flv")].duration(), Seconds(4_200));
    assert_eq!(coverage(summary, &summary.all).thousandths, 1_000);
}

#[test]
fn a_duration_that_cannot_be_takes_no_other_show_in() {
    let shows = [
        mp4("monday", 0, 3_600),
        mp4("tuesday", 86_400, 90_000),
        reported("odd", 95_000, 95_300, 95_443),
    ];
    let expected = [
        ("monday", 0, 3_600),
        ("tuesday", 86_400, 90_000),
        ("odd", 95_000, 95_300),
    ];
    let groups = check(&shows, &expected);
    let odd = &groups[2].summary;
    assert!(odd.time_anomaly && odd.all[&Format::new("flv")].duration() == Seconds(300));
}

#[test]
fn an_empty_file_is_a_point_that_counts_in_no_rendition() {
    let pieces = [mp4("a", 0, 100), reported("nothing", 150, 150, 0)];
    let groups = check(&pieces, &[("a nothing", 0, 150)]);
    let summary = &groups[0].summary;
    assert_eq!((summary.parts(), summary.empty), (1, 1));
    assert_eq!(summary.all.len(), 1);

    let groups = check(&pieces[1..], &[("nothing", 150, 150)]);
    let summary = &groups[0].summary;
    assert!(summary.parts() == 0 && best(&summary.all).is_none() && !summary.time_anomaly);
    assert_eq!(coverage(summary, &summary.all).thousandths, 0);

    // It is a piece like any other: it bridges what would lie too far apart.
    let bridged = [
        mp4("a", 0, 100),
        reported("nothing", 400, 400, 0),
        mp4("b", 700, 800),
    ];
    check(&bridged, &[("a nothing b", 0, 800)]);
}

#[test]
fn beyond_the_cap_of_spans_groups_and_hulls_are_still_exact() {
    let count = MAX_SPANS + 88;
    let pieces: Vec<_> = (0..count)
        .map(|i| {
            let start = i64::try_from(i).unwrap() * 100;
            mp4(&i.to_string(), start, start + 50)
        })
        .collect();
    let names: Vec<String> = (0..count).map(|i| i.to_string()).collect();
    let groups = check(&pieces, &[(&names.join(" "), 0, 59_950)]);
    let tally = groups[0].summary.all.values().next().unwrap();
    assert_eq!(usize::try_from(tally.parts), Ok(count));
    assert_eq!(tally.covered.as_slice().len(), MAX_SPANS);
    assert_eq!(tally.duration(), Seconds(600 * 50));
}
