//! VOD joins the files of a replay into one.

use crate::{ANN, HOUR, curator, settled, two_parts};
use replay_grouping::Timestamp;
use replay_it::{Play, Stage, at, part};
use replay_simulator::{Fault, Faults, JobFailure};
use serde_json::{Value, json};

/// Orders a join, and returns the route of its query.
async fn join(stage: &Stage, replay: &str, body: &str) -> String {
    let query = curator(stage, "POST", &format!("{replay}/join"), body, 202).await;
    format!("/queries/{}", query["id"].as_str().unwrap())
}

async fn get(stage: &Stage, target: &str) -> Value {
    curator(stage, "GET", target, "", 200).await
}

/// Lets time pass, with a run every half minute.
async fn pass(stage: &mut Stage, seconds: i64) {
    let until = stage.clock.now() + seconds;
    stage.play(until, 30).await;
}

/// The state of a query, and its last error.
async fn state(stage: &Stage, query: &str) -> (String, Option<String>) {
    let query = get(stage, query).await;
    let state = query["state"].as_str().unwrap().to_owned();
    (state, query["last_error"].as_str().map(ToOwned::to_owned))
}

fn calls(stage: &Stage, action: &str) -> usize {
    stage.server.take_calls().get(action).copied().unwrap_or(0)
}

/// Fails every request for this action.
fn always(action: &'static str, fault: Fault) -> Faults {
    Faults::by(move |asked| (asked.action == action).then_some(fault))
}

#[tokio::test]
async fn hls_files_are_joined_at_once_and_play_as_one() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["hls", "mp4"]), &[])).await;
    let before = get(&stage, &replay).await;
    let query = curator(&stage, "POST", &format!("{replay}/join"), "", 202).await;
    let sources = &query["file_ids"];
    let expected = json!({
        "id": query["id"], "kind": "join", "state": "active",
        "from": before["started_at"], "to": before["ended_at"], "progress": 0.0,
        "polls": 0, "windows_done": 0, "windows_left": 0, "found": 2, "new": 0,
        "last_error": null, "due_at": query["due_at"], "updated_at": query["updated_at"],
        "replay_id": before["id"], "format": "hls", "attempt": 1,
        "file_ids": sources, "task_id": null, "trim": null, "result": null, "keep_until": null,
    });
    assert_eq!(query, expected);
    pass(&mut stage, 60).await;

    let target = format!("/queries/{}", query["id"].as_str().unwrap());
    let done = get(&stage, &target).await;
    assert_eq!(
        (&done["state"], &done["last_error"]),
        (&json!("done"), &json!(null))
    );
    let made = stage.server.studio().made();
    assert_eq!(made.len(), 1);
    assert_eq!(done["result"]["file_id"], made[0].media.file_id.as_str());
    assert_eq!(done["result"]["duration"], 1_900);
    assert_eq!(
        done["keep_until"], "2025-10-10T09:53:50Z",
        "a day after it was made"
    );
    assert_eq!(json!(made[0].sources), *sources);

    // Viewers get it, and nothing else of the replay has changed.
    let (_, after) = stage.ask("GET", &replay, None, "").await;
    let url = made[0].media.url.replace("http:", "https:");
    assert_eq!(after["play"], json!({"format": "hls", "url": url}));
    assert_eq!(after["renditions"], before["renditions"]);
    assert_eq!(after["coverage"], before["coverage"]);
    let (_, list) = stage.ask("GET", "/replays", None, "").await;
    assert_eq!(list["replays"][0]["play"]["url"], url);

    let (_, parts) = stage.ask("GET", &format!("{replay}/parts"), None, "").await;
    let parts = parts["parts"].as_array().unwrap();
    let kind = |kind: &str| parts.iter().filter(|part| part["kind"] == kind).count();
    assert_eq!((kind("recorded"), kind("joined")), (4, 1));
    let joined = parts.iter().find(|part| part["kind"] == "joined").unwrap();
    assert_eq!(
        (&joined["of"], &joined["evidence"]),
        (sources, &json!("joined of 2 parts"))
    );
    assert_eq!(
        (&joined["from"], &joined["to"]),
        (&before["started_at"], &before["ended_at"])
    );

    // Later sweeps and polls don't take the joined file for a recording.
    stage.play(at(3 * HOUR), 600).await;
    let (_, later) = stage.ask("GET", &replay, None, "").await;
    assert_eq!(
        (&later["renditions"], &later["play"]),
        (&before["renditions"], &after["play"])
    );
}

