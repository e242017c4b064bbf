//! The featured replays as one list.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use lambda_http::http::header::ETAG;
use replay_grouping::Timestamp;
use replay_it::{Functions, Proxy, Stage, at, begin, part, request};
use serde_json::{Value, json};

/// So many replays, the newest first: each of a room of its own.
async fn evening(count: u64) -> (Stage, Vec<String>) {
    let rooms = (0..count).map(|i| {
        let start = at(i64::try_from(i).unwrap() * 100);
        part(&format!("room{i}"), i, "mp4", start, start + 60)
    });
    let stage = stage(&[], &rooms.collect::<Vec<_>>()).await;
    let ids = ids(&replays(&stage, "/replays?limit=100", VIEWER).await);
    (stage, ids)
}

fn ids(replays: &[Value]) -> Vec<String> {
    let ids = replays.iter().map(|one| one["id"].as_str().unwrap());
    ids.map(ToOwned::to_owned).collect()
}

/// Status, body and tag of an answer.
async fn send(
    stage: &Stage,
    method: &str,
    if_match: Option<&str>,
    body: &Value,
) -> (u16, Value, String) {
    let mut headers = vec![
        ("content-type", "application/json"),
        ("authorization", "Bearer curator-token"),
    ];
    headers.extend(if_match.map(|tag| ("if-match", tag)));
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let asked = request(method, "/featured", &headers, &body);
    let response = stage.api.handle(asked, Timestamp(NOW)).await;
    let tag = response.headers().get(ETAG);
    let tag = tag.map_or("", |tag| tag.to_str().unwrap()).to_owned();
    let body = serde_json::from_slice(response.body()).unwrap();
    (response.status().as_u16(), body, tag)
}

async fn get(stage: &Stage) -> (Vec<String>, String) {
    let (status, list, tag) = send(stage, "GET", None, &Value::Null).await;
    assert_eq!(status, 200, "{list}");
    let replays = list["replays"].as_array().unwrap();
    assert!(replays.iter().all(|one| one["featured_rank"].is_u64()));
    (ids(replays), tag)
}

/// Sets the list, if it has this tag.
async fn put(stage: &Stage, if_match: Option<&str>, ids: &[&String]) -> (u16, Value, String) {
    send(stage, "PUT", if_match, &json!({"ids": ids})).await
}

