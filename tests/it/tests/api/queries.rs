//! Queries: what VOD still has to be asked.

mod lists;

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, begin, end, part, request};
use replay_store::{PollState, Query, QueryState, Store, StoredQuery, Window, Windows};
use serde_json::{Value, json};

const RANGE: &str = r#"{"from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z"}"#;

/// Starts a backfill, and returns the id of its query.
async fn backfill(stage: &Stage) -> String {
    let (status, query) = stage.ask("POST", "/queries", CURATOR, RANGE).await;
    assert_eq!(status, 202, "{query}");
    query["id"].as_str().unwrap().to_owned()
}

async fn get(stage: &Stage, id: &str) -> Value {
    let (status, query) = stage
        .ask("GET", &format!("/queries/{id}"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{query}");
    query
}

/// Status and code of a refusal.
async fn refusal(stage: &Stage, method: &str, target: &str, body: &str) -> (u16, Value) {
    let (status, problem) = stage.ask(method, target, CURATOR, body).await;
    (status, problem["code"].clone())
}

/// Stores the sweep as it is after its first range.
async fn with_sweep(store: &Store) {
    let query = Query::Sweep {
        watermark: Some(Timestamp(at(900))),
        windows: Windows {
            left: Vec::new(),
            done: 1,
        },
    };
    let (from, to) = (Timestamp(at(0)), Timestamp(at(900)));
    let mut sweep = StoredQuery {
        polls: 1,
        found: 3,
        new: 1,
        due_at: Some(Timestamp(at(1_800))),
        ..StoredQuery::new(Query::SWEEP.to_owned(), query, from, to, from)
    };
    assert!(
        store
            .save_query(&mut sweep, Timestamp(at(900)))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_backfill_is_accepted_with_its_location() {
    let stage = stage(&[], &[]).await;
    let headers = [
        ("content-type", "application/json"),
        ("authorization", "Bearer curator-token"),
    ];
    let body =
        r#"{"stream_id": "room", "from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z"}"#;
    let response = stage
        .api
        .handle(request("POST", "/queries", &headers, body), Timestamp(NOW))
        .await;
    assert_eq!(response.status(), 202);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let location = response.headers()["location"].to_str().unwrap();
    let bytes: &[u8] = response.body();
    let query: Value = serde_json::from_slice(bytes).unwrap();
    assert_eq!(
        query,
        json!({
            "id": query["id"], "kind": "backfill", "state": "active",
            "from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z",
            "polls": 0, "progress": 0.0, "windows_done": 0, "windows_left": 1, "found": 0, "new": 0,
            "last_error": null, "due_at": "2025-10-10T08:53:20Z", "updated_at": "2025-10-10T08:53:20Z",
        })
    );
    let id = query["id"].as_str().unwrap();
    assert_eq!(location, format!("/queries/{id}"));
    assert_eq!(
        stage.ask("GET", location, CURATOR, "").await,
        (200, query.clone())
    );

    let kept = stage.table.store(&[]).query(id).await.unwrap().unwrap();
    let Query::Backfill { scope, windows } = &kept.query else {
        panic!("{kept:?}");
    };
    assert_eq!(scope.stream_id.as_deref(), Some("room"));
    let whole = Window {
        from: kept.from,
        to: kept.to,
        skip: 0,
    };
    assert_eq!(windows.left, [whole]);
}

#[tokio::test]
async fn a_backfill_is_cancelled_once_and_keeps_what_it_found() {
    let stage = stage(&[], &[]).await;
    let store = stage.table.store(&[]);
    let id = backfill(&stage).await;
    let target = format!("/queries/{id}");
    for _ in 0..2 {
        assert_eq!(stage.ask("DELETE", &target, CURATOR, "").await.0, 204);
        let query = get(&stage, &id).await;
        assert_eq!(
            (&query["state"], &query["due_at"]),
            (&json!("cancelled"), &json!(null))
        );
    }
    assert_eq!(store.due(Timestamp(i64::MAX), 9).await.unwrap(), []);

    let id = backfill(&stage).await;
    let mut query = store.query(&id).await.unwrap().unwrap();
    query.state = QueryState::Done;
    query.windows_mut().unwrap().left.clear();
    query.due_at = None;
    assert!(store.save_query(&mut query, Timestamp(NOW)).await.unwrap());
    let target = format!("/queries/{id}");
    assert_eq!(stage.ask("DELETE", &target, CURATOR, "").await.0, 204);
    let query = get(&stage, &id).await;
    assert_eq!(
        (&query["state"], &query["windows_left"]),
        (&json!("done"), &json!(0))
    );
}

#[tokio::test]
async fn other_queries_cannot_be_cancelled() {
    let stage = stage(&[], &[part("room", 1, "hls", at(0), at(60))]).await;
    with_sweep(&stage.table.store(&[])).await;
    let replay = &replays(&stage, "/replays", VIEWER).await[0];
    for id in ["sweep", replay["id"].as_str().unwrap()] {
        let before = get(&stage, id).await;
        let refused = refusal(&stage, "DELETE", &format!("/queries/{id}"), "").await;
        assert_eq!(refused, (409, json!("not_cancellable")));
        assert_eq!(get(&stage, id).await, before);
    }
}

#[tokio::test]
async fn an_invalid_backfill_is_refused_with_its_field() {
    let stage = stage(&[], &[]).await;
    let range = |more: &str| {
        format!(r#"{{"from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z"{more}}}"#)
    };
    let large = format!("{{{}}}", " ".repeat(65_536));
    for (body, status, named) in [
        ("[]".to_owned(), 400, ""),
        (String::new(), 400, ""),
        (large, 413, ""),
        ("{}".to_owned(), 422, "from"),
        (r#"{"from": "2025-10-01T00:00:00Z"}"#.to_owned(), 422, "to"),
        (range(r#", "streamid": "room""#), 422, "streamid"),
        (range(r#", "stream_id": """#), 422, "stream_id"),
        (range(r#", "app": "a/b""#), 422, "app"),
        (range(r#", "domain": 1"#), 422, "domain"),
        (range(r#", "from": "2025-10-09T00:00:00Z""#), 422, "to"),
        (range(r#", "from": "2020-10-09T00:00:00Z""#), 422, "to"),
        (range(r#", "to": "2025-10-12T00:00:00Z""#), 422, "to"),
        (range(r#", "to": "soon""#), 422, "to"),
    ] {
        let (got, problem) = stage.ask("POST", "/queries", CURATOR, &body).await;
        assert_eq!(got, status, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(named.is_empty() || detail.contains(&format!("field {named} ")));
    }
    let merge = [
        ("content-type", "application/merge-patch+json"),
        ("authorization", "Bearer curator-token"),
    ];
    let response = stage
        .api
        .handle(request("POST", "/queries", &merge, RANGE), Timestamp(NOW))
        .await;
    assert_eq!(response.status(), 415);
    let (_, page) = stage.ask("GET", "/queries", CURATOR, "").await;
    assert_eq!(page, json!({"queries": [], "next_cursor": null}));
}

#[tokio::test]
async fn an_unknown_query_is_404() {
    let stage = stage(&[], &[]).await;
    let long = "a".repeat(3_000);
    for id in ["sweep", "0000000000000000", "nothing", "%20", "", &long] {
        for method in ["GET", "DELETE"] {
            let refused = refusal(&stage, method, &format!("/queries/{id}"), "").await;
            assert_eq!(refused, (404, json!("not_found")), "{method} {id}");
        }
    }
}

#[tokio::test]
async fn the_query_of_a_broadcast_has_its_id() {
    let stage = stage(&[], &[begin("room", 1, at(0))]).await;
    let live = &replays(&stage, "/replays?state=live&visibility=all", CURATOR).await[0];
    let id = live["id"].as_str().unwrap();
    assert_eq!(
        get(&stage, id).await,
        json!({
            "id": id, "kind": "broadcast", "state": "active", "from": "2025-10-09T08:53:20Z", "to": null,
            "polls": 0, "progress": 0.0, "windows_done": 0, "windows_left": 0, "found": 0, "new": 0,
            "last_error": null, "due_at": "2025-10-09T08:53:20Z", "updated_at": live["updated_at"],
        })
    );
    stage.deliver(&end("room", 1, at(600), 600)).await;
    stage.deliver(&part("room", 1, "hls", at(0), at(600))).await;
    stage.deliver(&part("room", 2, "mp4", at(0), at(600))).await;
    let ended = get(&stage, id).await;
    assert_eq!(
        [
            &ended["state"],
            &ended["to"],
            &ended["found"],
            &ended["due_at"]
        ],
        [
            &json!("active"),
            &json!("2025-10-09T09:03:20Z"),
            &json!(2),
            &json!("2025-10-09T09:08:20Z"),
        ]
    );

    let store = stage.table.store(&[]);
    let broadcast = store
        .broadcast(&id.parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let watch = PollState {
        polls: 1,
        polled_at: Some(Timestamp(at(900))),
        settled_at: Some(Timestamp(at(900))),
        ..PollState::default()
    };
    let audit = Some(at(604_800));
    assert!(
        store
            .save_poll_state(&broadcast, watch, audit.map(Timestamp), Timestamp(at(900)))
            .await
            .unwrap()
    );
    let settled = get(&stage, id).await;
    assert_eq!(
        [&settled["state"], &settled["polls"], &settled["due_at"]],
        [&json!("done"), &json!(1), &json!("2025-10-16T08:53:20Z")]
    );
}

#[tokio::test]
async fn the_id_of_a_merged_broadcast_leads_to_the_broadcast_that_took_it_over() {
    let apart = [
        part("room", 1, "mp4", at(0), at(500)),
        part("room", 2, "mp4", at(1_000), at(1_500)),
    ];
    let stage = stage(&[], &apart).await;
    let before = replays(&stage, "/replays", VIEWER).await;
    stage
        .deliver(&part("room", 3, "mp4", at(500), at(1_000)))
        .await;
    let after = &replays(&stage, "/replays", VIEWER).await[0];
    for old in before {
        let query = get(&stage, old["id"].as_str().unwrap()).await;
        assert_eq!((&query["id"], &query["found"]), (&after["id"], &json!(3)));
    }
}

#[tokio::test]
async fn queries_are_for_curators() {
    let stage = stage(&[("VIEWER_TOKENS", "app:viewer-token")], &[]).await;
    let target = format!("/queries/{}", backfill(&stage).await);
    for token in [None, Some("viewer-token"), Some("wrong")] {
        for (method, target) in [
            ("GET", "/queries"),
            ("POST", "/queries"),
            ("GET", &target),
            ("DELETE", &target),
        ] {
            let (status, problem) = stage.ask(method, target, token, RANGE).await;
            let refused = (status, &problem["code"]);
            assert_eq!(refused, (401, &json!("unauthorized")), "{method} {target}");
        }
    }
    let (_, page) = stage.ask("GET", "/queries", CURATOR, "").await;
    assert_eq!(page["queries"][0]["state"], "active");
}