#[tokio::test]
async fn other_files_are_joined_by_a_task() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4", "flv"]), &[])).await;
    let _ = stage.server.take_calls();
    let mp4 = join(&stage, &replay, "{}").await;
    let flv = join(&stage, &replay, r#"{"format": "flv"}"#).await;
    stage.run().await;
    let running = get(&stage, &mp4).await;
    assert_eq!(running["state"], "active");
    assert!(running["task_id"].as_str().unwrap().contains("-EditMedia-"));
    let mut progress = vec![running["progress"].as_f64().unwrap()];
    for _ in 0..4 {
        pass(&mut stage, 30).await;
        progress.push(get(&stage, &mp4).await["progress"].as_f64().unwrap());
    }
    let begins_and_ends = (progress[0], progress[4]);
    assert!(
        progress.is_sorted() && begins_and_ends == (0.05, 1.0),
        "{progress:?}"
    );
    assert_eq!(calls(&stage, "EditMedia"), 2);
    for query in [&mp4, &flv] {
        let done = get(&stage, query).await;
        assert_eq!(
            (&done["state"], &done["keep_until"]),
            (&json!("done"), &json!(null)),
            "{done}"
        );
        assert_eq!(done["result"]["format"], "mp4");
    }
    let (_, shown) = stage.ask("GET", &replay, None, "").await;
    assert_eq!(shown["play"]["format"], "mp4");
    assert!(
        shown["play"]["url"].is_string() && shown["play"]["items"].is_null(),
        "{shown}"
    );

    let (_, list) = stage.ask("GET", "/queries?kind=join", ANN, "").await;
    let kinds = list["queries"].as_array().unwrap().iter();
    assert_eq!(
        kinds
            .map(|query| query["kind"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["join"; 2]
    );
    curator(&stage, "DELETE", &mp4, "", 409).await;
}

#[tokio::test]
async fn a_repeated_join_is_the_same_and_after_a_failure_a_new_one() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    stage.server.studio().fail_next(JobFailure::Source);
    let first = join(&stage, &replay, "{}").await;
    assert_eq!(join(&stage, &replay, r#"{"format": "mp4"}"#).await, first);
    pass(&mut stage, 120).await;
    let (done, reason) = state(&stage, &first).await;
    assert_eq!(done, "done");
    assert_eq!(
        reason.unwrap(),
        "SourceFileError (60000): A source can't be read."
    );
    assert_eq!(get(&stage, &first).await["result"], Value::Null);
    let (_, shown) = stage.ask("GET", &replay, None, "").await;
    assert!(shown["play"]["url"].is_null(), "{shown}");

    let second = join(&stage, &replay, "{}").await;
    assert_ne!(second, first);
    assert_eq!(get(&stage, &second).await["attempt"], 2);
    pass(&mut stage, 120).await;
    assert_eq!(state(&stage, &second).await, ("done".to_owned(), None));
    let _ = stage.server.take_calls();
    assert_eq!(
        join(&stage, &replay, "").await,
        second,
        "what is there is not made again"
    );
    pass(&mut stage, 120).await;
    assert_eq!(
        (
            calls(&stage, "EditMedia"),
            stage.server.studio().made().len()
        ),
        (0, 1)
    );
}

#[tokio::test]
async fn a_task_whose_answer_got_lost_is_found_and_not_made_twice() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    stage.server.set_faults(always("EditMedia", Fault::Lose));
    let query = join(&stage, &replay, "").await;
    stage.run().await;
    stage.calm();
    let (running, reason) = state(&stage, &query).await;
    assert_eq!(running, "active", "{reason:?}");
    pass(&mut stage, 600).await;
    assert_eq!(state(&stage, &query).await, ("done".to_owned(), None));
    assert_eq!(stage.server.studio().made().len(), 1);
}

#[tokio::test]
async fn a_fast_join_whose_answer_got_lost_is_not_made_again_and_says_so() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["hls"]), &[])).await;
    stage
        .server
        .set_faults(always("FastEditMedia", Fault::Lose));
    let first = join(&stage, &replay, "").await;
    let _ = stage.server.take_calls();
    pass(&mut stage, 300).await;
    assert_eq!(calls(&stage, "FastEditMedia"), 1);
    let (done, reason) = state(&stage, &first).await;
    let reason = reason.unwrap();
    assert_eq!(done, "done");
    assert!(
        reason.starts_with("whether a file was made can't be known"),
        "{reason}"
    );
    stage.calm();
    let second = join(&stage, &replay, "").await;
    pass(&mut stage, 60).await;
    assert_eq!(state(&stage, &second).await, ("done".to_owned(), None));
}

