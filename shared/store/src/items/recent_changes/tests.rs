use super::*;
use crate::table::{Guard, key};
use std::ops::Bound::{Excluded, Included};

const PK: &str = "S#d/a/s";

fn put(sk: &str, at: Option<&str>) -> Write {
    let item = Writer::new(PK, sk);
    let item = item.optional_text(AT, &at);
    Write::Put(item.finish().unwrap(), Guard::None)
}

fn gone(sk: &str) -> Write {
    Write::Delete(key(PK, sk), Guard::None)
}

fn seen(sk: &str, written: Option<u64>) -> Seen {
    let name = Name::of(sk);
    Seen { name, written }
}

/// The list after these writes, each with its clock.
fn after(writes: impl IntoIterator<Item = (i64, Vec<Write>)>) -> RecentChanges {
    let mut recent = RecentChanges::default();
    for (number, (at, mut writes)) in (1..).zip(writes) {
        recent = recent.after(number, PK, &mut writes, Timestamp(at));
    }
    recent
}

const ALL: Sought<'_> = Sought::Places(Included("CAST#"), Included("CAST#~"));

#[test]
fn the_list_reads_as_it_was_written() {
    let recent = after([
        (100, vec![put("PART#1", Some("PART#000000000090"))]),
        (97, vec![gone("CAST#a"), put("PINS", None)]),
        (103, vec![put("CAST#b", Some("CAST#001795805755"))]),
    ]);
    let item = recent.write(Writer::new(PK, "HEAD")).finish().unwrap();
    assert_eq!(RecentChanges::read(Reader(&item)).unwrap(), recent);
    assert_eq!(recent.0.len(), 4);
    let bytes = Reader(&item).optional_bytes(ATTRIBUTE).unwrap().unwrap();
    assert_eq!(bytes.len(), 16 + 2 * 12 + 2 * 17);

    let none = RecentChanges::default();
    let item = none.write(Writer::new(PK, "HEAD")).finish().unwrap();
    assert_eq!(RecentChanges::read(Reader(&item)).unwrap(), none);
}

#[test]
fn a_list_that_was_cut_is_an_error() {
    let recent = after([(100, vec![put("CAST#b", Some("CAST#001795805755"))])]);
    let item = recent.write(Writer::new(PK, "HEAD")).finish().unwrap();
    let bytes = Reader(&item).optional_bytes(ATTRIBUTE).unwrap().unwrap();
    let cut = Writer::new(PK, "HEAD").bytes(ATTRIBUTE, bytes[..30].to_vec());
    let error = RecentChanges::read(Reader(&cut.finish().unwrap())).unwrap_err();
    assert!(
        error.to_string().contains("recent does not read"),
        "{error}"
    );
}

#[test]
fn only_what_planning_reads_is_listed_and_marked() {
    let mut writes = vec![
        put("CAST#a", Some("CAST#000000000090")),
        put("LOG#a#000000000001", None),
        put("GONE#a", None),
        Write::Put(key("STREAMS#s", "d/a"), Guard::None),
    ];
    let recent = RecentChanges::default().after(7, PK, &mut writes, Timestamp(0));
    assert_eq!(recent.0.len(), 1);
    let marked = writes.iter().map(|one| match one {
        Write::Put(item, _) => item.get(WRITTEN).cloned(),
        Write::Delete(..) => None,
    });
    let marked: Vec<_> = marked.collect();
    assert_eq!(marked, [Some(number(7)), None, None, None]);
}

