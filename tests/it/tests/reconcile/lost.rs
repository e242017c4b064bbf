//! Lost ends of pushes, lost files, and missing keys.

use crate::{ANN, HOUR, ids, room, shown, stage, world};
use replay_it::{Play, Stage, at, begin, part};
use replay_simulator::{Disorder, Fault, Faults};
use serde_json::json;

#[tokio::test]
async fn a_push_without_end_on_an_inactive_stream_ends_with_its_last_file() {
    // Nobody pushes in this world: the stream is inactive, and Tencent's records hold no end.
    let mut stage = stage(world(&json!([{"stream_id": "other", "pushes": []}]))).await;
    stage.clock.set(at(10));
    stage.deliver(&begin("room", 1, at(0))).await;
    stage.clock.set(at(1_900));
    stage
        .deliver(&part("room", 2, "mp4", at(0), at(1_800)))
        .await;
    stage.play(at(2_000), 2_000).await;
    let live = shown(&stage, ANN, "visibility=pending").await;
    assert_eq!(live[0]["state"], "settling", "{live:?}");
    assert_eq!(
        live[0]["ended_at"], "2025-10-09T09:23:20Z",
        "the end of its last part"
    );
    assert_eq!(live[0]["coverage"]["ratio"], 1.0);
    // A late end replaces the presumed one.
    stage
        .deliver(&replay_it::end("room", 1, at(2_400), 2_400))
        .await;
    let ended = shown(&stage, ANN, "visibility=pending").await;
    assert_eq!(ended[0]["ended_at"], "2025-10-09T09:33:20Z");
}

#[tokio::test]
async fn an_active_stream_stays_live_and_so_does_one_of_unknown_state() {
    let pushing = world(&json!([{"stream_id": "room", "pushes": [{"begin": 0}]}]));
    let mut stage = stage(pushing).await;
    stage.play(at(2 * HOUR), 600).await;
    assert_eq!(
        shown(&stage, ANN, "state=live&visibility=all").await.len(),
        1
    );

    let mut silent = Stage::start(Play {
        faults: Faults::by(|asked| {
            (asked.action == "DescribeLiveStreamState").then_some(Fault::Internal)
        }),
        ..Play::of(world(&json!([{"stream_id": "other", "pushes": []}])), &[])
    })
    .await;
    silent.clock.set(at(10));
    silent.deliver(&begin("room", 1, at(0))).await;
    silent.play(at(2 * HOUR), 600).await;
    assert_eq!(
        shown(&silent, ANN, "state=live&visibility=all").await.len(),
        1
    );
}

#[tokio::test]
async fn a_later_push_ends_the_one_before() {
    let mut stage = Stage::start(Play {
        faults: Faults::by(|asked| {
            (asked.action == "DescribeCallbackRecordsList").then_some(Fault::Internal)
        }),
        ..Play::of(
            world(&json!([{"stream_id": "room", "pushes": [{"begin": 5_000}]}])),
            &[],
        )
    })
    .await;
    stage.clock.set(at(10));
    stage.deliver(&begin("room", 1, at(0))).await;
    stage.play(at(6_000), 600).await;
    let live = shown(&stage, ANN, "state=live&visibility=all").await;
    assert_eq!(
        (live.len(), live[0]["started_at"].as_str()),
        (1, Some("2025-10-09T10:16:40Z"))
    );
}

