//! Why pieces belong together, and why broadcasts are separate.

use crate::pieces::{FIVE_MINUTES, Piece, grouped, mp4, names, pushed};
use replay_grouping::{
    Atom, Evidence, Pins, Rules, Separation, Sequence, Span, Timestamp, evidence, separation,
};

/// `name: why` of each member, broadcast after broadcast.
#[track_caller]
fn why(pieces: &[Piece], pins: &Pins, expected: &[&str]) {
    let atoms: Vec<Atom<'_>> = pieces.iter().map(Piece::atom).collect();
    let reasons: Vec<String> = grouped(pieces, &FIVE_MINUTES, pins)
        .iter()
        .flat_map(|group| {
            let why = evidence(&atoms, group, &FIVE_MINUTES, pins);
            let named = names(pieces, group).into_iter().zip(why);
            named.map(|(name, why)| format!("{name}: {why}"))
        })
        .collect();
    assert_eq!(reasons, expected);
}

/// Why the first two broadcasts are two.
#[track_caller]
fn separate_because(pieces: &[Piece], rules: &Rules, pins: &Pins, expected: &str) {
    let groups = grouped(pieces, rules, pins);
    let (left, right) = (&groups[0].summary, &groups[1].summary);
    let reason = separation(left, right, rules, pins).unwrap();
    assert_eq!(reason.to_string(), expected);
    assert_eq!(Some(reason), separation(right, left, rules, pins));
}

fn merge(start: i64, end: i64) -> Pins {
    Pins {
        merges: [Span::from((start, end))].into(),
        ..Pins::default()
    }
}

fn split(at: i64) -> Pins {
    Pins {
        splits: [Timestamp(at)].into(),
        ..Pins::default()
    }
}

#[test]
fn every_member_has_a_reason() {
    let none = Pins::default();
    why(&[mp4("a", 0, 100)], &none, &["a: first"]);
    why(
        &[pushed("P", 0, 100), mp4("a", 2, 101)],
        &none,
        &["P: gap 0 s ≤ 300 s", "a: same push"],
    );
    why(
        &[mp4("a", 0, 100), mp4("b", 137, 200), mp4("c", 500, 600)],
        &none,
        &[
            "a: gap 37 s ≤ 300 s",
            "b: gap 37 s ≤ 300 s",
            "c: gap 300 s ≤ 300 s",
        ],
    );
    why(
        &[
            mp4("a", 0, 100).of("s"),
            mp4("b", 9_000, 9_100).of("s"),
            mp4("c", 9_200, 9_300),
            mp4("d", 5_000, 5_100),
        ],
        &none,
        &[
            "a: session id",
            "b: session id",
            "c: gap 100 s ≤ 300 s",
            "d: session id",
        ],
    );
    why(
        &[mp4("a", 0, 100), mp4("b", 9_000, 9_100)],
        &merge(0, 9_100),
        &["a: pinned", "b: pinned"],
    );
    why(
        &[pushed("P", 0, 900), mp4("a", 500, 900), mp4("b", 450, 460)],
        &split(500),
        &[
            "P: gap 0 s ≤ 300 s",
            "b: same push",
            "P@500: gap 0 s ≤ 300 s",
            "a: same push",
        ],
    );
}

#[test]
fn of_two_pushes_the_one_that_a_part_shares_most_with() {
    let pieces = [
        pushed("A", 0, 1_000),
        pushed("B", 1_060, 4_000),
        mp4("a", 990, 3_000),
        mp4("b", 0, 2_060),
    ];
    let atoms: Vec<Atom<'_>> = pieces.iter().map(Piece::atom).collect();
    let groups = grouped(&pieces, &FIVE_MINUTES, &Pins::default());
    let why = evidence(&atoms, &groups[0], &FIVE_MINUTES, &Pins::default());
    let same = |name| Evidence::SamePush(Sequence::new(name).unwrap());
    assert_eq!(why[2..], [same("B"), same("A")]);
}

#[test]
fn neighbours_have_a_reason_for_their_separation() {
    let none = Pins::default();
    let daily = Rules {
        daily_cut: Some(0),
        ..FIVE_MINUTES
    };
    let far = [mp4("a", 0, 100), mp4("b", 512, 600)];
    let near = [mp4("a", 86_000, 86_300), mp4("b", 86_400, 86_500)];
    separate_because(&far, &FIVE_MINUTES, &none, "gap 412 s > 300 s");
    separate_because(&far, &FIVE_MINUTES, &split(300), "split at 300");
    separate_because(&near, &FIVE_MINUTES, &split(86_400), "split at 86400");
    separate_because(&near, &daily, &none, "midnight");
    let [a, b] = near;
    let named = [a.clone().of("s"), b.clone().of("t")];
    separate_because(&named, &FIVE_MINUTES, &none, "another session");
    separate_because(&[a, b.of("t")], &daily, &none, "another session");
    let [a, b] = far;
    separate_because(
        &[a.clone().of("s"), b.clone().of("t")],
        &FIVE_MINUTES,
        &none,
        "another session",
    );
    separate_because(&[a, b.of("t")], &FIVE_MINUTES, &none, "gap 412 s > 300 s");
    assert_eq!(
        Separation::Midnight(Timestamp(86_400)).to_string(),
        "midnight"
    );
}
