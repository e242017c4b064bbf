//! With any disorder of callbacks, a broadcast ends with the first screenshot of its time.

use crate::{HOUR, shown, stage, world};
use replay_it::{Play, Stage, at, screenshot};
use replay_simulator::{Disorder, World};
use serde_json::json;

/// Two broadcasts, the first of them of two pushes.
fn pictured() -> World {
    let pushes = [(0, 1_000), (1_100, 2_000), (9_000, 9_900)];
    let pushes = pushes.map(|(begin, end)| json!({"begin": begin, "end": end}));
    world(&json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_800}, "screenshots_every": 60, "pushes": pushes,
    }]))
}

/// When the first screenshots of the broadcasts were taken, oldest broadcast first.
async fn taken(stage: &Stage) -> Vec<Option<i64>> {
    let list = replay_store::List {
        shelves: vec![replay_store::Visibility::Published],
        ..Default::default()
    };
    let mut all = stage.store.list(&list, 10, |_| true).await.unwrap();
    all.reverse();
    let taken = |broadcast: &replay_store::Broadcast| Some(broadcast.screenshot.as_ref()?.at.0);
    all.iter().map(taken).collect()
}

#[tokio::test]
async fn doubled_late_and_reordered_callbacks_give_the_same_covers() {
    for seed in 0..3 {
        let bad = Disorder {
            double: 0.2,
            delay: 30,
            reorder: 0.5,
            hold: HOUR,
            ..Disorder::default()
        };
        let play = Play {
            disorder: if seed == 0 { Disorder::default() } else { bad },
            seed,
            ..Play::of(pictured(), &[])
        };
        let mut stage = Stage::start(play).await;
        stage.play(at(20 * HOUR), HOUR / 4).await;
        let expected = [Some(at(60)), Some(at(9_060))];
        assert_eq!(taken(&stage).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn a_screenshot_before_all_other_callbacks_becomes_the_cover() {
    let mut stage = stage(world(&json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_800}, "pushes": [{"begin": 0, "end": 900}],
    }])))
    .await;
    stage.deliver(&screenshot("room", at(30), "early")).await;
    stage.play(at(HOUR), 300).await;
    let all = shown(&stage, None, "").await;
    let early = "https://shots-1500000001.cos.ap-shanghai.myqcloud.com/2025-10-09/early.jpg";
    assert_eq!(all[0]["cover_url"], early);
}
