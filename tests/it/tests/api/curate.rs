//! What curators change.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, part, request};
use serde_json::{Value, json};

async fn one_replay() -> (Stage, String, Value) {
    let stage = stage(&[], &[part("room", 1, "hls", at(0), at(60))]).await;
    let replay = replays(&stage, "/replays", VIEWER).await.remove(0);
    let target = format!("/replays/{}", replay["id"].as_str().unwrap());
    (stage, target, replay)
}

#[tokio::test]
async fn title_and_visibility_survive_later_callbacks() {
    let (stage, target, replay) = one_replay().await;
    let (status, changed) = stage
        .ask(
            "PATCH",
            &target,
            CURATOR,
            r#"{"title": "Finale", "visibility": "hidden"}"#,
        )
        .await;
    assert_eq!(
        (status, &changed["title"], &changed["visibility"]),
        (200, &json!("Finale"), &json!("hidden"))
    );
    assert_eq!(
        changed["version"].as_u64(),
        replay["version"].as_u64().map(|version| version + 1)
    );
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 404);
    assert!(replays(&stage, "/replays", VIEWER).await.is_empty());

    stage.deliver(&part("room", 2, "mp4", at(0), at(60))).await;
    let (_, after) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!(
        (&after["title"], &after["visibility"]),
        (&json!("Finale"), &json!("hidden"))
    );
    assert_eq!(after["renditions"].as_array().unwrap().len(), 2);

    let (_, reset) = stage
        .ask(
            "PATCH",
            &target,
            CURATOR,
            r#"{"title": null, "visibility": "published"}"#,
        )
        .await;
    assert_eq!(reset["title"], replay["title"]);
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.0, 200);
}

#[tokio::test]
async fn an_invalid_change_is_refused_with_its_field() {
    let (stage, target, replay) = one_replay().await;
    for (body, status, named) in [
        ("[]", 400, ""),
        ("{", 400, ""),
        (r#"{"titel": "x"}"#, 422, "titel"),
        (r#"{"title": ""}"#, 422, "title"),
        (r#"{"title": 7}"#, 422, "title"),
        (r#"{"visibility": null}"#, 422, "visibility"),
        (r#"{"visibility": "gone"}"#, 422, "visibility"),
    ] {
        let (got, problem) = stage.ask("PATCH", &target, CURATOR, body).await;
        assert_eq!(got, status, "{body}");
        assert!(
            problem["detail"].as_str().unwrap().contains(named),
            "{problem}"
        );
    }
    assert_eq!(
        stage
            .ask("PATCH", &target, VIEWER, r#"{"title": "x"}"#)
            .await
            .0,
        401
    );
    assert_eq!(
        stage
            .ask(
                "PATCH",
                "/replays/0000000000000000",
                CURATOR,
                r#"{"title": "x"}"#
            )
            .await
            .0,
        404
    );
    assert_eq!(stage.ask("GET", &target, VIEWER, "").await.1, replay);
}

#[tokio::test]
async fn if_match_guards_against_lost_updates() {
    let (stage, target, replay) = one_replay().await;
    let version = replay["version"].as_u64().unwrap();
    let patch = async |if_match: &str| {
        let headers = [
            ("content-type", "application/merge-patch+json"),
            ("authorization", "Bearer curator-token"),
            ("if-match", if_match),
        ];
        let body = json!({"title": format!("as of {if_match}")}).to_string();
        stage
            .api
            .handle(
                request("PATCH", &target, &headers, &body),
                Timestamp(crate::api::NOW),
            )
            .await
            .status()
            .as_u16()
    };
    assert_eq!(patch(&format!("\"{version}\"")).await, 200);
    assert_eq!(patch(&format!("\"{version}\"")).await, 412);
    assert_eq!(patch("*").await, 200);
    assert_eq!(patch(&format!("\"{}\"", version + 2)).await, 200);
    assert_eq!(
        patch(&(version + 3).to_string()).await,
        200,
        "without quotes"
    );
    assert_eq!(patch(&(version + 3).to_string()).await, 412);
}

#[tokio::test]
async fn a_schedule_in_the_past_or_in_the_wrong_order_is_refused_with_a_hint() {
    let (stage, target, replay) = one_replay().await;
    let patch = async |body: Value| {
        stage
            .ask("PATCH", &target, CURATOR, &body.to_string())
            .await
    };
    for (field, hint) in [("publish_at", "published"), ("unpublish_at", "hidden")] {
        let (status, problem) = patch(json!({field: "2020-01-01T00:00:00Z"})).await;
        assert_eq!((status, &problem["code"]), (422, &json!("in_the_past")));
        let detail = problem["detail"].as_str().unwrap();
        let hint = format!("set visibility to {hint}");
        assert!(detail.contains(field) && detail.contains(&hint), "{detail}");
    }
    let (early, late) = ("2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z");
    let wrong = json!({"publish_at": late, "unpublish_at": early});
    let (status, problem) = patch(wrong).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_field")));
    let detail = "field unpublish_at must be later than publish_at";
    assert_eq!(problem["detail"], detail);
    let (_, after) = stage.ask("GET", &target, VIEWER, "").await;
    assert_eq!(after, replay, "nothing was changed");

    // It is compared with what was planned before.
    assert_eq!(patch(json!({"unpublish_at": early})).await.0, 200);
    assert_eq!(patch(json!({"publish_at": late})).await.0, 422);
    assert_eq!(patch(json!({"publish_at": early})).await.0, 422);
    let moved = json!({"publish_at": early, "unpublish_at": late});
    assert_eq!(patch(moved).await.0, 200);
    assert_eq!(
        patch(json!({"publish_at": null, "unpublish_at": null}))
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_not_in_the_history() {
    let (stage, target, replay) = one_replay().await;
    assert_eq!(replay["visibility"], "published");
    let same = r#"{"title": null, "visibility": "published"}"#;
    for (body, changes) in [
        ("{}", 0),
        (same, 1),
        (same, 1),
        (r#"{"reviewed": true}"#, 1),
    ] {
        let (status, _) = stage.ask("PATCH", &target, CURATOR, body).await;
        assert_eq!(status, 200, "{body}");
        let history = format!("{target}/history");
        let (_, history) = stage.ask("GET", &history, CURATOR, "").await;
        let done = history["changes"].as_array().unwrap();
        // To confirm the visibility is to have looked.
        let reviewed = |one: &Value| one["changed"].as_object().unwrap().keys().eq(["reviewed"]);
        assert!(
            done.len() == changes && done.iter().all(reviewed),
            "{done:?}"
        );
    }
    let undo = format!("{target}/undo");
    assert_eq!(stage.ask("POST", &undo, CURATOR, "").await.0, 200);
    let (status, problem) = stage.ask("POST", &undo, CURATOR, "").await;
    assert_eq!((status, &problem["code"]), (409, &json!("nothing_to_undo")));
}
