//! Replays are published and hidden at the times that curators planned.

use crate::{ANN, HOUR, curator, settled, shown, two_parts, world};
use replay_it::{Play, Stage, at};
use serde_json::{Value, json};

/// A Unix second as curators write it.
fn moment(at: i64) -> String {
    let (hour, rest) = (at % 86_400 / 3_600, at % 3_600);
    assert_eq!(
        at / 86_400,
        replay_it::at(0) / 86_400,
        "the tests' first day"
    );
    format!("2025-10-09T{hour:02}:{:02}:{:02}Z", rest / 60, rest % 60)
}

async fn plan(stage: &Stage, replay: &str, change: &Value) {
    curator(stage, "PATCH", replay, &change.to_string(), 200).await;
}

async fn visible(stage: &Stage, replay: &str) -> bool {
    stage.ask("GET", replay, None, "").await.0 == 200
}

/// When the next poll of a replay is due.
async fn asked_at(stage: &Stage, replay: &str) -> Option<i64> {
    let id = replay.trim_start_matches("/replays/").parse().unwrap();
    let broadcast = stage.store.broadcast(&id).await.unwrap().unwrap();
    broadcast.due_at.map(|at| at.0)
}

#[tokio::test]
async fn a_settled_replay_is_published_and_hidden_in_time_while_nothing_else_is_due() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    let audited_at = asked_at(&stage, &replay).await;
    assert!(audited_at.is_some());
    let (publish, hide) = (at(HOUR + 100), at(HOUR + 200));
    let planned = json!({
        "visibility": "pending", "publish_at": moment(publish), "unpublish_at": moment(hide),
    });
    plan(&stage, &replay, &planned).await;
    assert_eq!(asked_at(&stage, &replay).await, audited_at);

    for (now, expected) in [
        (publish - 1, false),
        (publish, true),
        (hide - 1, true),
        (hide, false),
    ] {
        stage.deliver_until(now).await;
        let report = stage.run().await;
        assert_eq!(visible(&stage, &replay).await, expected, "{now}");
        assert_eq!((report.failed, report.api_calls), (0, 0), "{report:?}");
        assert_eq!(asked_at(&stage, &replay).await, audited_at);
    }

    let history = curator(&stage, "GET", &format!("{replay}/history"), "", 200).await;
    let changes = history["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3, "{history}");
    for (change, (when, from, to, field)) in changes.iter().zip([
        (hide, "published", "hidden", "unpublish_at"),
        (publish, "pending", "published", "publish_at"),
    ]) {
        let expected = json!({
            "visibility": {"from": from, "to": to},
            field: {"from": moment(when), "to": null},
        });
        assert_eq!(change["changed"], expected);
        assert_eq!(
            (&change["by"], &change["action"]),
            (&json!("schedule"), &json!("schedule"))
        );
        assert_eq!(change["at"], moment(when));
    }
}

#[tokio::test]
async fn an_undone_schedule_is_not_carried_out_again() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    let hide = at(HOUR + 100);
    plan(&stage, &replay, &json!({"unpublish_at": moment(hide)})).await;
    stage.deliver_until(hide).await;
    stage.run().await;
    assert!(!visible(&stage, &replay).await);
    let undo = format!("{replay}/undo");
    let undone = curator(&stage, "POST", &undo, "", 200).await;
    assert_eq!(undone["replays"][0]["visibility"], "published");
    stage.deliver_until(hide + 60).await;
    stage.run().await;
    assert!(visible(&stage, &replay).await, "it is not hidden again");
    // The next undo removes the plan.
    curator(&stage, "POST", &undo, "", 200).await;
    stage.run().await;
    let shown = curator(&stage, "GET", &replay, "", 200).await;
    assert_eq!(
        (&shown["visibility"], &shown["unpublish_at"]),
        (&json!("published"), &json!(null))
    );
    assert_eq!(
        curator(&stage, "POST", &undo, "", 409).await["code"],
        "nothing_to_undo"
    );
}

#[tokio::test]
async fn schedules_and_polls_do_not_delay_each_other() {
    let one = world(&json!([{
        "stream_id": "room", "template": {"mp4_interval": 1_800}, "pushes": [{"begin": 0, "end": 1_000}],
    }]));
    let mut stage = Stage::start(Play::of(one, &[("PUBLISH", "manual")])).await;
    stage.deliver_until(at(1_100)).await;
    let pending = shown(&stage, ANN, "visibility=pending").await;
    let replay = format!("/replays/{}", pending[0]["id"].as_str().unwrap());
    // It is polled at 1300.
    assert_eq!(asked_at(&stage, &replay).await, Some(at(1_300)));
    let planned = json!({"publish_at": moment(at(1_200)), "unpublish_at": moment(at(1_400))});
    plan(&stage, &replay, &planned).await;
    let mut seen = Vec::new();
    for now in [1_199, 1_200, 1_299, 1_300, 1_399, 1_400] {
        stage.deliver_until(at(now)).await;
        let report = stage.run().await;
        let state = curator(&stage, "GET", &replay, "", 200).await["visibility"].clone();
        seen.push((now, state.as_str().unwrap().to_owned(), report.settled));
    }
    let seen: Vec<_> = seen
        .iter()
        .map(|(now, state, settled)| (*now, state.as_str(), *settled))
        .collect();
    let expected = [
        (1_199, "pending", 0),
        (1_200, "published", 0),
        (1_299, "published", 0),
        (1_300, "published", 1),
        (1_399, "published", 0),
        (1_400, "hidden", 0),
    ];
    assert_eq!(seen, expected);
}
