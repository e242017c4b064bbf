//! Who is live.

use crate::pieces::{Piece, check, mp4, push, pushed};
use replay_grouping::coverage;

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