#[tokio::test]
async fn a_run_killed_after_noting_a_request_counts_as_having_sent_it() {
    for (format, done) in [("hls", true), ("mp4", false)] {
        let (stage, replay) = settled(Play::of(two_parts(&[format]), &[])).await;
        let query = join(&stage, &replay, "").await;
        let id = query.strip_prefix("/queries/").unwrap();
        let mut kept = stage.store.query(id).await.unwrap().unwrap();
        let now = stage.clock.now();
        kept.join_mut().unwrap().asked_at = Some(Timestamp(now));
        assert!(
            stage
                .store
                .save_query(&mut kept, Timestamp(now))
                .await
                .unwrap()
        );
        stage.run().await;
        let (state, reason) = state(&stage, &query).await;
        let made = stage.server.studio().made().len();
        // Tencent recognises the repeated task by its key. A fast join would be made twice.
        match done {
            true => assert_eq!((state.as_str(), made, reason.is_some()), ("done", 0, true)),
            false => assert_eq!((state.as_str(), made, reason), ("active", 1, None)),
        }
        curator(&stage, "DELETE", &query, "", 409).await;
    }
}

#[tokio::test]
async fn a_throttled_fast_join_waits_and_one_that_is_refused_says_why() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["hls"]), &[])).await;
    stage
        .server
        .set_faults(always("FastEditMedia", Fault::RateLimit));
    let query = join(&stage, &replay, "").await;
    stage.run().await;
    let (running, reason) = state(&stage, &query).await;
    assert_eq!(running, "active");
    assert!(reason.unwrap().contains("RequestLimitExceeded"));
    stage
        .server
        .set_faults(always("FastEditMedia", Fault::Refuse));
    pass(&mut stage, 900).await;
    let (done, reason) = state(&stage, &query).await;
    assert_eq!(done, "done");
    assert!(reason.unwrap().contains("InvalidParameterValue"));
    assert!(stage.server.studio().made().is_empty());
}

#[tokio::test]
async fn a_task_that_tencent_never_tells_of_is_given_up_after_3_days() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    stage
        .server
        .set_faults(always("EditMedia", Fault::Internal));
    let query = join(&stage, &replay, "").await;
    stage.run().await;
    let until = stage.clock.now() + 3 * 24 * HOUR;
    stage.play(until - 1, 6 * HOUR).await;
    assert_eq!(state(&stage, &query).await.0, "active");
    stage.play(until + 900, 900).await;
    let (done, reason) = state(&stage, &query).await;
    assert_eq!(done, "done");
    assert!(reason.unwrap().contains("3 days"));
}

