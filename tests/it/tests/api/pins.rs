//! Curators split and merge broadcasts, and undo it.

use crate::api::{CURATOR, VIEWER, replays, stage, three_files};
use replay_it::{Stage, at, part};
use serde_json::{Value, json};

const AUTO: [(&str, &str); 1] = [("PUBLISH", "auto")];

fn id(replay: &Value) -> &str {
    replay["id"].as_str().unwrap()
}

/// Start and format counts of what viewers are shown, newest first.
async fn shown(stage: &Stage) -> Vec<(String, u64)> {
    let all = replays(stage, "/replays", VIEWER).await;
    let one = |replay: &Value| {
        let parts = replay["renditions"].as_array().unwrap().iter();
        let parts = parts.map(|rendition| rendition["parts"].as_u64().unwrap());
        (
            replay["started_at"].as_str().unwrap().to_owned(),
            parts.sum(),
        )
    };
    all.iter().map(one).collect()
}

async fn post(stage: &Stage, target: &str, body: &Value) -> (u16, Value) {
    stage.ask("POST", target, CURATOR, &body.to_string()).await
}

#[tokio::test]
async fn a_split_survives_later_callbacks_until_it_is_undone() {
    let (stage, founder) = three_files().await;
    let whole = stage.list().await;
    let target = format!("/replays/{founder}");
    let split = json!({"at": "2025-10-09T08:58:20Z"});
    let (status, halves) = post(&stage, &format!("{target}/split"), &split).await;
    assert_eq!(status, 200, "{halves}");
    let halves = halves["replays"].as_array().unwrap();
    assert_eq!(halves.len(), 2);
    assert_eq!(
        id(&halves[0]),
        founder,
        "the id stays with the founder's side"
    );
    assert_eq!(halves[0]["ended_at"], "2025-10-09T08:58:20Z");
    let (first, second) = (
        "2025-10-09T08:53:20Z".to_owned(),
        "2025-10-09T08:58:20Z".to_owned(),
    );
    assert_eq!(
        shown(&stage).await,
        [(second.clone(), 2), (first.clone(), 1)]
    );

    stage.deliver(&part("room", 4, "flv", at(0), at(299))).await;
    stage
        .deliver(&part("room", 5, "flv", at(301), at(1_100)))
        .await;
    assert_eq!(shown(&stage).await, [(second, 3), (first, 2)]);

    let later = id(&halves[1]).to_owned();
    let (status, undone) = post(&stage, &format!("/replays/{later}/undo"), &json!({})).await;
    assert_eq!(status, 200, "{undone}");
    let undone = undone["replays"].as_array().unwrap();
    assert_eq!((undone.len(), id(&undone[0])), (1, founder.as_str()));
    let (_, led) = stage
        .ask("GET", &format!("/replays/{later}"), VIEWER, "")
        .await;
    assert_eq!(id(&led), founder);
    let (one_again, _) = three_files().await;
    for file in [
        part("room", 4, "flv", at(0), at(299)),
        part("room", 5, "flv", at(301), at(1_100)),
    ] {
        one_again.deliver(&file).await;
    }
    assert_eq!(stage.list().await, one_again.list().await);
    assert_ne!(stage.list().await, whole);
    let (status, problem) = post(&stage, &format!("{target}/undo"), &json!({})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("nothing_to_undo")));
}

#[tokio::test]
async fn a_merge_survives_later_callbacks_and_its_undo_restores_both() {
    let stage = stage(
        &AUTO,
        &[
            part("room", 1, "mp4", at(0), at(60)),
            part("room", 2, "mp4", at(9_000), at(9_060)),
        ],
    )
    .await;
    let two = replays(&stage, "/replays", VIEWER).await;
    let (older, newer) = (id(&two[1]).to_owned(), id(&two[0]).to_owned());
    let title = r#"{"title": "Encore"}"#;
    stage
        .ask("PATCH", &format!("/replays/{newer}"), CURATOR, title)
        .await;
    let ids = json!({"ids": [older, newer]});
    let (status, merged) = post(&stage, "/replays/merge", &ids).await;
    assert_eq!(status, 200, "{merged}");
    let merged = &merged["replays"][0];
    assert_eq!(id(merged), newer, "the curated one survives");
    assert_eq!(
        (&merged["title"], &merged["duration"]),
        (&json!("Encore"), &json!(120))
    );
    stage
        .deliver(&part("room", 3, "mp4", at(4_000), at(4_060)))
        .await;
    stage
        .deliver(&part("room", 4, "mp4", at(9_300), at(9_360)))
        .await;
    assert_eq!(
        shown(&stage).await,
        [("2025-10-09T08:53:20Z".to_owned(), 4)]
    );
    let (_, parts) = stage
        .ask("GET", &format!("/replays/{older}/parts"), VIEWER, "")
        .await;
    assert_eq!(parts["parts"][1]["evidence"], "pinned");

    let (status, undone) = post(&stage, &format!("/replays/{older}/undo"), &json!({})).await;
    assert_eq!(status, 200, "{undone}");
    let all = replays(&stage, "/replays", VIEWER).await;
    let titles: Vec<&Value> = all.iter().map(|replay| &replay["title"]).collect();
    assert_eq!(all.len(), 3, "{titles:?}");
    assert_eq!((id(&all[0]), id(&all[2])), (newer.as_str(), older.as_str()));
    assert_eq!(titles[0], "Encore");
    assert_ne!(titles[2], "Encore");
}

