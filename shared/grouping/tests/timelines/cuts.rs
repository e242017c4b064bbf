//! Splits, midnights and merges.

use crate::pieces::{Expected, FIVE_MINUTES, Piece, check_with, mp4, pushed};
use replay_grouping::{Pins, Rules, Span, Timestamp};

#[track_caller]
fn split(at: i64, pieces: &[Piece], expected: &[Expected<'_>]) {
    let pins = Pins {
        splits: [Timestamp(at)].into(),
        ..Pins::default()
    };
    check_with(pieces, &FIVE_MINUTES, &pins, expected);
}

#[track_caller]
fn merge(span: (i64, i64), pieces: &[Piece], expected: &[Expected<'_>]) {
    let pins = Pins {
        merges: [Span::from(span)].into(),
        ..Pins::default()
    };
    check_with(pieces, &FIVE_MINUTES, &pins, expected);
}

#[track_caller]
fn daily(offset: i32, pieces: &[Piece], expected: &[Expected<'_>]) {
    let rules = Rules {
        daily_cut: Some(offset),
        ..FIVE_MINUTES
    };
    check_with(pieces, &rules, &Pins::default(), expected);
}

#[test]
fn a_piece_is_on_the_side_of_a_split_on_which_it_starts() {
    let two = |at| [mp4("a", 0, 500), mp4("b", at, 900)];
    split(500, &two(500), &[("a", 0, 500), ("b", 500, 900)]);
    split(500, &two(499), &[("a b", 0, 900)]);
    split(501, &two(500), &[("a b", 0, 900)]);
    split(300, &two(300), &[("a", 0, 500), ("b", 300, 900)]);
    split(0, &two(500), &[("a b", 0, 900)]);
}

#[test]
fn a_split_clips_a_push() {
    let whole = [pushed("P", 0, 900)];
    let parts = [mp4("a", 0, 500), mp4("b", 500, 900)];
    let named = whole.clone().map(|push| push.of("s"));
    let clipped = [("P", 0, 500), ("P@500", 500, 900)];
    split(500, &whole, &clipped);
    split(500, &named, &clipped);
    split(
        500,
        &[&whole[..], &parts].concat(),
        &[("P a", 0, 500), ("P@500 b", 500, 900)],
    );
    split(900, &whole, &[("P", 0, 900)]);
    split(0, &whole, &[("P", 0, 900)]);
}

#[test]
fn a_stream_that_never_stops_is_cut_at_local_midnight() {
    let pieces = [
        pushed("P", 80_000, 90_000),
        mp4("a", 80_000, 86_000),
        mp4("b", 86_000, 88_000),
        mp4("c", 88_000, 90_000),
    ];
    let expected = [("P a b", 80_000, 88_000), ("P@86400 c", 86_400, 90_000)];
    daily(0, &pieces, &expected);
    daily(8 * 3_600, &pieces, &[("P a b c", 80_000, 90_000)]);
    daily(0, &[mp4("a", 86_399, 86_400)], &[("a", 86_399, 86_400)]);
    daily(
        0,
        &[mp4("a", 86_000, 86_399), mp4("b", 86_400, 86_500)],
        &[("a", 86_000, 86_399), ("b", 86_400, 86_500)],
    );
}

#[test]
fn a_session_outweighs_midnight() {
    let pieces = [
        pushed("P", 80_000, 90_000).of("s"),
        mp4("a", 80_000, 86_000),
        mp4("b", 88_000, 90_000),
    ];
    daily(0, &pieces, &[("P a b", 80_000, 90_000)]);
}

#[test]
fn a_merge_joins_what_is_far_apart_and_never_stretches_it() {
    let far = [mp4("a", 0, 100), mp4("b", 9_000, 9_100)];
    let joined = [("a b", 0, 9_100)];
    let separate = [("a", 0, 100), ("b", 9_000, 9_100)];
    merge((0, 9_100), &far, &joined);
    merge((100, 9_000), &far, &joined);
    merge((400, 8_700), &far, &joined);
    merge((401, 8_700), &far, &separate);
    merge((-250, 9_350), &far, &joined);
    let strangers = [far[0].clone().of("s"), far[1].clone().of("t")];
    merge((0, 9_100), &strangers, &joined);
}

#[test]
fn a_merge_does_not_cross_a_split() {
    let pins = Pins {
        splits: [Timestamp(5_000)].into(),
        merges: [Span::from((0, 9_100))].into(),
    };
    let far = [mp4("a", 0, 100), mp4("b", 9_000, 9_100)];
    let separate = [("a", 0, 100), ("b", 9_000, 9_100)];
    check_with(&far, &FIVE_MINUTES, &pins, &separate);
}
