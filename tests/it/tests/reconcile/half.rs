//! One half of the sources is missing: all callbacks, or VOD.

use crate::{
    HOUR,
    truth::{self, Known, RULES},
    worlds::{assert_true, comparable, played},
};
use replay_grouping::Timestamp;
use replay_it::{Play, at};
use replay_simulator::{Disorder, Fault, Faults, Request, Size, World};

const SEEDS: std::ops::Range<u64> = 40..42;

const SILENT: Disorder = Disorder {
    drop: 1.0,
    double: 0.0,
    delay: 0,
    reorder: 0.0,
    hold: HOUR,
    forge: 0.0,
    twins: false,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_callbacks_vod_and_its_records_give_the_whole_list() {
    for seed in SEEDS {
        let world = World::random(seed, Size::default(), at(0)).unwrap();
        let stage = played(Play {
            disorder: SILENT,
            ..Play::of(world, &crate::worlds::SETTINGS)
        })
        .await;
        let truth = truth::broadcasts(&stage, &Known::ByVod, false, true, &RULES).await;
        let now = stage.clock.now();
        assert_true(&truth::held(&stage.store).await, &truth, seed, now);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_callbacks_and_records_vod_alone_gives_all_recordings() {
    for seed in SEEDS {
        let world = World::random(seed, Size::default(), at(0)).unwrap();
        let no_live = |asked: &Request<'_>| {
            let action = asked.action;
            let live =
                action == "DescribeCallbackRecordsList" || action.starts_with("DescribeLive");
            live.then_some(Fault::Status(503))
        };
        let stage = played(Play {
            disorder: SILENT,
            faults: Faults::by(no_live),
            ..Play::of(world, &crate::worlds::SETTINGS)
        })
        .await;
        let truth = truth::broadcasts(&stage, &Known::ByVod, false, false, &RULES).await;
        let now = stage.clock.now();
        assert_true(&truth::held(&stage.store).await, &truth, seed, now);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_vod_is_down_callbacks_alone_give_the_list_and_nothing_settles() {
    for seed in SEEDS {
        let world = World::random(seed, Size::default(), at(0)).unwrap();
        let mut settings = crate::worlds::SETTINGS.to_vec();
        settings.push(("PUBLISH", "auto"));
        let mut stage = replay_it::Stage::start(Play {
            disorder: Disorder {
                double: 0.2,
                reorder: 0.5,
                delay: 60,
                hold: HOUR,
                ..Disorder::default()
            },
            faults: Faults::down(),
            ..Play::of(world, &settings)
        })
        .await;
        let quiet = stage.world.quiet_from();
        stage.play(quiet + 24 * HOUR, 2 * HOUR).await;
        // Nothing says which files are gone since.
        let truth = truth::as_of(quiet_truth(&stage), &Known::ByCallbacks);
        let held = truth::held(&stage.store).await;
        let ours = held
            .iter()
            .map(|held| (held.stream.clone(), comparable(&held.summary)));
        let theirs = truth
            .iter()
            .map(|(stream, summary)| (stream.clone(), comparable(summary)));
        assert_eq!(
            ours.collect::<Vec<_>>(),
            theirs.collect::<Vec<_>>(),
            "{seed}"
        );
        for broadcast in &held {
            assert_eq!(broadcast.poll_state.settled_at, None, "{seed}");
            let asked = broadcast.poll_state.failures > 0
                || broadcast.due_at > Some(Timestamp(stage.clock.now()));
            assert!(asked, "{seed}: {broadcast:?}");
        }
    }
}

/// All files that ever existed, as if none had been deleted.
fn quiet_truth(stage: &replay_it::Stage) -> replay_simulator::Truth {
    let mut script = stage.world.script().clone();
    script.deletions.clear();
    for stream in &mut script.streams {
        stream.template.keeps_for = None;
    }
    let world = World::new(script).unwrap();
    replay_simulator::Truth::at(&world, stage.clock.now())
}