#[tokio::test]
async fn halves_of_a_split_can_be_merged_again() {
    let (stage, founder) = three_files().await;
    let split = json!({"at": "2025-10-09T08:58:20Z"});
    let target = format!("/replays/{founder}");
    let (_, halves) = post(&stage, &format!("{target}/split"), &split).await;
    let halves = halves["replays"].as_array().unwrap();
    let ids = json!({"ids": [id(&halves[1]), id(&halves[0])]});
    let (status, merged) = post(&stage, "/replays/merge", &ids).await;
    assert_eq!(
        (status, merged["replays"].as_array().unwrap().len()),
        (200, 1)
    );
    let (_, history) = stage
        .ask("GET", &format!("{target}/history"), CURATOR, "")
        .await;
    let actions: Vec<&str> = history["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["merge", "split"]);
    // The first undo gives two halves again, the second one gives one replay.
    for expected in [2, 1] {
        post(&stage, &format!("{target}/undo"), &json!({})).await;
        assert_eq!(shown(&stage).await.len(), expected);
    }
}

#[tokio::test]
async fn both_halves_of_a_hidden_replay_are_hidden() {
    let (stage, founder) = three_files().await;
    let target = format!("/replays/{founder}");
    stage
        .ask("PATCH", &target, CURATOR, r#"{"visibility": "hidden"}"#)
        .await;
    let split = json!({"at": "2025-10-09T08:58:20Z"});
    post(&stage, &format!("{target}/split"), &split).await;
    stage
        .deliver(&part("room", 6, "aac", at(300), at(600)))
        .await;
    assert!(replays(&stage, "/replays", VIEWER).await.is_empty());
    assert_eq!(
        replays(&stage, "/replays?visibility=hidden", CURATOR)
            .await
            .len(),
        2
    );
}

#[tokio::test]
async fn an_invalid_split_or_merge_is_refused_with_its_code() {
    let (stage, room) = three_files().await;
    stage.deliver(&part("other", 9, "mp4", at(0), at(60))).await;
    let other = replays(&stage, "/replays?stream_id=other", VIEWER).await;
    let other = id(&other[0]);
    let split = format!("/replays/{room}/split");
    let unknown = "0000000000000000";
    for (target, body, status, code) in [
        (
            &*split,
            json!({"at": "2025-10-09T08:53:20Z"}),
            422,
            "outside_replay",
        ),
        (
            &*split,
            json!({"at": "2025-10-09T09:08:21Z"}),
            422,
            "outside_replay",
        ),
        (&*split, json!({"at": "soon"}), 422, "invalid_field"),
        (&*split, json!({}), 422, "invalid_field"),
        (
            &*split,
            json!({"at": "2025-10-09T08:58:20Z", "x": 1}),
            422,
            "invalid_field",
        ),
        (
            "/replays/0000000000000000/split",
            json!({"at": "2025-10-09T08:58:20Z"}),
            404,
            "not_found",
        ),
        (
            "/replays/merge",
            json!({"ids": [room]}),
            422,
            "invalid_field",
        ),
        (
            "/replays/merge",
            json!({"ids": "all"}),
            422,
            "invalid_field",
        ),
        (
            "/replays/merge",
            json!({"ids": [room, room]}),
            422,
            "same_replay",
        ),
        (
            "/replays/merge",
            json!({"ids": [room, other]}),
            422,
            "different_streams",
        ),
        (
            "/replays/merge",
            json!({"ids": [room, unknown]}),
            404,
            "not_found",
        ),
    ] {
        let (answered, problem) = post(&stage, target, &body).await;
        assert_eq!(
            (answered, &problem["code"]),
            (status, &json!(code)),
            "{target} {body}"
        );
        assert_eq!(
            stage.ask("POST", target, VIEWER, &body.to_string()).await.0,
            401
        );
    }
    assert_eq!(shown(&stage).await.len(), 2);
}

#[tokio::test]
async fn the_history_names_who_changed_what_and_undo_goes_back_step_by_step() {
    let (stage, founder) = three_files().await;
    let target = format!("/replays/{founder}");
    let (_, before) = stage.ask("GET", &target, CURATOR, "").await;
    for body in [
        r#"{"title": "Finale", "note": "cut the intro"}"#,
        r#"{"featured_rank": 3, "cover_url": "https://cdn.example.com/a.jpg"}"#,
        r#"{"featured_rank": 3}"#,
        r#"{"visibility": "hidden"}"#,
    ] {
        assert_eq!(stage.ask("PATCH", &target, CURATOR, body).await.0, 200);
    }
    let (status, history) = stage
        .ask("GET", &format!("{target}/history?limit=2"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{history}");
    let changes = history["changes"].as_array().unwrap();
    assert_eq!(
        changes[0]["changed"],
        json!({"visibility": {"from": "published", "to": "hidden"}})
    );
    assert_eq!(
        (&changes[1]["by"], &changes[1]["changed"]["featured_rank"]),
        (&json!("ann"), &json!({"from": null, "to": 3}))
    );
    assert_eq!(changes[1]["at"], "2025-10-10T08:53:20Z");
    let next = format!(
        "{target}/history?limit=2&cursor={}",
        history["next_cursor"].as_str().unwrap()
    );
    let (_, rest) = stage.ask("GET", &next, CURATOR, "").await;
    assert_eq!(
        rest["changes"].as_array().unwrap().len(),
        1,
        "a request without effect is not in the history"
    );
    assert_eq!(rest["next_cursor"], json!(null));
    assert_eq!(
        stage
            .ask("GET", &format!("{target}/history"), VIEWER, "")
            .await
            .0,
        401
    );

    for _ in 0..3 {
        assert_eq!(
            post(&stage, &format!("{target}/undo"), &json!({})).await.0,
            200
        );
    }
    let (_, mut after) = stage.ask("GET", &target, CURATOR, "").await;
    for field in ["version", "updated_at"] {
        after[field] = before[field].clone();
    }
    assert_eq!(after, before);
    assert_eq!(
        post(&stage, &format!("{target}/undo"), &json!({})).await.0,
        409
    );
}

#[tokio::test]
async fn a_split_without_effect_is_refused_and_leaves_no_pin() {
    let stage = stage(&AUTO, &[part("room", 1, "mp4", at(0), at(900))]).await;
    let all = replays(&stage, "/replays", VIEWER).await;
    let target = format!("/replays/{}", id(&all[0]));
    let split = json!({"at": "2025-10-09T08:58:20Z"});
    let (status, problem) = post(&stage, &format!("{target}/split"), &split).await;
    assert_eq!((status, &problem["code"]), (422, &json!("nothing_changes")));
    stage
        .deliver(&part("room", 2, "flv", at(400), at(900)))
        .await;
    assert_eq!(shown(&stage).await.len(), 1);
}

#[tokio::test]
async fn a_merge_without_effect_is_undone_once() {
    let files = [(1, 0, 60), (2, 9_000, 9_060)];
    let files = files.map(|(file, from, to)| part("room", file, "mp4", at(from), at(to)));
    let stage = stage(&AUTO, &files).await;
    let two = replays(&stage, "/replays", VIEWER).await;
    let ids = json!({"ids": [id(&two[0]), id(&two[1])]});
    post(&stage, "/replays/merge", &ids).await;
    stage
        .deliver(&part("room", 3, "hls", at(60), at(9_000)))
        .await;
    let undo = format!("/replays/{}/undo", id(&two[0]));
    let (status, undone) = post(&stage, &undo, &json!({})).await;
    assert_eq!(
        (status, undone["replays"].as_array().unwrap().len()),
        (200, 1)
    );
    assert_eq!(shown(&stage).await.len(), 1);
    assert_eq!(post(&stage, &undo, &json!({})).await.0, 409);
}

#[tokio::test]
async fn an_undo_says_what_it_took_back() {
    let (stage, founder) = three_files().await;
    let target = format!("/replays/{founder}");
    let title = r#"{"title": "Finale", "featured_rank": 2}"#;
    stage.ask("PATCH", &target, CURATOR, title).await;
    let split = json!({"at": "2025-10-09T08:58:20Z"});
    let (_, halves) = post(&stage, &format!("{target}/split"), &split).await;
    let ids = [id(&halves["replays"][0]), id(&halves["replays"][1])];
    post(&stage, "/replays/merge", &json!({"ids": ids})).await;

    let pin = |from: &str, to: &str, set: bool| json!({"from": from, "to": to, "set": set});
    let (start, cut) = ("2025-10-09T08:53:20Z", "2025-10-09T08:58:20Z");
    let done = |action: &str, changes: Value| json!({"action": action, "by": "ann", "at": "2025-10-10T08:53:20Z", "changes": changes});
    let mut merge = done("merge", json!({}));
    merge["merges"] = json!([pin(start, cut, true)]);
    merge["splits"] = json!([pin(cut, cut, false)]);
    let mut split = done("split", json!({}));
    split["splits"] = json!([pin(cut, cut, true)]);
    let change = done(
        "change",
        json!({
            "title": {"from": null, "to": "Finale"},
            "featured_rank": {"from": null, "to": 2},
            "reviewed": {"from": null, "to": {"at": "2025-10-10T08:53:20Z", "by": "ann"}},
        }),
    );
    for expected in [merge, split, change] {
        let (status, undone) = post(&stage, &format!("{target}/undo"), &json!({})).await;
        assert_eq!((status, &undone["undone"]), (200, &expected));
        assert!(!undone["replays"].as_array().unwrap().is_empty());
    }
}
