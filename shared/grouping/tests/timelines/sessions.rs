//! Broadcasts that the app itself names.

use crate::pieces::{check, mp4, pushed};

#[test]
fn a_session_is_one_broadcast_whatever_the_distance() {
    check(
        &[mp4("a", 0, 100).of("s"), mp4("b", 50_000, 50_100).of("s")],
        &[("a b", 0, 50_100)],
    );
}

#[test]
fn different_sessions_never_join() {
    check(
        &[mp4("a", 0, 100).of("s"), mp4("b", 100, 200).of("t")],
        &[("a", 0, 100), ("b", 100, 200)],
    );
    check(
        &[pushed("P", 0, 100).of("s"), pushed("Q", 50, 200).of("t")],
        &[("P", 0, 100), ("Q", 50, 200)],
    );
}

#[test]
fn a_part_without_a_session_goes_to_the_one_that_it_starts_in() {
    let session = [
        mp4("a", 1_000, 2_000).of("s"),
        mp4("b", 50_000, 51_000).of("s"),
    ];
    let with = |start, end| [&session[..], &[mp4("x", start, end)]].concat();
    let joined = |end| [("a b x", 1_000, end)];
    check(&with(1_000, 1_010), &joined(51_000));
    check(&with(30_000, 30_010), &joined(51_000));
    check(&with(50_990, 60_000), &joined(60_000));
    check(&with(51_300, 51_400), &joined(51_400));
    let separate = |start, end| [("a b", 1_000, 51_000), ("x", start, end)];
    check(&with(51_301, 51_400), &separate(51_301, 51_400));
    // Before its first piece there is no session yet, however near.
    check(&with(900, 999), &separate(900, 999));
    check(&with(999, 1_500), &separate(999, 1_500));
}

#[test]
fn the_next_session_ends_the_time_of_the_one_before() {
    check(
        &[
            mp4("a", 0, 100).of("s"),
            mp4("b", 200, 300).of("t"),
            mp4("x", 150, 160),
            mp4("y", 310, 320),
        ],
        &[("a x", 0, 160), ("b y", 200, 320)],
    );
}

#[test]
fn the_start_of_a_session_clips_a_push_without_one() {
    check(
        &[pushed("P", 0, 1_000), mp4("a", 400, 900).of("s")],
        &[("P", 0, 400), ("P@400 a", 400, 1_000)],
    );
}
