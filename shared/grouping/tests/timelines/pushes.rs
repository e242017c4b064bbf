//! Who is live.

use crate::pieces::{FIVE_MINUTES, Piece, active, check, check_with, mp4, push, pushed};
use replay_grouping::{Pins, Rules, Summary, Timestamp, coverage};

#[track_caller]
fn live(pieces: &[Piece], names: &str, span: (i64, i64), expected: bool) {
    let groups = check(pieces, &[(names, span.0, span.1)]);
    assert_eq!(groups[0].summary.is_live(), expected);
}

fn open(name: &str, at: i64) -> Piece {
    push(name, Some(at), None)
}

fn end(name: &str, at: i64) -> Piece {
    push(name, None, Some(at))
}

#[test]
fn an_open_push_is_live_until_its_own_end() {
    live(&[open("A", 50)], "A", (50, 50), true);
    live(&[open("A", 50), mp4("a", 50, 900)], "A a", (50, 900), true);
    live(&[open("A", 50), end("B", 90)], "A B", (50, 90), true);
    live(&[pushed("A", 50, 90)], "A", (50, 90), false);
    live(
        &[open("A", 50), pushed("A", 50, 90)],
        "A A",
        (50, 90),
        false,
    );
    live(&[end("A", 90)], "A", (90, 90), false);
}

#[test]
fn the_latest_begin_decides() {
    let (closed, later) = (pushed("A", 0, 100), open("B", 160));
    live(&[closed, later], "A B", (0, 160), true);
    live(&[open("A", 0), pushed("B", 60, 90)], "A B", (0, 90), false);
    // At the same second the larger sequence.
    live(&[open("A", 0), pushed("B", 0, 90)], "A B", (0, 90), false);
    live(&[open("B", 0), pushed("A", 0, 90)], "B A", (0, 90), true);
}

#[test]
fn a_failed_begin_has_no_span_and_is_never_live() {
    let mut failed = open("A", 50);
    if let Piece::Push(push) = &mut failed {
        push.failed = true;
    }
    check(&[failed.clone()], &[]);
    let pieces = [mp4("a", 0, 100), failed, mp4("b", 390, 400)];
    live(&pieces, "a b", (0, 400), false);
}

#[test]
fn of_a_live_broadcast_only_what_is_known_was_published() {
    let pieces = [pushed("A", 0, 100), mp4("a", 0, 90), open("B", 160)];
    let groups = check(&pieces, &[("A a B", 0, 160)]);
    let summary = &groups[0].summary;
    let coverage = coverage(summary, &summary.all);
    assert_eq!(coverage.thousandths, 900);
    assert_eq!(coverage.gaps, [(90, 100).into()]);
}

#[test]
fn an_open_push_reaches_as_far_as_tencent_said_that_it_is_active() {
    live(&[active("A", 50, 900)], "A", (50, 900), true);
    live(&[active("A", 50, 40)], "A", (50, 50), true);
    let pieces = [active("A", 0, 5_000), mp4("a", 5_200, 5_400)];
    live(&pieces, "A a", (0, 5_400), true);
}

/// Three days of a push that never stops, with a file each, and a fourth that has begun.
fn never_stopping(last: Piece) -> [Piece; 4] {
    const DAY: i64 = 86_400;
    [
        mp4("a", 3_600, DAY),
        mp4("b", DAY, 2 * DAY),
        mp4("c", 2 * DAY, 3 * DAY),
        last,
    ]
}

#[track_caller]
fn days(last: Piece, expected: &[(&str, i64, i64)], is_live: &[bool]) {
    let rules = Rules {
        daily_cut: Some(0),
        ..FIVE_MINUTES
    };
    let groups = check_with(&never_stopping(last), &rules, &Pins::default(), expected);
    let live: Vec<bool> = groups.iter().map(|group| group.summary.is_live()).collect();
    assert_eq!(live, is_live);
}

#[test]
fn of_a_push_that_never_stops_the_last_day_is_live() {
    const DAY: i64 = 86_400;
    let until = |end| {
        [
            ("A a", 3_600, DAY),
            ("A@86400 b", DAY, 2 * DAY),
            ("A@172800 c", 2 * DAY, 3 * DAY),
            ("A@259200", 3 * DAY, end),
        ]
    };
    let end = 3 * DAY + 60;
    days(
        active("A", 3_600, end),
        &until(end),
        &[false, false, false, true],
    );
    days(pushed("A", 3_600, end), &until(end), &[false; 4]);
    // At midnight itself the day before is live still.
    let midnight = 3 * DAY;
    days(
        active("A", 3_600, midnight),
        &until(midnight)[..3],
        &[false, false, true],
    );
    days(
        active("A", 3_600, 3_600),
        &[
            ("A a", 3_600, DAY),
            ("b", DAY, 2 * DAY),
            ("c", 2 * DAY, 3 * DAY),
        ],
        &[true, false, false],
    );
}

#[test]
fn a_summary_of_what_was_known_earlier_is_outdated_by_a_later_one() {
    let atom = |piece: &Piece| match piece {
        Piece::Push(push) => push.clone(),
        Piece::Part(_) => panic!("a push"),
    };
    let summary =
        |piece: &Piece, from: i64, to: i64| Summary::of_push(&atom(piece), (from, to).into());
    let (early, late, over) = (
        active("A", 0, 600),
        active("A", 0, 2_000),
        pushed("A", 0, 2_000),
    );
    let sum = |all: &[&Summary]| {
        let mut sum = all[0].clone();
        all.iter().for_each(|summary| sum.add(summary));
        sum.latest_begin.unwrap()
    };
    let open = summary(&early, 0, 600);
    let cut = summary(&late, 0, 1_000);
    let rest = summary(&late, 1_000, 2_000);
    let end = summary(&over, 1_000, 2_000);
    for (known, is_open, until) in [
        (vec![&open], true, 600),
        (vec![&open, &cut], false, 1_000),
        (vec![&cut, &open, &rest], true, 2_000),
        (vec![&rest, &end, &cut], false, 2_000),
    ] {
        let begin = sum(&known);
        assert_eq!((begin.open, begin.until), (is_open, Timestamp(until)));
    }
}