#[tokio::test]
async fn a_late_part_makes_a_join_stale_and_a_duplicate_does_not() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    join(&stage, &replay, "").await;
    pass(&mut stage, 120).await;
    let url = async |stage: &Stage| get(stage, &replay).await["play"]["url"].clone();
    let joined = url(&stage).await;
    assert!(joined.is_string());

    // Curators see the unconfirmed part too, so the joined file no longer holds all that they see.
    let late = part("room", 7, "mp4", at(2_010), at(2_100));
    stage.deliver(&late).await;
    assert!(url(&stage).await.is_null());
    let (_, viewed) = stage.ask("GET", &replay, None, "").await;
    assert_eq!(viewed["play"]["url"], joined, "viewers don't know it");
    let parts = get(&stage, &format!("{replay}/parts")).await;
    let stale = parts["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["kind"] == "joined");
    assert_eq!(
        stale.unwrap()["evidence"],
        "joined of 2 parts, which are not what plays now"
    );
    curator(&stage, "POST", &format!("{replay}/join"), "", 409).await;

    // VOD never had the part, so the joined file plays again.
    stage.play(at(30 * HOUR), 900).await;
    assert_eq!(url(&stage).await, joined);

    // A duplicate of one minute does not change what plays once reconcile has looked.
    let twice = part("room", 8, "mp4", at(100), at(160));
    stage.deliver(&twice).await;
    assert!(url(&stage).await.is_null());
    let next = stage.clock.now() + 600;
    stage.play(next, 300).await;
    assert_eq!(url(&stage).await, joined);
}

#[tokio::test]
async fn halves_of_a_split_do_not_play_the_join_until_the_undo() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    join(&stage, &replay, "").await;
    pass(&mut stage, 120).await;
    let joined = get(&stage, &replay).await["play"]["url"].clone();
    let body = r#"{"at": "2025-10-09T09:10:50Z"}"#;
    let split = curator(&stage, "POST", &format!("{replay}/split"), body, 200).await;
    let halves = split["replays"].as_array().unwrap();
    assert_eq!(halves.len(), 2);
    assert!(halves.iter().all(|half| half["play"]["url"] != joined));
    curator(&stage, "POST", &format!("{replay}/undo"), "", 200).await;
    assert_eq!(get(&stage, &replay).await["play"]["url"], joined);
}

/// Trims the replay to these seconds of the world.
async fn trim(stage: &Stage, replay: &str, from: i64, to: i64) {
    let [from, to] = [from, to].map(|second| Timestamp(at(second)).rfc3339());
    let body = json!({"trim": {"from": from, "to": to}}).to_string();
    curator(stage, "PATCH", replay, &body, 200).await;
}

#[tokio::test]
async fn a_join_makes_a_file_of_what_the_trim_leaves() {
    for (format, lengths) in [("mp4", 600..=601), ("hls", 600..=612)] {
        let (mut stage, replay) = settled(Play::of(two_parts(&[format]), &[])).await;
        trim(&stage, &replay, 700, 1_400).await;
        let query = join(&stage, &replay, "").await;
        pass(&mut stage, 120).await;
        let done = get(&stage, &query).await;
        assert_eq!(
            (&done["state"], &done["last_error"]),
            (&json!("done"), &json!(null))
        );
        assert_eq!(done["trim"]["to"], "2025-10-09T09:16:40Z");
        let made = stage.server.studio().made()[0].media.clone();
        let length = made.times.duration.unwrap();
        assert!(lengths.contains(&length), "{format}: {length}");
        let (_, viewed) = stage.ask("GET", &replay, None, "").await;
        let url = made.url.replace("http:", "https:");
        assert_eq!(viewed["play"], json!({"format": format, "url": url}));
        assert_eq!(viewed["duration"], length);
        let parts = get(&stage, &format!("{replay}/parts")).await;
        let parts = parts["parts"].as_array().unwrap();
        let joined = parts.iter().find(|part| part["kind"] == "joined").unwrap();
        assert_eq!(joined["evidence"], "joined of 2 parts, trimmed");

        // With another trim it doesn't play, and with the first one it does again.
        trim(&stage, &replay, 700, 1_401).await;
        assert_ne!(get(&stage, &replay).await["play"]["url"], url);
        curator(&stage, "POST", &format!("{replay}/undo"), "", 200).await;
        assert_eq!(get(&stage, &replay).await["play"]["url"], url);
        assert_eq!(join(&stage, &replay, "").await, query);
    }
}

