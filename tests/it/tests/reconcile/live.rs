//! Whoever has captured the signature of a callback can forge the begin of a push. That makes nobody live for viewers.

use crate::{ANN, HOUR, curator, room, shown, world, worlds::SETTINGS};
use fastrand::Rng;
use replay_it::{Play, Stage, at, begin};
use replay_simulator::{Disorder, Size, StreamState, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const NAME: &str = "room";

async fn feed(stage: &Stage, token: Option<&str>, query: &str) -> Value {
    let (status, feed) = stage.ask("GET", &format!("/feed{query}"), token, "").await;
    assert_eq!(status, 200, "{feed}");
    feed
}

/// The names of the streams that are live.
async fn live(stage: &Stage, token: Option<&str>) -> Vec<String> {
    let feed = feed(stage, token, "?limit=100").await;
    let live = feed["live"].as_array().unwrap().iter();
    live.map(|one| one["stream"]["stream_id"].as_str().unwrap().to_owned())
        .collect()
}

/// A stage on which nobody pushes.
async fn silent(settings: &[(&str, &str)], keys: bool) -> Stage {
    let play = Play {
        keys,
        ..Play::of(room(&[(40_000, 41_000)]), settings)
    };
    Stage::start(play).await
}

#[tokio::test]
async fn a_begin_is_checked_at_the_next_run_and_live_once_tencent_says_so() {
    let mut stage = Stage::start(Play::of(room(&[(0, 4_000)]), &[])).await;
    stage.deliver_until(at(30)).await;
    assert_eq!(live(&stage, ANN).await, [NAME]);
    assert!(live(&stage, None).await.is_empty());
    let channel = "/channels/room?domain=push.live.example.com";
    assert_eq!(stage.ask("GET", channel, None, "").await.0, 404);
    assert_eq!(stage.ask("GET", channel, ANN, "").await.0, 200);

    stage.deliver_until(at(60)).await;
    assert_eq!(stage.run().await.failed, 0);
    assert_eq!(live(&stage, None).await, [NAME]);
    assert_eq!(stage.ask("GET", channel, None, "").await.0, 200);
    // After the first look, it is asked about as seldom as before.
    for (now, due) in [(60, 360), (120, 360), (360, 960), (960, 1_860)] {
        stage.deliver_until(at(now)).await;
        stage.run().await;
        let pending = &shown(&stage, ANN, "visibility=all").await[0];
        let id = pending["id"].as_str().unwrap().parse().unwrap();
        let broadcast = stage.store.broadcast(&id).await.unwrap().unwrap();
        assert_eq!(broadcast.due_at.map(|due| due.0), Some(at(due)), "{now}");
    }
    stage.play(at(5_000), 60).await;
    assert!(live(&stage, None).await.is_empty());
    assert!(live(&stage, ANN).await.is_empty());
}

/// Callbacks are late: Tencent may have been asked after the push began, and before anything was known of it.
#[tokio::test]
async fn a_reconnect_that_is_told_late_is_checked_at_the_next_run() {
    let mut stage = Stage::start(Play::of(room(&[(0, 4_000)]), &[])).await;
    stage.deliver_until(at(112)).await;
    stage.run().await;
    assert_eq!(live(&stage, None).await, [NAME]);
    stage.deliver(&begin(NAME, u64::MAX, at(110))).await;
    assert!(live(&stage, None).await.is_empty());
    stage.deliver_until(at(120)).await;
    stage.run().await;
    assert_eq!(live(&stage, None).await, [NAME]);
}

#[tokio::test]
async fn a_forged_begin_is_looked_at_twice_and_then_over() {
    let stage = silent(&[], true).await;
    stage.deliver(&begin(NAME, 1, at(0))).await;
    assert_eq!(live(&stage, ANN).await, [NAME]);
    let mut polls = Vec::new();
    for minute in 0..30 {
        stage.clock.set(at(60 * minute + 5));
        let report = stage.run().await;
        // The first run also sweeps.
        let calls = report.api_calls;
        polls.extend((report.polled > 0 && minute > 0).then_some((minute, calls)));
        assert!(live(&stage, None).await.is_empty(), "{minute}");
    }
    assert_eq!(
        polls.first(),
        Some(&(1, 1)),
        "{polls:?}: only its state is asked for"
    );
    assert!(polls.len() <= 5, "{polls:?}");
    assert!(live(&stage, ANN).await.is_empty());
}

#[tokio::test]
async fn a_begin_that_is_dated_back_is_not_live_by_what_was_said_before() {
    // Nothing is recorded.
    let silent =
        json!([{"stream_id": NAME, "template": {}, "pushes": [{"begin": 0, "end": 4_000}]}]);
    let mut stage = Stage::start(Play::of(world(&silent), &[])).await;
    stage.play(at(3_900), 60).await;
    assert_eq!(live(&stage, None).await, [NAME]);
    stage.play(at(4_100), 60).await;
    assert!(live(&stage, None).await.is_empty());
    // Tencent said later than that that the stream is active.
    stage.deliver(&begin(NAME, u64::MAX, at(3_000))).await;
    assert_eq!(live(&stage, ANN).await, [NAME]);
    assert!(live(&stage, None).await.is_empty());
    stage.play(at(4_400), 60).await;
    assert!(live(&stage, ANN).await.is_empty());
}

#[tokio::test]
async fn a_begin_after_a_recorded_broadcast_is_not_live_by_its_files() {
    let mut stage = Stage::start(Play::of(room(&[(0, 1_000)]), &[])).await;
    stage.play(at(1_100), 60).await;
    stage.play(at(1_400), 300).await;
    assert_eq!(shown(&stage, None, "").await[0]["confirmed"], true);
    stage.deliver(&begin(NAME, u64::MAX, at(1_200))).await;
    assert_eq!(live(&stage, ANN).await, [NAME]);
    assert!(live(&stage, None).await.is_empty());
    let replay = &shown(&stage, None, "").await[0];
    assert_ne!(replay["state"], "live", "{replay}");
    assert_eq!(shown(&stage, ANN, "").await[0]["state"], "live");
    assert!(shown(&stage, None, "state=live").await.is_empty());
}

#[tokio::test]
async fn a_confirmed_file_shows_that_a_broadcast_is_live() {
    let one = json!([{
        "stream_id": NAME, "template": {"mp4_interval": 600}, "pushes": [{"begin": 0, "end": 4_000}],
    }]);
    let mut stage = Stage::start(Play::of(world(&one), &[])).await;
    stage.deliver_until(at(700)).await;
    assert!(live(&stage, None).await.is_empty());
    let pending = &shown(&stage, ANN, "visibility=all").await[0];
    assert_eq!(pending["state"], "live");
    // VOD is asked by the sweep and by a poll; the stream is active too.
    stage.run().await;
    assert_eq!(live(&stage, None).await, [NAME]);
    let replay = &shown(&stage, None, "state=live").await[0];
    assert_eq!(
        (&replay["state"], &replay["confirmed"]),
        (&json!("live"), &json!(true))
    );
}

#[tokio::test]
async fn without_keys_and_where_nothing_is_confirmed_callbacks_are_believed() {
    for (publish, keys) in [
        ("confirmed", false),
        ("auto", true),
        ("manual", true),
        ("auto", false),
    ] {
        let stage = silent(&[("PUBLISH", publish)], keys).await;
        stage.deliver(&begin(NAME, 1, at(0))).await;
        for token in [None, ANN] {
            assert_eq!(live(&stage, token).await, [NAME], "{publish} {keys}");
        }
    }
}

#[tokio::test]
async fn forged_begins_crowd_nobody_out() {
    let mut stage = Stage::start(Play::of(room(&[(0, 4_000)]), &[])).await;
    stage.play(at(120), 60).await;
    for number in 0..30 {
        let name = format!("forged{number}");
        stage.deliver(&begin(&name, number, at(121))).await;
    }
    assert_eq!(live(&stage, None).await, [NAME]);
    for token in [None, ANN] {
        let feed = feed(&stage, token, "?limit=3").await;
        assert_eq!(feed["live"][0]["stream"]["stream_id"], NAME, "{feed}");
    }
    assert_eq!(live(&stage, ANN).await.len(), 31);
    // A curator may hide them.
    let target = "/replays?state=live&visibility=all&limit=100";
    let list = curator(&stage, "GET", target, "", 200).await;
    assert_eq!(list["replays"].as_array().unwrap().len(), 31);
}

/// The streams that are pushed at this moment.
fn pushed(stage: &Stage) -> BTreeSet<String> {
    let now = stage.clock.now();
    let streams = stage.world.streams().iter();
    let active =
        streams.filter(|stream| stage.world.stream_state(stream, now) == StreamState::Active);
    active.map(|stream| stream.stream_id().to_owned()).collect()
}

/// Plays a world among forged begins of its streams and of others, dated now, back and ahead. Nobody is live for viewers who
/// was never active, or not since the last look.
async fn check(seed: u64) {
    let world = World::random(seed, Size::default(), at(0)).unwrap();
    let play = Play {
        seed,
        disorder: Disorder::default(),
        confirm: seed.is_multiple_of(2),
        ..Play::of(world, &SETTINGS)
    };
    let mut stage = Stage::start(play).await;
    let mut random = Rng::with_seed(seed);
    let quiet = stage.world.quiet_from();
    let (mut forged, mut seen) = (0, 0);
    let until = quiet.min(at(24 * HOUR));
    while stage.clock.now() < until {
        let before = pushed(&stage);
        let now = stage.clock.now();
        for _ in 0..2 {
            forged += 1;
            let streams = stage.world.streams();
            let name = match random.bool() {
                true => format!("intruder{}", random.u8(0..20)),
                false => streams[random.usize(0..streams.len())]
                    .stream_id()
                    .to_owned(),
            };
            let when = match random.u8(0..3) {
                0 => now,
                1 => now - random.i64(0..6 * HOUR),
                _ => now + random.i64(0..HOUR),
            };
            stage
                .deliver(&begin(&name, 8_000_000_000_000_000_000 + forged, when))
                .await;
        }
        if seed.is_multiple_of(2) {
            stage.confirm_now().await;
        }
        for name in live(&stage, None).await {
            // A begin may be dated back into a recording. The next look ends that.
            let has_file =
                |one: &Value| one["stream"]["stream_id"] == name && one["confirmed"] == true;
            let shown = shown(&stage, None, "state=live&limit=100").await;
            assert!(
                before.contains(&name) || shown.iter().any(has_file),
                "SEED={seed}: {name} is live at {now}"
            );
            assert!(!name.starts_with("intruder"));
            seen += 1;
        }
        stage.play(now + HOUR / 4, HOUR / 4).await;
    }
    assert!(seen > 0, "SEED={seed}: nobody was live");
}

#[tokio::test]
async fn in_random_worlds_a_forged_begin_makes_nobody_live() {
    crate::worlds::play_all(1, check).await;
}
