//! How far a broadcast is.

use super::{VIEWERS, shown, view};
use crate::{
    tests::samples::{Sample, broadcast, part, start},
    views::{Audience, State},
};
use replay_grouping::Timestamp;
use replay_store::{Broadcast, PollState};
use serde_json::Value;

/// The same, some time after its end.
fn settled(mut broadcast: Broadcast) -> Broadcast {
    broadcast.poll_state.settled_at = Some(Timestamp(start() + 4_000));
    broadcast
}

/// The state of a settled broadcast for curators, and for viewers of what is confirmed.
#[track_caller]
fn check(pushes: &[(i64, i64)], parts: &[Sample], expected: [State; 2]) {
    let broadcast = settled(broadcast(pushes, parts));
    let actual = [Audience::Curators, VIEWERS].map(|audience| State::of(&broadcast, audience));
    assert_eq!(actual, expected);
}

#[test]
fn it_is_settling_until_it_has_settled() {
    let parts = [part("mp4", 0, 100)];
    let settling = broadcast(&[(0, 100)], &parts);
    assert_eq!(State::of(&settling, VIEWERS), State::Settling);
    let none = broadcast(&[(0, 100)], &[]);
    assert_eq!(State::of(&none, Audience::Curators), State::Settling);
    check(&[(0, 100)], &parts, [State::Complete; 2]);
}

#[test]
fn a_push_makes_a_settled_broadcast_live_again() {
    check(&[(0, 0)], &[part("mp4", 0, 60)], [State::Live; 2]);
    check(&[(0, 60), (90, 90)], &[], [State::Live; 2]);
}

#[test]
fn a_gap_of_more_than_ten_seconds_makes_it_partial() {
    check(&[(0, 100)], &[part("mp4", 10, 100)], [State::Complete; 2]);
    check(&[(0, 100)], &[part("mp4", 11, 100)], [State::Partial; 2]);
    let two = [part("mp4", 0, 40), part("mp4", 51, 100)];
    check(&[(0, 40), (51, 100)], &two, [State::Complete; 2]);
    check(&[(0, 100)], &two, [State::Partial; 2]);
}

#[test]
fn without_a_part_it_is_missing() {
    check(&[(0, 100)], &[], [State::Missing; 2]);
    check(&[(0, 2)], &[], [State::Missing; 2]);
}

#[test]
fn unconfirmed_parts_count_only_for_curators() {
    let unconfirmed = part("mp4", 50, 100).unconfirmed();
    check(
        &[(0, 100)],
        &[part("mp4", 0, 50), unconfirmed.clone()],
        [State::Complete, State::Partial],
    );
    check(
        &[(50, 100)],
        &[unconfirmed],
        [State::Complete, State::Missing],
    );
}

#[test]
fn without_pieces_it_is_missing_and_settled() {
    let mut past = broadcast(&[], &[part("mp4", 0, 100)]);
    past.summary = past.summary.emptied();
    past.emptied = true;
    for past in [past.clone(), settled(past)] {
        let actual = shown(&past, Audience::Curators);
        assert_eq!(actual["state"], "missing");
        assert_eq!(actual["settles_at"], Value::Null);
        assert_eq!(actual["ended_at"], "2025-10-09T08:55:00Z");
        assert_eq!(actual["play"], Value::Null);
        assert_eq!(actual["confirmed"], false);
    }
}

#[test]
fn recorders_postpone_the_settling_until_it_has_settled() {
    let mut broadcast = broadcast(&[(0, 60)], &[part("mp4", 0, 60)]);
    let settles_at = |broadcast: &Broadcast| {
        let shown = view(broadcast, VIEWERS);
        shown.settles_at.map(|at| at.0.rfc3339())
    };
    let ended = Some("2025-10-09T08:59:20Z".to_owned());
    assert_eq!(settles_at(&broadcast), ended);
    broadcast.poll_state = PollState {
        hold_until: Some(Timestamp(start() + 2_000)),
        ..PollState::default()
    };
    let held = Some("2025-10-09T09:26:40Z".to_owned());
    assert_eq!(settles_at(&broadcast), held);
    broadcast.poll_state.hold_until = Some(Timestamp(start() + 61));
    assert_eq!(settles_at(&broadcast), ended);
    assert_eq!(settles_at(&settled(broadcast)), None);
}
