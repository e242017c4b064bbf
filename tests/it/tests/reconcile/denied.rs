//! Forged callbacks with a valid signature about files that VOD never had.

use crate::{ANN, HOUR, ids, room, shown};
use replay_it::{Play, Stage, at, part};
use replay_simulator::World;
use serde_json::Value;

/// Two broadcasts, more than a gap apart.
fn evening() -> World {
    room(&[(0, 1_000), (2_000, 4_000)])
}

/// The evening with forged callbacks, each at its second, with a run every five minutes until well after half of the
/// deadline. Returns what curators see just after the last forged callback, and at the end.
async fn with_forged(forged: &[(i64, Value)]) -> (Stage, Vec<Value>, Vec<Value>) {
    let mut stage = Stage::start(Play::of(evening(), &[])).await;
    for (second, callback) in forged {
        stage.play(at(*second), 300).await;
        stage.deliver(callback).await;
    }
    let before = shown(&stage, ANN, "visibility=pending").await;
    stage.play(at(4 * HOUR), 300).await;
    let mut after = shown(&stage, ANN, "").await;
    after.extend(shown(&stage, ANN, "visibility=pending").await);
    (stage, before, after)
}

/// At the end the list equals that without forged callbacks, ids included. Only curators are told in a note of what was denied.
async fn check(forged: &[(i64, Value)]) -> (Stage, Vec<Value>, Vec<Value>) {
    let (_, _, true_ones) = with_forged(&[]).await;
    assert_eq!(true_ones.len(), 2);
    let (stage, before, after) = with_forged(forged).await;
    assert_eq!(ids(&after), ids(&true_ones));
    let strip = |replays: &[Value]| {
        let mut replays = replays.to_vec();
        for replay in &mut replays {
            let notes = replay["notes"].as_array_mut().unwrap();
            notes.retain(|note| note["code"] != "files_denied");
        }
        replay_it::comparable(replays)
    };
    assert_eq!(strip(&after), strip(&true_ones));
    (stage, before, after)
}

#[tokio::test]
async fn a_single_forged_file_is_never_shown_and_then_denied() {
    let lie = part("room", 666, "mp4", at(-9_000), at(-8_000));
    let (stage, before, _) = check(&[(10, lie)]).await;
    // The first broadcast is live, and the forged file is a broadcast of its own.
    assert_eq!(before.len(), 2, "{before:?}");
    let target = format!("/replays/{}", ids(&before)[1]);
    assert_eq!(stage.ask("GET", &target, ANN, "").await.0, 404);
}

#[tokio::test]
async fn a_denied_bridge_separates_two_broadcasts_with_their_old_ids() {
    let lie = part("room", 666, "mp4", at(900), at(2_100));
    let (stage, ..) = check(&[(2_200, lie)]).await;
    for replay in shown(&stage, None, "").await {
        let parts = format!("/replays/{}/parts", ids(std::slice::from_ref(&replay))[0]);
        let (_, parts) = stage.ask("GET", &parts, None, "").await;
        assert!(!parts.to_string().contains("00000000666"), "{parts}");
    }
}

#[tokio::test]
async fn the_id_of_a_denied_founder_leads_to_the_real_broadcast() {
    let lie = part("room", 666, "mp4", at(-500), at(-100));
    let mut stage = Stage::start(Play::of(evening(), &[])).await;
    stage.deliver(&lie).await;
    let founded = shown(&stage, ANN, "visibility=pending").await;
    let founded = ids(&founded)[0].to_owned();
    stage.play(at(4 * HOUR), 300).await;
    let (_, _, true_ones) = with_forged(&[]).await;
    let list = shown(&stage, ANN, "").await;
    assert_eq!(ids(&list), ids(&true_ones));
    let (status, led_to) = stage
        .ask("GET", &format!("/replays/{founded}"), ANN, "")
        .await;
    assert_eq!(
        (status, led_to["id"].as_str()),
        (200, Some(ids(&true_ones)[1]))
    );
}

#[tokio::test]
async fn curation_stays_with_the_real_broadcast() {
    let lie = part("room", 666, "mp4", at(-500), at(-100));
    let mut stage = Stage::start(Play::of(evening(), &[])).await;
    stage.deliver(&lie).await;
    let founded = shown(&stage, ANN, "visibility=pending").await;
    let target = format!("/replays/{}", ids(&founded)[0]);
    let title = r#"{"title": "Finale"}"#;
    assert_eq!(stage.ask("PATCH", &target, ANN, title).await.0, 200);
    stage.play(at(4 * HOUR), 300).await;
    let (_, replay) = stage.ask("GET", &target, None, "").await;
    assert_eq!(replay["title"], "Finale");
    assert_eq!(replay["confirmed"], true);
}

#[tokio::test]
async fn viewers_see_nothing_of_it_inside_a_published_replay() {
    let mut stage = Stage::start(Play::of(evening(), &[])).await;
    stage.play(at(2_500), 300).await;
    let before = stage.list().await;
    let lie = part("room", 666, "hls", at(-200), at(1_100));
    stage.deliver(&lie).await;
    let strip = |list: &str| {
        let mut replays: Vec<Value> = serde_json::from_str(list).unwrap();
        for field in ["confirmed", "state", "settles_at"] {
            replays[0].as_object_mut().unwrap().remove(field);
        }
        replays
    };
    let after = stage.list().await;
    assert_eq!(
        strip(&after),
        strip(&before),
        "times, renditions, play, duration and coverage"
    );
    assert!(!after.contains("00000000666"));
}

#[tokio::test]
async fn a_denied_file_returns_when_vod_has_it_after_all() {
    // The callback comes hours before VOD has the file.
    let mut late = room(&[(0, 1_000)]).script().clone();
    late.habits.ready_after = (10_000, 10_000);
    let world = World::new(late).unwrap();
    let mut stage = Stage::start(Play::of(world, &[("POLL_DEADLINE_SECONDS", "3600")])).await;
    stage.deliver_until(at(1_100)).await;
    let file = stage.world.media()[0].clone();
    let (start, end) = (file.times.start.unwrap(), file.times.end);
    let mut callback = part("room", 1, file.format.as_str(), start.0, end.0);
    callback["file_id"] = file.file_id.as_str().into();
    stage.deliver(&callback).await;
    stage.play(at(9_000), 600).await;
    let denied = stage.store.parts_of_file(&file.file_id).await.unwrap();
    assert!(denied[0].denied_at.is_some());
    stage.play(at(20_000), 600).await;
    let found = stage.store.parts_of_file(&file.file_id).await.unwrap();
    assert!(found[0].counts() && found[0].confirmed_at.is_some());
}