async fn patch(stage: &Stage, id: &str, body: &Value) {
    let (target, body) = (format!("/replays/{id}"), body.to_string());
    let (status, answer) = stage.ask("PATCH", &target, CURATOR, &body).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn a_list_of_ids_becomes_the_ranks_from_1_and_no_other_replay_keeps_one() {
    let (stage, all) = evening(5).await;
    let [a, b, c, d, _] = &all[..] else { panic!() };
    assert_eq!(get(&stage).await.0, [""; 0]);
    patch(&stage, d, &json!({"featured_rank": 7})).await;
    let (status, list, tag) = put(&stage, None, &[c, a, b]).await;
    assert_eq!(status, 200, "{list}");
    let shown = list["replays"].as_array().unwrap();
    assert_eq!(ids(shown), [c, a, b].map(Clone::clone));
    let ranks: Vec<&Value> = shown.iter().map(|one| &one["featured_rank"]).collect();
    assert_eq!(ranks, [1, 2, 3]);
    assert_eq!(get(&stage).await, (ids(shown), tag));
    let (_, other) = stage
        .ask("GET", &format!("/replays/{d}"), CURATOR, "")
        .await;
    assert_eq!(other["featured_rank"], Value::Null);

    let (_, feed) = stage.ask("GET", "/feed?limit=3", VIEWER, "").await;
    assert_eq!(ids(feed["replays"].as_array().unwrap()), ids(shown));
    for (query, expected) in [
        ("featured=true", vec![a, b, c]),
        ("featured=true&stream_id=room3", vec![b]),
        ("featured=true&limit=1", vec![a]),
        ("featured=false&limit=1", vec![d]),
        ("featured=true&visibility=hidden", vec![]),
    ] {
        let found = replays(&stage, &format!("/replays?{query}"), CURATOR).await;
        assert_eq!(ids(&found).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    assert_eq!(put(&stage, None, &[]).await.0, 200);
    assert_eq!(get(&stage).await.0, [""; 0]);
}

#[tokio::test]
async fn pages_of_featured_replays_hold_each_once() {
    let (stage, all) = evening(7).await;
    let featured: Vec<&String> = all.iter().skip(1).collect();
    let shuffled: Vec<&String> = featured.iter().rev().copied().collect();
    assert_eq!(put(&stage, None, &shuffled).await.0, 200);
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let target = format!("/replays?featured=true&limit=2{cursor}");
        let (_, page) = stage.ask("GET", &target, VIEWER, "").await;
        found.extend(ids(page["replays"].as_array().unwrap()));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found.iter().collect::<Vec<_>>(), featured);
}

#[tokio::test]
async fn a_list_that_has_changed_since_is_not_overwritten() {
    let (stage, all) = evening(3).await;
    let [a, b, c] = &all[..] else { panic!() };
    let (_, empty) = get(&stage).await;
    let (status, _, first) = put(&stage, Some(&empty), &[a, b]).await;
    assert_eq!(status, 200);
    let (status, problem, _) = put(&stage, Some(&empty), &[c]).await;
    let refused = (412, &json!("version_mismatch"));
    assert_eq!((status, &problem["code"]), refused);
    assert_eq!(
        problem["detail"],
        "the featured list has changed since: get it again"
    );
    assert_eq!(get(&stage).await.1, first);
    // Another title is no other list, but a rank is.
    patch(&stage, a, &json!({"title": "Finale"})).await;
    assert_eq!(put(&stage, Some(&first), &[b, a]).await.0, 200);
    let (_, second) = get(&stage).await;
    patch(&stage, c, &json!({"featured_rank": 9})).await;
    let (status, problem, _) = put(&stage, Some(&second), &[a]).await;
    assert_eq!((status, &problem["code"]), refused);
    assert_eq!(put(&stage, Some("*"), &[a]).await.0, 200);
    assert_eq!(put(&stage, Some("seven"), &[a]).await.0, 400);
    assert_eq!(put(&stage, Some(&first), &[a, a]).await.0, 422);
    assert_eq!(get(&stage).await.0, std::slice::from_ref(a));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_curators_with_the_same_list_one_is_first() {
    let (stage, all) = evening(8).await;
    let (_, tag) = get(&stage).await;
    let (one, other) = (&all[..4], &all[4..]);
    let (one, other): (Vec<&String>, Vec<&String>) = (one.iter().collect(), other.iter().collect());
    let (first, second) = tokio::join!(
        put(&stage, Some(&tag), &one),
        put(&stage, Some(&tag), &other),
    );
    let mut statuses = [first.0, second.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(get(&stage).await.0.len(), 4);
}

#[tokio::test]
async fn what_viewers_do_not_see_stays_in_the_list() {
    let (stage, all) = evening(3).await;
    stage.deliver(&begin("late", 9, at(5_000))).await;
    let (_, feed) = stage.ask("GET", "/feed", CURATOR, "").await;
    let live = feed["live"][0]["id"].as_str().unwrap().to_owned();
    let [hidden, pending, open] = &all[..] else {
        panic!()
    };
    patch(&stage, hidden, &json!({"visibility": "hidden"})).await;
    let (status, _, _) = put(&stage, None, &[&live, hidden, pending, open]).await;
    assert_eq!(status, 200);
    patch(&stage, pending, &json!({"visibility": "pending"})).await;
    let every = [&live, hidden, pending, open].map(Clone::clone);
    assert_eq!(get(&stage).await.0, every);
    let featured = replays(&stage, "/replays?featured=true&visibility=all", CURATOR).await;
    assert_eq!(featured.len(), 4);
    let featured = replays(&stage, "/replays?featured=true", VIEWER).await;
    assert_eq!(ids(&featured), std::slice::from_ref(open));
    assert_eq!(put(&stage, None, &[open]).await.0, 200);
    assert_eq!(get(&stage).await.0, std::slice::from_ref(open));
}

#[tokio::test]
async fn each_replay_has_the_change_in_its_history_and_can_undo_it() {
    let (stage, all) = evening(2).await;
    let [a, b] = &all[..] else { panic!() };
    put(&stage, None, &[a, b]).await;
    put(&stage, None, &[b]).await;
    let history = format!("/replays/{a}/history");
    let (_, history) = stage.ask("GET", &history, CURATOR, "").await;
    let changes = history["changes"].as_array().unwrap();
    let ranks: Vec<&Value> = changes
        .iter()
        .map(|one| &one["changed"]["featured_rank"])
        .collect();
    assert_eq!(
        ranks,
        [
            &json!({"from": 1, "to": null}),
            &json!({"from": null, "to": 1})
        ]
    );
    assert!(
        changes
            .iter()
            .all(|one| one["action"] == "change" && one["by"] == "ann")
    );
    let (status, undone) = stage
        .ask("POST", &format!("/replays/{a}/undo"), CURATOR, "")
        .await;
    assert_eq!(
        (status, &undone["replays"][0]["featured_rank"]),
        (200, &json!(1))
    );
    // What is as it was is not written again.
    let version = async || {
        let (_, replay) = stage
            .ask("GET", &format!("/replays/{b}"), CURATOR, "")
            .await;
        replay["version"].clone()
    };
    let before = version().await;
    put(&stage, None, &[b, a]).await;
    assert_eq!(version().await, before);
}

#[tokio::test]
async fn what_can_not_be_ranked_changes_nothing() {
    let (stage, all) = evening(60).await;
    let some: Vec<&String> = all.iter().take(49).collect();
    let (status, list, tag) = put(&stage, None, &some).await;
    assert_eq!(
        (status, list["replays"].as_array().unwrap().len()),
        (200, 49)
    );
    let unknown = "0000000000000000".to_owned();
    let (a, fifty) = (&all[0], all.iter().take(50).collect::<Vec<_>>());
    let others: Vec<&String> = all.iter().rev().take(11).collect();
    for (ids, status, code, detail) in [
        (
            &fifty[..],
            422,
            "invalid_field",
            "field ids must be a list of at most 49 ids, each of 16 letters and digits",
        ),
        (&[a, a], 422, "same_replay", "one replay is named twice"),
        (
            &[a, &unknown],
            404,
            "not_found",
            "there is no replay 0000000000000000",
        ),
        (
            &others,
            422,
            "too_many_featured",
            "this would change the rank of 60 replays, and one step changes at most 49: \
             set a shorter list first",
        ),
    ] {
        let (got, problem, _) = put(&stage, None, ids).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{problem}");
        assert_eq!(problem["detail"], detail);
    }
    for body in [
        json!({}),
        json!({"ids": "a"}),
        json!({"ids": [7]}),
        json!({"id": []}),
    ] {
        assert_eq!(send(&stage, "PUT", None, &body).await.0, 422, "{body}");
    }
    assert_eq!(get(&stage).await.1, tag);
    assert_eq!(stage.ask("GET", "/featured", VIEWER, "").await.0, 401);
    let body = json!({"ids": []}).to_string();
    assert_eq!(stage.ask("PUT", "/featured", VIEWER, &body).await.0, 401);
}

#[tokio::test]
async fn the_list_costs_four_queries_one_item_and_one_batch() {
    let (stage, all) = evening(3).await;
    put(&stage, None, &all.iter().collect::<Vec<_>>()).await;
    let proxy = Proxy::metered(&stage.table.endpoint).await;
    let api = Functions::new(proxy.endpoint(), &[]).api();
    let token = [("authorization", "Bearer curator-token")];
    let asked = request("GET", "/featured", &token, "");
    api.handle(asked, Timestamp(NOW)).await;
    let mut operations = proxy.take().operations;
    operations.sort();
    let expected = [
        "BatchGetItem",
        "BatchGetItem",
        "GetItem",
        "Query",
        "Query",
        "Query",
        "Query",
    ];
    assert_eq!(operations, expected, "the second batch reads channels");
    let asked = request("GET", "/replays?featured=true", &[], "");
    api.handle(asked, Timestamp(NOW)).await;
    assert_eq!(
        proxy.take().operations,
        ["Query", "Query", "Query", "BatchGetItem"]
    );
}
