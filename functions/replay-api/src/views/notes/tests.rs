use super::*;
use crate::tests::samples::{Sample, broadcast, part, start};
use replay_grouping::{Timestamp, coverage};
use replay_store::Lost;

const ALL: Audience = Audience::Viewers {
    confirmed_only: false,
    sure_of_live: false,
};
const CONFIRMED: Audience = Audience::Viewers {
    confirmed_only: true,
    sure_of_live: false,
};

fn settled(mut broadcast: Broadcast) -> Broadcast {
    broadcast.poll_state.settled_at = Some(Timestamp(start() + 4_000));
    broadcast
}

/// What is said to curators, and to viewers of what is confirmed.
#[track_caller]
fn check(broadcast: &Broadcast, curators: &[&str], viewers: &[&str]) {
    let said = |audience: Audience| -> Vec<String> {
        let coverage = coverage(&broadcast.summary, audience.tallies(broadcast));
        let notes = notes(broadcast, audience, &coverage, None);
        notes.into_iter().map(|note| note.text).collect()
    };
    assert_eq!(said(Audience::Curators), curators);
    assert_eq!(said(CONFIRMED), viewers);
}

fn of(pushes: &[(i64, i64)], parts: &[Sample], lost: Lost) -> Broadcast {
    let mut broadcast = settled(broadcast(pushes, parts));
    broadcast.lost = lost;
    broadcast
}

#[test]
fn nothing_is_said_of_a_whole_replay() {
    let whole = broadcast(&[(0, 100)], &[part("mp4", 0, 100)]);
    check(&whole, &[], &[]);
    check(&settled(whole), &[], &[]);
    check(&broadcast(&[(0, 0)], &[]), &[], &[]);
}

#[test]
fn only_curators_hear_of_files_that_viewers_do_not_know() {
    let parts = [part("mp4", 0, 100), part("flv", 0, 100).unconfirmed()];
    let waits = "VOD has not confirmed 1 of 2 files yet";
    check(&broadcast(&[(0, 100)], &parts), &[waits], &[]);
    let lost = Lost {
        gone: 0,
        denied: 13,
    };
    let denied = of(&[(0, 100)], &[], lost);
    check(&denied, &["VOD does not know 13 of 13 files"], &[]);
    let lost = Lost { gone: 2, denied: 1 };
    let some = of(&[(0, 100)], &[part("mp4", 0, 100)], lost);
    let said = [
        "VOD does not know 1 of 4 files",
        "VOD no longer has 2 of 4 files",
    ];
    check(&some, &said, &[]);
}

#[test]
fn a_push_without_a_file_waits_and_then_was_never_recorded() {
    let push = broadcast(&[(0, 100)], &[]);
    check(&push, &["no file has come yet"], &[]);
    let never = "the stream was pushed for 100 s, and no file came";
    check(&settled(push), &[never], &[]);
}

#[test]
fn a_push_that_left_only_empty_files_was_never_recorded() {
    let mut push = broadcast(&[(0, 100)], &[]);
    push.summary.empty = 1;
    check(&push, &["nothing is in the file that came so far"], &[]);
    push.summary.empty = 2;
    let never = "the stream was pushed for 100 s, and nothing is in the 2 files that came";
    check(&settled(push), &[never], &[]);
}

#[test]
fn gaps_are_those_of_the_files_that_the_reader_knows() {
    let parts = [part("mp4", 0, 40), part("mp4", 40, 80).unconfirmed()];
    let settling = broadcast(&[(0, 100)], &parts);
    let waits = "VOD has not confirmed 1 of 2 files yet";
    check(
        &settling,
        &[waits, "20 s are in no file so far"],
        &["60 s are in no file so far"],
    );
    let parts = [part("mp4", 10, 40), part("mp4", 60, 100)];
    let settled = settled(broadcast(&[(0, 100)], &parts));
    let gaps = "30 s in 2 gaps are in no file";
    check(&settled, &[gaps], &[gaps]);
    let small = broadcast(&[(0, 100)], &[part("mp4", 10, 100)]);
    check(&small, &[], &[]);
    // While it is live, the file of its last minutes is still being written.
    check(
        &broadcast(&[(0, 40), (90, 90)], &[part("mp4", 0, 20)]),
        &[],
        &[],
    );
}

#[test]
fn each_kind_has_its_code() {
    let mut odd = of(&[(0, 100)], &[part("mp4", 0, 50)], Lost::default());
    odd.summary.time_anomaly = true;
    let coverage = coverage(&odd.summary, ALL.tallies(&odd));
    let notes = notes(&odd, ALL, &coverage, Some(Unplayable::NoConfirmedFile));
    let notes = serde_json::to_value(notes).unwrap();
    let expected = serde_json::json!([
        {"code": "gaps", "text": "50 s are in no file"},
        {"code": "time_anomaly", "text": "the reported times of a file or a push contradict each other"},
        {"code": "unplayable", "text": "the playlist can't be served, because VOD has not confirmed any file"},
    ]);
    assert_eq!(notes, expected);
}