#[test]
fn earlier_changes_stay_while_they_are_young_and_the_last_write_always() {
    let write = |sk: &str| vec![put(sk, Some("CAST#000000000090"))];
    let listed = |writes: &[(i64, &str)]| {
        let recent = after(writes.iter().map(|(at, sk)| (*at, write(sk))));
        recent
            .0
            .iter()
            .map(|change| change.write)
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&[(0, "CAST#a")]), [1]);
    assert_eq!(
        listed(&[(0, "CAST#a"), (10, "CAST#b"), (25, "CAST#c")]),
        [1, 2, 3]
    );
    assert_eq!(
        listed(&[(0, "CAST#a"), (10, "CAST#b"), (26, "CAST#c")]),
        [2, 3]
    );
    assert_eq!(
        listed(&[(9, "CAST#a"), (0, "CAST#b")]),
        [1, 2],
        "clocks differ"
    );
    assert_eq!(listed(&[(0, "CAST#a"), (1, "CAST#a")]), [2], "an item once");
    assert_eq!(
        listed(&[(9_999, "CAST#a"), (1, "CAST#b")]),
        [2],
        "a clock was wrong"
    );
}

#[test]
fn a_list_has_a_limit_and_never_loses_the_last_write() {
    let many = |from: usize, count: usize| {
        let sks = (from..from + count).map(|i| put(&format!("PART#{i}"), None));
        (0, sks.collect::<Vec<_>>())
    };
    let recent = after([many(0, 600), many(600, 600)]);
    assert_eq!(recent.0.len(), MOST);
    let last = recent.0.iter().filter(|change| change.write == 2);
    assert_eq!(last.count(), 600);
}

#[track_caller]
fn check(recent: &RecentChanges, version: u64, read: &[(&str, u64)], scope: Sought<'_>, ok: bool) {
    let read: Vec<Seen> = read.iter().map(|(sk, by)| seen(sk, Some(*by))).collect();
    assert_eq!(recent.agree_with(version, &read, scope), ok);
}

#[test]
fn what_was_founded_moved_or_removed_must_be_seen_so() {
    let recent = after([
        (
            0,
            vec![
                put("CAST#a", Some("CAST#000000000100")),
                put("CAST#b", Some("CAST#000000000500")),
            ],
        ),
        (
            0,
            vec![put("CAST#a", Some("CAST#000000000050")), gone("CAST#b")],
        ),
    ]);
    check(&recent, 2, &[("CAST#a", 2)], ALL, true);
    check(&recent, 2, &[("CAST#a", 1)], ALL, false);
    check(&recent, 2, &[], ALL, false);
    check(&recent, 2, &[("CAST#a", 2), ("CAST#b", 1)], ALL, false);
    check(&recent, 2, &[("CAST#a", 2), ("CAST#old", 1)], ALL, true);
    check(&recent, 2, &[("CAST#a", 3)], ALL, false);
    let behind = Sought::Places(Included("CAST#000000000060"), Included("CAST#000000000900"));
    check(&recent, 2, &[], behind, true);
    check(&recent, 2, &[("CAST#a", 1)], behind, false);
    let from = |first| Sought::Places(first, Included("CAST#~"));
    check(&recent, 2, &[], from(Included("CAST#000000000050")), false);
    check(&recent, 2, &[], from(Excluded("CAST#000000000050")), true);
    let parts = Sought::Places(Included("PART#"), Included("PART#~"));
    check(&recent, 2, &[], parts, true);
}

#[test]
fn items_read_by_key_must_be_there() {
    let recent = after([(0, vec![put("PINS", None), gone("ALIAS#a")])]);
    let keys = ["PINS", "ALIAS#a", "PART#1"].map(ToOwned::to_owned);
    check(&recent, 1, &[], Sought::Keys(&keys), false);
    check(&recent, 1, &[("PINS", 1)], Sought::Keys(&keys), true);
    check(
        &recent,
        1,
        &[("PINS", 1), ("ALIAS#a", 0)],
        Sought::Keys(&keys),
        false,
    );
    check(&recent, 1, &[], Sought::Keys(&keys[2..]), true);
}

#[test]
fn items_of_an_older_version_of_the_program_are_taken_as_they_are() {
    let recent = after([(0, vec![put("CAST#a", Some("CAST#000000000100"))])]);
    assert!(recent.agree_with(1, &[seen("CAST#a", None)], ALL));
}
