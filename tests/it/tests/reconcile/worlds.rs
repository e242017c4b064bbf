//! Random worlds, bad networks, failing stores and APIs.

use crate::truth::{self, Known, RULES};
use replay_grouping::{Rules, Stream, Summary};
use replay_it::{Play, Stage, at};
use replay_simulator::{Disorder, Faults, Odds, Size, World};
use replay_store::{Broadcast, Visibility};
use std::time::Duration;
use tokio::task::JoinSet;

const HOUR: i64 = 3_600;
/// After this time a broadcast settles with the files that it has.
const DEADLINE: i64 = 6 * HOUR;
/// The time between two audits of a settled replay.
const AUDIT: i64 = 12 * HOUR;

/// The number of worlds played, starting with the seed `SEED`; `make soak` plays more.
const WORLDS: u64 = 2;
/// The same where transactions are seen half, which takes longer.
const TORN_WORLDS: u64 = 2;
/// The number of worlds at a time. They often wait for retries.
const AT_ONCE: usize = 4;

/// Plays worlds, and prints the seed of the first one that fails. `SEED=… SOAK=1` plays it again.
pub(crate) async fn play_all<F>(worlds: u64, check: impl Fn(u64) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let number = |name| std::env::var(name).ok()?.parse().ok();
    let first = number("SEED").unwrap_or(0);
    let mut seeds = first..first + number("SOAK").unwrap_or(worlds);
    let mut playing = JoinSet::new();
    playing.extend(seeds.by_ref().take(AT_ONCE).map(&check));
    while let Some(played) = playing.join_next().await {
        if let Err(failed) = played {
            std::panic::resume_unwind(failed.into_panic());
        }
        playing.extend(seeds.by_ref().take(1).map(&check));
    }
}

/// A bad network: two of five callbacks are lost, one of five comes twice, and some are forged.
const BAD: Disorder = Disorder {
    drop: 0.4,
    double: 0.2,
    delay: 30,
    reorder: 0.3,
    hold: HOUR,
    forge: 0.1,
    twins: true,
};

const FAULTY: Odds = Odds {
    rate_limit: 0.03,
    internal: 0.03,
    status: 0.02,
    hang: 0.0,
    hang_for: Duration::ZERO,
    broken: 0.02,
};

pub(crate) const SETTINGS: [(&str, &str); 2] = [
    ("POLL_DEADLINE_SECONDS", "21600"),
    ("AUDIT_EVERY_SECONDS", "43200"),
];

/// Plays a world until nothing happens any more, everything has settled, and every file was audited.
pub(crate) async fn played(play: Play<'_>) -> Stage {
    let mut stage = Stage::start(play).await;
    let quiet = stage.world.quiet_from();
    stage.play(quiet + 2 * HOUR, HOUR / 4).await;
    let deleted = stage
        .world
        .media()
        .iter()
        .filter_map(|media| media.gone_at());
    let last = deleted.max().unwrap_or(quiet).min(quiet + 72 * HOUR);
    let end = (quiet + 2 * DEADLINE).max(last) + 2 * AUDIT;
    stage.play(end, 2 * HOUR).await;
    stage
}

/// The fields that have to agree. `last_start` is only an upper bound.
pub(crate) fn comparable(summary: &Summary) -> Summary {
    Summary {
        last_start: summary.hull.start(),
        ..summary.clone()
    }
}

