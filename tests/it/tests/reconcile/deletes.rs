//! Replays are hidden, and their files deleted.

use crate::{ANN, HOUR, curator, settled, shown, two_parts};
use replay_it::{Play, Stage, at};
use replay_simulator::{Fault, Faults};
use serde_json::Value;

/// Whether each file was deleted.
fn which_deleted(answer: &Value) -> Vec<bool> {
    let files = answer["files"].as_array().unwrap().iter();
    files
        .map(|file| file["deleted"].as_bool().unwrap())
        .collect()
}

fn deleted(stage: &Stage) -> usize {
    let studio = stage.server.studio();
    let media = stage.world.media().iter();
    media
        .filter(|media| studio.deleted_at(&media.file_id).is_some())
        .count()
}

#[tokio::test]
async fn a_deleted_replay_is_hidden_and_can_be_had_back() {
    let (stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    assert_eq!(stage.ask("DELETE", &replay, None, "").await.0, 401);
    let hidden = curator(&stage, "DELETE", &replay, "", 200).await;
    assert_eq!(hidden["visibility"], "hidden");
    assert!(hidden["files"].is_null());
    assert_eq!(stage.ask("GET", &replay, None, "").await.0, 404);
    assert_eq!(deleted(&stage), 0);
    curator(&stage, "POST", &format!("{replay}/undo"), "", 200).await;
    assert_eq!(stage.ask("GET", &replay, None, "").await.0, 200);
    let wrong = format!("{replay}?media=yes");
    assert_eq!(
        curator(&stage, "DELETE", &wrong, "", 400).await["code"],
        "invalid_parameter"
    );
}

#[tokio::test]
async fn its_files_are_deleted_with_what_was_joined_of_them() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4", "hls"]), &[])).await;
    let join = format!("{replay}/join");
    curator(&stage, "POST", &join, r#"{"format": "mp4"}"#, 202).await;
    let until = stage.clock.now() + 120;
    stage.play(until, 30).await;
    let target = format!("{replay}?media=true");
    let answer = curator(&stage, "DELETE", &target, "", 200).await;
    assert_eq!(which_deleted(&answer), [true; 5], "{answer}");
    assert_eq!(deleted(&stage), 4);
    let joined = &stage.server.studio().made()[0].media.file_id;
    assert!(stage.server.studio().deleted_at(joined).is_some());
    let (replay_now, state) = (&answer["replay"], &answer["replay"]["state"]);
    assert_eq!(
        (state.as_str(), replay_now["play"].is_null()),
        (Some("missing"), true)
    );
    assert_eq!(replay_now["visibility"], "hidden");

    // A repeated request finds nothing to delete.
    stage.play(at(4 * HOUR), 600).await;
    assert!(shown(&stage, None, "").await.is_empty());
    let again = curator(&stage, "DELETE", &target, "", 200).await;
    assert!(which_deleted(&again).is_empty(), "{again}");
}

#[tokio::test]
async fn files_that_a_join_needs_are_not_deleted_and_nothing_is_hidden() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["hls"]), &[])).await;
    let target = format!("{replay}?media=true");
    curator(&stage, "POST", &format!("{replay}/join"), "", 202).await;
    let refused = async |stage: &Stage| {
        let answer = curator(stage, "DELETE", &target, "", 409).await;
        assert_eq!(answer["code"], "join_running");
        assert_eq!(deleted(stage), 0);
        assert_eq!(
            stage.ask("GET", &replay, None, "").await.0,
            200,
            "it is not hidden"
        );
    };
    refused(&stage).await;
    let until = stage.clock.now() + 60;
    stage.play(until, 30).await;
    // The replay exists and plays the remaining files.
    refused(&stage).await;
    stage.play(until + 24 * HOUR, 6 * HOUR).await;
    let answer = curator(&stage, "DELETE", &target, "", 200).await;
    assert_eq!(which_deleted(&answer), [true; 3], "{answer}");
    assert!(stage.server.broken_joins().is_empty());
}

#[tokio::test]
async fn a_file_that_can_not_be_deleted_stays_and_says_why() {
    let (stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    let stays = stage.world.media()[0].file_id.to_string();
    stage.server.set_faults(Faults::by(move |asked| {
        (asked.action == "DeleteMedia" && asked.names(&stays)).then_some(Fault::Refuse)
    }));
    let target = format!("{replay}?media=true");
    let answer = curator(&stage, "DELETE", &target, "", 200).await;
    assert_eq!(which_deleted(&answer), [false, true]);
    let error = answer["files"][0]["error"].as_str().unwrap();
    assert!(error.contains("InvalidParameterValue"), "{error}");
    assert_eq!(answer["replay"]["renditions"][0]["parts"], 1);
    stage.calm();
    let again = curator(&stage, "DELETE", &target, "", 200).await;
    assert_eq!(which_deleted(&again), [true]);
}

#[tokio::test]
async fn files_of_another_application_are_not_taken_for_deleted() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    stage.set_api(&[("VOD_SUB_APP_ID", "7")]);
    let answer = curator(&stage, "DELETE", &format!("{replay}?media=true"), "", 200).await;
    assert_eq!(which_deleted(&answer), [false, false]);
    assert_eq!(answer["files"][0]["error"], "VOD doesn't have it");
    assert_eq!(answer["replay"]["renditions"][0]["parts"], 2);
    assert_eq!(deleted(&stage), 0);
}

#[tokio::test]
async fn without_an_answer_of_vod_or_keys_nothing_is_done() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    let target = format!("{replay}?media=true");
    stage.server.set_faults(Faults::down());
    let (status, answer) = stage.ask("DELETE", &target, ANN, "").await;
    assert_eq!(
        (status, answer["code"].as_str()),
        (503, Some("vod_unavailable"))
    );
    stage.set_api(&[("TENCENT_SECRET_ID", ""), ("TENCENT_SECRET_KEY", "")]);
    let answer = curator(&stage, "DELETE", &target, "", 409).await;
    assert_eq!(answer["code"], "no_tencent_keys");
    assert_eq!(stage.ask("GET", &replay, None, "").await.0, 200);
    assert_eq!(deleted(&stage), 0);
}
