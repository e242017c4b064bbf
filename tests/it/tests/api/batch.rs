//! Many changes in one request.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_it::{Stage, at, part};
use serde_json::{Value, json};

/// So many replays of rooms of their own, by id.
async fn evening(count: u64) -> (Stage, Vec<String>) {
    let rooms = (0..count).map(|i| {
        let start = at(i64::try_from(i).unwrap() * 100);
        part(&format!("room{i}"), i, "mp4", start, start + 60)
    });
    let stage = stage(&[], &rooms.collect::<Vec<_>>()).await;
    let all = replays(&stage, "/replays?limit=100", CURATOR).await;
    let ids = all.iter().map(|one| one["id"].as_str().unwrap().to_owned());
    let ids = ids.collect();
    (stage, ids)
}

async fn batch(stage: &Stage, body: &Value) -> (u16, Value) {
    let sent = body.to_string();
    stage.ask("POST", "/replays/batch", CURATOR, &sent).await
}

#[tokio::test]
async fn one_refusal_stops_no_other_change() {
    let (stage, ids) = evening(4).await;
    let [a, b, c, d] = &ids[..] else { panic!() };
    let hide = json!({"visibility": "hidden", "hidden_reason": "no sound"});
    let unknown = "0000000000000000";
    let body = json!({"replays": [
        {"id": a, "version": 1, "patch": hide},
        {"id": b, "version": 7, "patch": hide},
        {"id": unknown, "patch": hide},
        {"id": c, "patch": {"title": ""}},
        {"id": d, "patch": {"title": "Finale"}, "version": "1"},
    ]});
    let (status, answer) = batch(&stage, &body).await;
    assert_eq!(status, 200, "{answer}");
    let results = answer["results"].as_array().unwrap();
    let told: Vec<_> = results
        .iter()
        .map(|one| {
            let problem = &one["problem"];
            assert_eq!(problem.is_null(), one["status"] == 200, "{one}");
            assert!(problem.is_null() || problem["status"] == one["status"]);
            let detail = problem["detail"].as_str().unwrap_or_default();
            (
                one["id"].as_str().unwrap(),
                one["status"].as_u64().unwrap(),
                detail,
            )
        })
        .collect();
    let expected = [
        (a.as_str(), 200, ""),
        (b, 412, "the replay is at version 1 now"),
        (unknown, 404, "there is no such replay"),
        (
            c,
            422,
            "field title must be null or a line of 1 to 200 characters",
        ),
        (d, 422, "field version must be a whole number from 1"),
    ];
    assert_eq!(told, expected);
    let done = &results[0]["replay"];
    assert_eq!(
        (&done["hidden_reason"], &done["version"]),
        (&json!("no sound"), &json!(2))
    );
    assert_eq!(replays(&stage, "/replays", VIEWER).await.len(), 3);

    for one in [
        json!({"id": d}),
        json!({"id": d, "patch": []}),
        json!({"id": d, "patch": {}, "note": "x"}),
        json!({"id": d, "patch": {"publish_at": "2020-01-01T00:00:00Z"}}),
        json!({"id": d, "patch": {"hidden_reason": "no sound"}}),
        json!({"id": d, "patch": {"version": 7}}),
    ] {
        let (status, answer) = batch(&stage, &json!({"replays": [one]})).await;
        assert_eq!(
            (status, &answer["results"][0]["status"]),
            (200, &json!(422)),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_hundred_replays_are_changed_in_their_order() {
    let (stage, ids) = evening(100).await;
    let note = "长".repeat(2_000);
    let each = ids
        .iter()
        .map(|id| json!({"id": id, "patch": {"reviewed": true, "note": note}}));
    let body = json!({"replays": each.collect::<Vec<_>>()});
    let (status, answer) = batch(&stage, &body).await;
    assert_eq!(status, 200, "{answer}");
    for (id, result) in ids.iter().zip(answer["results"].as_array().unwrap()) {
        assert_eq!(
            (&result["id"], &result["replay"]["id"]),
            (&json!(id), &json!(id))
        );
        assert_eq!(result["replay"]["reviewed"]["by"], "ann");
    }
    let (_, queue) = stage.ask("GET", "/review", CURATOR, "").await;
    assert_eq!(queue["count"], 0);
}

#[tokio::test]
async fn what_is_no_list_of_changes_changes_nothing() {
    let (stage, ids) = evening(1).await;
    let one = json!({"id": ids[0], "patch": {"title": "Finale"}});
    let list = "field replays must be a list of 1 to 100 objects, each with an id of 16 letters and digits";
    for (replays, detail) in [
        (json!([]), list),
        (json!(vec![&one; 101]), list),
        (json!([one, 7]), list),
        (json!([one, {"id": "x", "patch": {}}]), list),
        (json!([one, {"patch": {}}]), list),
        (json!([one, one]), "one replay is named twice"),
    ] {
        let (status, problem) = batch(&stage, &json!({"replays": replays})).await;
        assert_eq!((status, &problem["detail"]), (422, &json!(detail)));
    }
    assert_eq!(batch(&stage, &json!({})).await.0, 422);
    let sent = json!({"replays": [one]}).to_string();
    assert_eq!(
        stage.ask("POST", "/replays/batch", VIEWER, &sent).await.0,
        401
    );
    let (_, replay) = stage
        .ask("GET", &format!("/replays/{}", ids[0]), CURATOR, "")
        .await;
    assert_eq!(replay["version"], 1);
}