/// The store holds these broadcasts. Those with parts are published, and those that ended long ago have settled.
#[track_caller]
pub(crate) fn assert_true(held: &[Broadcast], truth: &[(Stream, Summary)], seed: u64, now: i64) {
    // A push without recordings and callbacks can't be known.
    let with_parts = |summary: &Summary| summary.parts() > 0;
    let ours: Vec<(Stream, Summary)> = held
        .iter()
        .filter(|broadcast| with_parts(&broadcast.summary))
        .map(|broadcast| (broadcast.stream.clone(), comparable(&broadcast.summary)))
        .collect();
    let theirs: Vec<(Stream, Summary)> = truth
        .iter()
        .filter(|(_, summary)| with_parts(summary))
        .map(|(stream, summary)| (stream.clone(), comparable(summary)))
        .collect();
    if ours != theirs {
        for one in theirs.iter().filter(|one| !ours.contains(one)) {
            println!("SEED={seed}: lacks {one:#?}");
        }
        for one in ours.iter().filter(|one| !theirs.contains(one)) {
            println!("SEED={seed}: has {one:#?}");
        }
        panic!(
            "SEED={seed}: {} broadcasts, and {} in truth",
            ours.len(),
            theirs.len()
        );
    }
    for broadcast in held {
        let summary = &broadcast.summary;
        let may_settle = !summary.is_live() && summary.hull.end().0 + DEADLINE <= now;
        assert!(
            !may_settle || broadcast.poll_state.settled_at.is_some(),
            "SEED={seed}: {broadcast:#?} has not settled"
        );
        if !with_parts(summary) {
            let known = truth.iter().any(|(stream, truth)| {
                *stream == broadcast.stream && truth.published == summary.published
            });
            let only_pushed = broadcast.emptied || known;
            assert!(only_pushed, "SEED={seed}: {broadcast:#?} never was");
            continue;
        }
        assert_eq!(
            broadcast.curation.visibility,
            Visibility::Published,
            "SEED={seed}"
        );
    }
}

async fn assert_quiet(stage: &Stage, seed: u64) {
    let report = stage.run().await;
    let quiet = replay_reconcile::Report {
        polled: report.polled,
        api_calls: report.api_calls,
        watermark_lag_seconds: report.watermark_lag_seconds,
        ..replay_reconcile::Report::default()
    };
    assert_eq!(report, quiet, "SEED={seed}");
}

/// Midnight in Beijing.
const DAILY: Rules = Rules {
    daily_cut: Some(28_800),
    ..RULES
};

async fn check(seed: u64, sessions: bool, rules: Rules, torn: bool) {
    check_with(seed, sessions, rules, torn, 0).await;
}

/// With `new_streams`, as many streams may be new in a minute, and a forger names all of them before anybody else does.
async fn check_with(seed: u64, sessions: bool, rules: Rules, torn: bool, new_streams: u64) {
    let world = World::random(seed, Size::default(), at(0)).unwrap();
    let mut settings = SETTINGS.to_vec();
    let limit = new_streams.to_string();
    settings.push(("NEW_STREAMS_PER_MINUTE", &limit));
    settings.extend(sessions.then_some(("SESSION_PARAM", "session")));
    settings.extend(rules.daily_cut.map(|_| ("DAILY_CUT_UTC_OFFSET", "+08:00")));
    let stage = played(Play {
        disorder: BAD,
        seed,
        faults: Faults::random(seed, FAULTY),
        store_faults: 40,
        torn,
        new_streams,
        // Whether or not something confirms at once, the end is the same.
        confirm: (seed + new_streams) % 2 == 1,
        ..Play::of(world, &settings)
    })
    .await;
    stage.calm();
    stage.run().await;
    let waiting = stage.store.waiting_page(None, 100).await.unwrap().0;
    assert!(waiting.is_empty(), "SEED={seed}: {waiting:?}");
    assert!(!stage.list().await.contains("forged"), "SEED={seed}");
    let truth = truth::broadcasts(&stage, &Known::ByVod, sessions, true, &rules).await;
    let now = stage.clock.now();
    assert_true(&truth::held(&stage.store).await, &truth, seed, now);
    for forged in stage.forged_files() {
        assert!(!stage.list().await.contains(&forged), "SEED={seed}");
    }
    assert_quiet(&stage, seed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_converges_to_the_truth() {
    play_all(WORLDS, |seed| check(seed, false, RULES, false)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_converges_to_the_truth_with_explicit_sessions() {
    play_all(WORLDS, |seed| check(seed, true, RULES, false)).await;
}

/// All that a forger's streams take is the room for new ones, and VOD makes room for the real ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_converges_to_the_truth_although_a_forger_names_all_the_new_streams() {
    play_all(1, |seed| check_with(seed, false, RULES, false, 3)).await;
}

/// Some pushes never end, so that days follow days.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_converges_to_the_truth_with_a_daily_cut() {
    play_all(WORLDS, |seed| check(seed, false, DAILY, false)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_converges_to_the_truth_although_transactions_are_seen_half() {
    play_all(TORN_WORLDS, |seed| check(seed, seed % 2 == 1, RULES, true)).await;
}