#[tokio::test]
async fn a_deleted_file_leaves_the_list_and_curators_still_see_it() {
    let mut script = room(&[(0, 1_000)]).script().clone();
    let files = room(&[(0, 1_000)]);
    for media in files.media() {
        script.deletions.push(replay_simulator::Deletion {
            file_id: media.file_id.to_string(),
            at: 5 * HOUR,
        });
    }
    let gone = replay_simulator::World::new(script).unwrap();
    let mut stage = Stage::start(Play {
        disorder: Disorder {
            drop: 1.0,
            ..Disorder::default()
        },
        faults: Faults::by(|asked| {
            asked
                .action
                .starts_with("DescribeCallback")
                .then_some(Fault::Internal)
        }),
        ..Play::of(
            gone,
            &[
                ("AUDIT_EVERY_SECONDS", "3600"),
                ("POLL_DEADLINE_SECONDS", "7200"),
            ],
        )
    })
    .await;
    stage.play(at(4 * HOUR), 600).await;
    let list = shown(&stage, None, "").await;
    assert_eq!(list.len(), 1);
    let target = format!("/replays/{}", ids(&list)[0]);
    stage.play(at(7 * HOUR), 600).await;
    assert!(shown(&stage, None, "").await.is_empty());
    assert_eq!(stage.ask("GET", &target, None, "").await.0, 404);
    let (status, kept) = stage.ask("GET", &target, ANN, "").await;
    assert_eq!((status, kept["state"].as_str()), (200, Some("missing")));
    assert_eq!(kept["visibility"], "published");
    let (_, parts) = stage.ask("GET", &format!("{target}/parts"), ANN, "").await;
    assert_eq!(
        parts["parts"].as_array().unwrap().len(),
        files.media().len()
    );
    assert!(
        parts["parts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|part| part["gone"] == true)
    );
    assert_eq!(
        shown(&stage, ANN, "state=missing&stream_id=room&visibility=all")
            .await
            .len(),
        1
    );
    // A repeated callback does not bring the file back.
    let file = &stage.world.media()[0];
    let mut repeated = part(
        "room",
        1,
        file.format.as_str(),
        file.times.start.unwrap().0,
        file.times.end.0,
    );
    repeated["file_id"] = file.file_id.as_str().into();
    stage.deliver(&repeated).await;
    assert!(shown(&stage, None, "").await.is_empty());
}

#[tokio::test]
async fn a_file_expires_at_the_time_that_vod_gave() {
    let short = world(&json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_800, "keeps_for": 20_000},
        "pushes": [{"begin": 0, "end": 1_000}],
    }]));
    let mut stage = stage(short).await;
    stage.play(at(2 * HOUR), 600).await;
    let list = shown(&stage, None, "").await;
    assert!(list[0]["expires_at"].is_string(), "{list:?}");
    stage.play(at(21_100), 600).await;
    assert!(shown(&stage, None, "").await.is_empty());
    stage.play(at(22_000), 600).await;
    let part = stage
        .store
        .parts_of_file(&stage.world.media()[0].file_id)
        .await
        .unwrap();
    assert!(part[0].gone_at.is_some());
}

#[tokio::test]
async fn without_tencent_keys_callbacks_alone_settle_a_broadcast() {
    let mut stage = Stage::start(Play::of(
        room(&[(0, 1_000)]),
        &[
            ("TENCENT_SECRET_ID", ""),
            ("TENCENT_SECRET_KEY", ""),
            ("PUBLISH", "auto"),
        ],
    ))
    .await;
    stage.play(at(HOUR), 300).await;
    let list = shown(&stage, None, "").await;
    assert_eq!(
        (list[0]["state"].as_str(), list[0]["confirmed"].as_bool()),
        (Some("complete"), Some(false))
    );
    assert!(stage.server.take_calls().is_empty());
}

#[tokio::test]
async fn without_tencent_keys_a_push_that_was_never_ended_is_live_until_the_deadline() {
    for settings in [
        &[("POLL_DEADLINE_SECONDS", "21600")][..],
        &[
            ("POLL_DEADLINE_SECONDS", "21600"),
            ("DAILY_CUT_UTC_OFFSET", "+08:00"),
        ],
    ] {
        let mut stage = Stage::start(Play {
            keys: false,
            ..Play::of(
                world(&json!([{"stream_id": "other", "pushes": []}])),
                settings,
            )
        })
        .await;
        stage.clock.set(at(10));
        stage.deliver(&begin("room", 1, at(0))).await;
        // Midnight is 7 hours after the begin: the last file is the first of the next day.
        let last = 9 * HOUR;
        for (file, start, end) in [(1, 0, 4), (2, 4, 8), (3, 8, 9)] {
            stage.clock.set(at(end * HOUR + 10));
            let file = part("room", file, "mp4", at(start * HOUR), at(end * HOUR));
            stage.deliver(&file).await;
        }
        stage.play(at(last + 600), 600).await;
        let is_live = "state=live&visibility=all";
        assert_eq!(shown(&stage, ANN, is_live).await.len(), 1, "{settings:?}");
        stage.play(at(last + 6 * HOUR + 1_800), 1_800).await;
        assert_eq!(shown(&stage, ANN, is_live).await.len(), 0, "{settings:?}");
        stage.play(at(last + 30 * HOUR), 6 * HOUR).await;
        let settled = shown(&stage, ANN, "visibility=all").await;
        let states: Vec<_> = settled.iter().map(|one| one["state"].clone()).collect();
        assert!(
            states
                .iter()
                .all(|state| *state == "complete" || *state == "partial"),
            "{settled:?}"
        );
    }
}

#[tokio::test]
async fn a_file_from_sweep_and_recovered_callback_counts_as_new_once() {
    let mut stage = Stage::start(Play {
        disorder: Disorder {
            drop: 1.0,
            ..Disorder::default()
        },
        ..Play::of(room(&[(0, 1_000)]), &[])
    })
    .await;
    stage.deliver_until(at(HOUR)).await;
    let report = stage.run().await;
    // The sweep finds two files; the poll that follows recovers the callbacks about them, and a push's two.
    let callbacks = stage.world.media().len() as u64;
    let recovered = (report.new, report.changed);
    assert_eq!(recovered, (callbacks + 2, callbacks), "{report:?}");
    assert_eq!((report.confirmed, report.settled), (0, 1), "{report:?}");
}
