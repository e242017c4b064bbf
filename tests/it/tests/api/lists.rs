//! Filters, pages and who sees what.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Functions, Stage, at, begin, part};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn evening() -> Vec<Value> {
    let show = |i: u64| {
        let start = at(i64::try_from(i).unwrap() * 1_000);
        part(
            &format!("room{}", i % 3),
            i,
            if i.is_multiple_of(2) { "hls" } else { "mp4" },
            start,
            start + 60,
        )
    };
    (0..30).map(show).collect()
}

/// The starts of all pages of a list.
async fn starts(stage: &Stage, target: &str) -> Vec<String> {
    let (mut starts, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = stage
            .ask("GET", &format!("{target}{cursor}"), VIEWER, "")
            .await;
        assert_eq!(status, 200, "{page}");
        let page_starts = page["replays"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["started_at"].as_str().unwrap().to_owned());
        starts.extend(page_starts);
        let Some(next) = page["next_cursor"].as_str() else {
            return starts;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn pages_hold_each_replay_once_newest_first_on_any_number_of_shards() {
    for shards in ["1", "5"] {
        let stage = stage(&[("INDEX_SHARDS", shards)], &evening()).await;
        for (filter, count) in [
            ("", 30),
            ("&stream_id=room1", 10),
            ("&stream_id=room1&domain=push.live.example.com&app=live", 10),
            ("&stream_id=room1&app=other", 0),
            ("&domain=push.live.example.com", 30),
            ("&format=HLS", 15),
            ("&state=settling", 30),
            ("&state=complete", 0),
            (
                "&from=2025-10-09T10:00:00%2B01:00&to=2025-10-09T12:00:00Z",
                11,
            ),
        ] {
            let starts = starts(&stage, &format!("/replays?limit=4{filter}")).await;
            assert_eq!(starts.len(), count, "{filter}");
            assert!(starts.is_sorted_by(|a, b| a > b), "{filter}");
        }
    }
}

#[tokio::test]
async fn pages_stay_exact_while_replays_are_added() {
    let stage = stage(&[], &evening()).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for page_number in 0_u64.. {
        let (_, page) = stage
            .ask("GET", &format!("/replays?limit=4{cursor}"), VIEWER, "")
            .await;
        seen.extend(
            page["replays"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| r["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
        // One is newer than all seen replays, one lies in the middle, one starts in the same second as another.
        for (i, start) in [(0, at(40_000)), (1, at(14_500)), (2, at(15_000))] {
            let file = 100 + page_number * 3 + i;
            let start = start + i64::try_from(page_number).unwrap() * if i == 2 { 0 } else { 7 };
            stage
                .deliver(&part(&format!("new{file}"), file, "hls", start, start + 1))
                .await;
        }
    }
    let once: BTreeSet<&String> = seen.iter().collect();
    assert_eq!(once.len(), seen.len(), "none twice");
    for replay in replays(&stage, "/replays?limit=100&stream_id=room0", VIEWER).await {
        assert!(seen.iter().any(|id| *id == replay["id"]), "none skipped");
    }
}

#[tokio::test]
async fn a_cursor_is_valid_for_its_own_query_only() {
    let stage = stage(&[], &evening()).await;
    let (_, page) = stage.ask("GET", "/replays?limit=4", VIEWER, "").await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let tampered = format!(
        "{}{}",
        if cursor.starts_with('A') { 'B' } else { 'A' },
        &cursor[1..]
    );
    for target in [
        format!("/replays?stream_id=room1&cursor={cursor}"),
        format!("/replays?cursor={tampered}"),
        format!("/replays?cursor={}", &cursor[..cursor.len() - 1]),
        format!("/quarantine?cursor={cursor}"),
    ] {
        let (status, problem) = stage.ask("GET", &target, CURATOR, "").await;
        assert_eq!(
            (status, &problem["code"]),
            (400, &json!("invalid_cursor")),
            "{target}"
        );
    }
    assert_eq!(
        stage
            .ask(
                "GET",
                &format!("/replays?limit=9&cursor={cursor}"),
                VIEWER,
                ""
            )
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn the_publish_setting_decides_what_viewers_see() {
    for (publish, listed) in [("auto", 1), ("confirmed", 0), ("manual", 0)] {
        let stage = stage(
            &[("PUBLISH", publish)],
            &[part("room", 1, "hls", at(0), at(60))],
        )
        .await;
        assert_eq!(
            replays(&stage, "/replays", VIEWER).await.len(),
            listed,
            "{publish}"
        );
        let shelf = if listed == 1 { "published" } else { "pending" };
        let all = replays(&stage, &format!("/replays?visibility={shelf}"), CURATOR).await;
        assert_eq!(all.len(), 1);
        // With `confirmed`, viewers don't see an unconfirmed replay even if a curator publishes it.
        let target = format!("/replays/{}", all[0]["id"].as_str().unwrap());
        stage
            .ask("PATCH", &target, CURATOR, r#"{"visibility": "published"}"#)
            .await;
        let seen = replays(&stage, "/replays", VIEWER).await.len();
        assert_eq!(seen, usize::from(publish != "confirmed"), "{publish}");
    }
}

#[tokio::test]
async fn tokens_give_access() {
    let closed = [("VIEWER_TOKENS", "app:viewer-token")];
    let stage = stage(&closed, &[part("room", 1, "hls", at(0), at(60))]).await;
    for (target, token, status) in [
        ("/replays", None, 401),
        ("/replays", Some("wrong"), 401),
        ("/replays", Some("viewer-token"), 200),
        ("/replays", CURATOR, 200),
        ("/replays?visibility=hidden", Some("viewer-token"), 401),
        ("/quarantine", Some("viewer-token"), 401),
        ("/quarantine", CURATOR, 200),
        ("/health", None, 200),
        ("/nothing", CURATOR, 404),
    ] {
        assert_eq!(
            stage.ask("GET", target, token, "").await.0,
            status,
            "{target} {token:?}"
        );
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_503() {
    let api = Functions::new("http://127.0.0.1:9", &[]).api();
    for target in ["/replays", "/health"] {
        let response = api
            .handle(replay_it::request("GET", target, &[], ""), Timestamp(NOW))
            .await;
        assert_eq!(response.status(), 503);
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
    }
}

#[tokio::test]
async fn curators_name_the_visibilities_that_they_want() {
    let callbacks = [
        part("room", 1, "hls", at(0), at(60)),
        part("room", 2, "hls", at(1_000), at(1_060)),
        part("room", 3, "hls", at(2_000), at(2_060)),
        begin("room", 4, at(3_000)),
    ];
    let stage = stage(&[], &callbacks).await;
    let all = replays(&stage, "/replays", CURATOR).await;
    for (replay, visibility) in all.iter().zip(["hidden", "pending"]) {
        let target = format!("/replays/{}", replay["id"].as_str().unwrap());
        let body = json!({"visibility": visibility}).to_string();
        assert_eq!(stage.ask("PATCH", &target, CURATOR, &body).await.0, 200);
    }
    for (query, expected) in [
        ("", &["published"][..]),
        ("state=settling", &["published"]),
        ("state=live", &[]),
        ("q=room", &["published"]),
        ("stream_id=room", &["published"]),
        (
            "visibility=all",
            &["pending", "hidden", "pending", "published"],
        ),
        ("visibility=hidden,published", &["hidden", "published"]),
        ("state=live&visibility=all", &["pending"]),
        (
            "stream_id=room&visibility=pending,hidden",
            &["pending", "hidden", "pending"],
        ),
    ] {
        let found = replays(&stage, &format!("/replays?{query}"), CURATOR).await;
        let found: Vec<&str> = found
            .iter()
            .map(|one| one["visibility"].as_str().unwrap())
            .collect();
        assert_eq!(found, expected, "{query}");
    }
    for visibility in ["all", "hidden", "published,pending"] {
        let target = format!("/replays?visibility={visibility}");
        assert_eq!(
            stage.ask("GET", &target, VIEWER, "").await.0,
            401,
            "{visibility}"
        );
    }
    let (status, _) = stage
        .ask("GET", "/replays?visibility=every", CURATOR, "")
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_text_is_found_in_the_titles_of_all_streams() {
    let stage = stage(&[], &evening()).await;
    let newest = &replays(&stage, "/replays?limit=1", VIEWER).await[0];
    let target = format!("/replays/{}", newest["id"].as_str().unwrap());
    let body = r#"{"title": "The Grand Finale"}"#;
    assert_eq!(stage.ask("PATCH", &target, CURATOR, body).await.0, 200);
    let found = replays(&stage, "/replays?q=grand%20FINALE", VIEWER).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["title"], "The Grand Finale");
    assert_eq!(starts(&stage, "/replays?q=ROOM1&limit=3").await.len(), 10);
    assert_eq!(starts(&stage, "/replays?q=nowhere&limit=3").await.len(), 0);
}