#[tokio::test]
async fn a_part_of_one_file_can_be_made_a_file() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &[])).await;
    trim(&stage, &replay, 100, 160).await;
    let query = join(&stage, &replay, "").await;
    pass(&mut stage, 120).await;
    let done = get(&stage, &query).await;
    assert_eq!(
        (&done["found"], &done["last_error"]),
        (&json!(1), &json!(null))
    );
    let length = done["result"]["duration"].as_u64().unwrap();
    assert!((60..=61).contains(&length), "{length}");
    let shown = get(&stage, &replay).await;
    assert!(
        shown["play"]["url"].is_string() && shown["play"]["items"].is_null(),
        "{shown}"
    );
}

#[tokio::test]
async fn a_joined_file_that_is_gone_is_found_by_the_audit() {
    let settings = [("AUDIT_EVERY_SECONDS", "3600")];
    let (mut stage, replay) = settled(Play::of(two_parts(&["mp4"]), &settings)).await;
    let first = join(&stage, &replay, "").await;
    pass(&mut stage, 120).await;
    let file = stage.server.studio().made()[0].media.file_id.clone();
    stage.server.delete(&file);
    stage.play(at(5 * HOUR), 600).await;
    let shown = get(&stage, &replay).await;
    assert!(shown["play"]["url"].is_null(), "{shown}");
    assert_eq!(shown["state"], "complete");
    let parts = get(&stage, &format!("{replay}/parts")).await;
    assert_eq!(parts["parts"].as_array().unwrap().len(), 2);
    assert_ne!(join(&stage, &replay, "").await, first, "it is made again");
}

#[tokio::test]
async fn an_impossible_join_is_refused_with_its_code() {
    let world = two_parts(&["hls", "mp4"]);
    let mut stage = Stage::start(Play::of(world, &[])).await;
    stage.deliver_until(at(500)).await;
    let (_, live) = stage
        .ask("GET", "/replays?state=live&visibility=pending", ANN, "")
        .await;
    let replay = format!("/replays/{}", live["replays"][0]["id"].as_str().unwrap());
    let target = format!("{replay}/join");
    let refused = async |stage: &Stage, body: &str, status: u16, code: &str| {
        let answer = curator(stage, "POST", &target, body, status).await;
        assert_eq!(answer["code"], code, "{answer}");
    };
    refused(&stage, "", 409, "still_live").await;
    stage.deliver_until(at(2_050)).await;
    refused(&stage, "", 409, "not_settled").await;
    stage.play(at(HOUR), 300).await;
    refused(&stage, r#"{"format": "aac"}"#, 422, "too_few_parts").await;
    refused(&stage, r#"{"format": 7}"#, 422, "invalid_field").await;
    assert_eq!(stage.ask("POST", &target, None, "").await.0, 401);
    let nobody = "/replays/4f8k2m0c9d7s1xqa/join";
    assert_eq!(
        curator(&stage, "POST", nobody, "", 404).await["code"],
        "not_found"
    );
}

#[tokio::test]
async fn a_join_can_be_cancelled_before_its_request() {
    let (mut stage, replay) = settled(Play::of(two_parts(&["hls"]), &[])).await;
    let first = join(&stage, &replay, "").await;
    curator(&stage, "DELETE", &first, "", 204).await;
    assert_eq!(state(&stage, &first).await, ("cancelled".to_owned(), None));
    pass(&mut stage, 60).await;
    assert!(stage.server.studio().made().is_empty());
    assert_ne!(join(&stage, &replay, "").await, first);
}
