//! What VOD still has to be asked.

mod lists;

use crate::{CURATOR, NOW, VIEWER, bundle, replays};
use replay_grouping::Timestamp;
use replay_it::{Bundle, at, begin, end, part, request};
use replay_store::{PollState, Query, QueryKind, QueryState, Scope, Store, Window};
use serde_json::{Value, json};

const RANGE: &str = r#"{"from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z"}"#;

/// Asks for a range of the past, and answers with the id of that query.
async fn backfill(bundle: &Bundle) -> String {
    let (status, query) = bundle.ask("POST", "/queries", CURATOR, RANGE).await;
    assert_eq!(status, 202, "{query}");
    query["id"].as_str().unwrap().to_owned()
}

async fn get(bundle: &Bundle, id: &str) -> Value {
    let (status, query) = bundle
        .ask("GET", &format!("/queries/{id}"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{query}");
    query
}

/// Status and code of a refusal.
async fn refusal(bundle: &Bundle, method: &str, target: &str, body: &str) -> (u16, Value) {
    let (status, problem) = bundle.ask(method, target, CURATOR, body).await;
    (status, problem["code"].clone())
}

/// Puts the sweep into the store, as it is after its first range.
async fn with_sweep(store: &Store) {
    let mut sweep = Query {
        id: Query::SWEEP.to_owned(),
        kind: QueryKind::Sweep,
        state: QueryState::Active,
        scope: Scope::default(),
        join: None,
        from: Timestamp(at(0)),
        to: Timestamp(at(900)),
        watermark: Some(Timestamp(at(900))),
        polls: 1,
        windows_done: 1,
        windows: Vec::new(),
        found: 3,
        new: 1,
        failures: 0,
        last_error: None,
        due_at: Some(Timestamp(at(1_800))),
        created_at: Timestamp(at(0)),
        updated_at: Timestamp(at(0)),
        version: 0,
    };
    assert!(
        store
            .save_query(&mut sweep, Timestamp(at(900)))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_backfill_is_accepted_and_tells_where_it_can_be_looked_at() {
    let bundle = bundle(&[], &[]).await;
    let headers = [
        ("content-type", "application/json"),
        ("authorization", "Bearer curator-token"),
    ];
    let body =
        r#"{"stream_id": "room", "from": "2025-10-01T00:00:00Z", "to": "2025-10-08T00:00:00Z"}"#;
    let response = bundle
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
            "polls": 0, "windows_done": 0, "windows_left": 1, "found": 0, "new": 0,
            "last_error": null, "due_at": "2025-10-10T08:53:20Z", "updated_at": "2025-10-10T08:53:20Z",
        })
    );
    let id = query["id"].as_str().unwrap();
    assert_eq!(location, format!("/queries/{id}"));
    assert_eq!(
        bundle.ask("GET", location, CURATOR, "").await,
        (200, query.clone())
    );

    let kept = bundle.table.store(&[]).query(id).await.unwrap().unwrap();
    assert_eq!(kept.scope.stream_id.as_deref(), Some("room"));
    let whole = Window {
        from: kept.from,
        to: kept.to,
        skip: 0,
    };
    assert_eq!(kept.windows, [whole]);
}

#[tokio::test]
async fn a_backfill_is_cancelled_once_and_what_is_done_stays_done() {
    let bundle = bundle(&[], &[]).await;
    let store = bundle.table.store(&[]);
    let id = backfill(&bundle).await;
    let target = format!("/queries/{id}");
    for _ in 0..2 {
        assert_eq!(bundle.ask("DELETE", &target, CURATOR, "").await.0, 204);
        let query = get(&bundle, &id).await;
        assert_eq!(
            (&query["state"], &query["due_at"]),
            (&json!("cancelled"), &json!(null))
        );
    }
    assert_eq!(store.due(Timestamp(i64::MAX), 9).await.unwrap(), []);

    let id = backfill(&bundle).await;
    let mut query = store.query(&id).await.unwrap().unwrap();
    query.state = QueryState::Done;
    query.windows.clear();
    query.due_at = None;
    assert!(store.save_query(&mut query, Timestamp(NOW)).await.unwrap());
    let target = format!("/queries/{id}");
    assert_eq!(bundle.ask("DELETE", &target, CURATOR, "").await.0, 204);
    let query = get(&bundle, &id).await;
    assert_eq!(
        (&query["state"], &query["windows_left"]),
        (&json!("done"), &json!(0))
    );
}

#[tokio::test]
async fn nothing_else_can_be_cancelled() {
    let bundle = bundle(&[], &[part("room", 1, "hls", at(0), at(60))]).await;
    with_sweep(&bundle.table.store(&[])).await;
    let replay = &replays(&bundle, "/replays", VIEWER).await[0];
    for id in ["sweep", replay["id"].as_str().unwrap()] {
        let before = get(&bundle, id).await;
        let refused = refusal(&bundle, "DELETE", &format!("/queries/{id}"), "").await;
        assert_eq!(refused, (409, json!("not_cancellable")));
        assert_eq!(get(&bundle, id).await, before);
    }
}

#[tokio::test]
async fn what_is_no_backfill_is_refused_by_name() {
    let bundle = bundle(&[], &[]).await;
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
        let (got, problem) = bundle.ask("POST", "/queries", CURATOR, &body).await;
        assert_eq!(got, status, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(named.is_empty() || detail.contains(&format!("field {named} ")));
    }
    let merge = [
        ("content-type", "application/merge-patch+json"),
        ("authorization", "Bearer curator-token"),
    ];
    let response = bundle
        .api
        .handle(request("POST", "/queries", &merge, RANGE), Timestamp(NOW))
        .await;
    assert_eq!(response.status(), 415);
    let (_, page) = bundle.ask("GET", "/queries", CURATOR, "").await;
    assert_eq!(page, json!({"queries": [], "next_cursor": null}));
}

#[tokio::test]
async fn there_is_no_query_of_another_id() {
    let bundle = bundle(&[], &[]).await;
    let long = "a".repeat(3_000);
    for id in ["sweep", "0000000000000000", "nothing", "%20", "", &long] {
        for method in ["GET", "DELETE"] {
            let refused = refusal(&bundle, method, &format!("/queries/{id}"), "").await;
            assert_eq!(refused, (404, json!("not_found")), "{method} {id}");
        }
    }
}

#[tokio::test]
async fn a_broadcast_is_its_own_query() {
    let bundle = bundle(&[], &[begin("room", 1, at(0))]).await;
    let live = &replays(&bundle, "/replays?state=live", CURATOR).await[0];
    let id = live["id"].as_str().unwrap();
    assert_eq!(
        get(&bundle, id).await,
        json!({
            "id": id, "kind": "broadcast", "state": "active", "from": "2025-10-09T08:53:20Z", "to": null,
            "polls": 0, "windows_done": 0, "windows_left": 0, "found": 0, "new": 0,
            "last_error": null, "due_at": "2025-10-09T08:58:20Z", "updated_at": live["updated_at"],
        })
    );
    bundle.deliver(&end("room", 1, at(600), 600)).await;
    bundle
        .deliver(&part("room", 1, "hls", at(0), at(600)))
        .await;
    bundle
        .deliver(&part("room", 2, "mp4", at(0), at(600)))
        .await;
    let ended = get(&bundle, id).await;
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

    let store = bundle.table.store(&[]);
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
    let settled = get(&bundle, id).await;
    assert_eq!(
        [&settled["state"], &settled["polls"], &settled["due_at"]],
        [&json!("done"), &json!(1), &json!("2025-10-16T08:53:20Z")]
    );
}

#[tokio::test]
async fn the_id_of_a_joined_broadcast_leads_to_the_one_it_was_joined_to() {
    let apart = [
        part("room", 1, "mp4", at(0), at(500)),
        part("room", 2, "mp4", at(1_000), at(1_500)),
    ];
    let bundle = bundle(&[], &apart).await;
    let before = replays(&bundle, "/replays", VIEWER).await;
    bundle
        .deliver(&part("room", 3, "mp4", at(500), at(1_000)))
        .await;
    let after = &replays(&bundle, "/replays", VIEWER).await[0];
    for old in before {
        let query = get(&bundle, old["id"].as_str().unwrap()).await;
        assert_eq!((&query["id"], &query["found"]), (&after["id"], &json!(3)));
    }
}

#[tokio::test]
async fn queries_are_for_curators() {
    let bundle = bundle(&[("VIEWER_TOKENS", "app:viewer-token")], &[]).await;
    let target = format!("/queries/{}", backfill(&bundle).await);
    for token in [None, Some("viewer-token"), Some("wrong")] {
        for (method, target) in [
            ("GET", "/queries"),
            ("POST", "/queries"),
            ("GET", &target),
            ("DELETE", &target),
        ] {
            let (status, problem) = bundle.ask(method, target, token, RANGE).await;
            let told = (status, &problem["code"]);
            assert_eq!(told, (401, &json!("unauthorized")), "{method} {target}");
        }
    }
    let (_, page) = bundle.ask("GET", "/queries", CURATOR, "").await;
    assert_eq!(page["queries"][0]["state"], "active");
}
