//! Which queries are listed, and in which order.

use super::{backfill, refusal, with_sweep};
use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::{Seconds, Timestamp};
use replay_it::{Stage, at, part};
use replay_store::PollState;
use serde_json::{Value, json};

/// The kinds and ids of all pages of a list.
async fn listed(stage: &Stage, filter: &str) -> Vec<(String, String)> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let target = format!("/queries?limit=3{filter}{cursor}");
        let (status, page) = stage.ask("GET", &target, CURATOR, "").await;
        assert_eq!(status, 200, "{page}");
        let queries = page["queries"].as_array().unwrap();
        assert!(queries.len() <= 3);
        let text = |query: &Value, field: &str| query[field].as_str().unwrap().to_owned();
        all.extend(
            queries
                .iter()
                .map(|query| (text(query, "kind"), text(query, "id"))),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn the_list_has_the_newest_backfills_first_and_then_what_is_due_first() {
    for shards in ["1", "5"] {
        let evening: Vec<Value> = (0..8_i64)
            .map(|i| {
                let start = at(i * 1_000);
                let room = format!("room{i}");
                part(&room, i.unsigned_abs(), "mp4", start, start + 60)
            })
            .collect();
        let stage = stage(&[("INDEX_SHARDS", shards)], &evening).await;
        let store = stage.table.store(&[("INDEX_SHARDS", shards)]);
        with_sweep(&store).await;
        let mut backfills = Vec::new();
        for i in 0..4 {
            let id = backfill(&stage).await;
            // Each is created a second before the one before it.
            let mut query = store.query(&id).await.unwrap().unwrap();
            query.created_at = query.created_at - Seconds(i);
            assert!(store.save_query(&mut query, Timestamp(NOW)).await.unwrap());
            backfills.push(("backfill".to_owned(), id));
        }
        let mut broadcasts = Vec::new();
        let newest_first = replays(&stage, "/replays", VIEWER).await;
        for replay in newest_first.iter().rev() {
            let id = replay["id"].as_str().unwrap().to_owned();
            broadcasts.push(("broadcast".to_owned(), id));
        }
        // One of them has settled and is no longer listed.
        let (_, settled) = broadcasts.remove(3);
        let settled = store.broadcast(&settled.parse().unwrap()).await;
        let settled = settled.unwrap().unwrap();
        let watch = PollState {
            settled_at: Some(Timestamp(NOW)),
            ..PollState::default()
        };
        let due_at = settled.due_at;
        assert!(
            store
                .save_poll_state(&settled, watch, due_at, Timestamp(NOW))
                .await
                .unwrap()
        );

        let sweep = [("sweep".to_owned(), "sweep".to_owned())];
        let kept = [&backfills[..], &sweep].concat();
        assert_eq!(listed(&stage, "").await, [&kept[..], &broadcasts].concat());
        assert_eq!(listed(&stage, "&kind=sweep").await, sweep);
        assert_eq!(listed(&stage, "&kind=backfill").await, backfills);
        assert_eq!(listed(&stage, "&kind=broadcast").await, broadcasts);
    }
}

#[tokio::test]
async fn a_page_may_end_where_the_broadcasts_begin() {
    let stage = stage(&[], &[part("room", 1, "hls", at(0), at(60))]).await;
    for _ in 0..3 {
        backfill(&stage).await;
    }
    let kinds: Vec<String> = listed(&stage, "")
        .await
        .into_iter()
        .map(|one| one.0)
        .collect();
    assert_eq!(kinds, ["backfill", "backfill", "backfill", "broadcast"]);
}

#[tokio::test]
async fn a_wrong_parameter_is_named() {
    let stage = stage(&[], &[]).await;
    for target in [
        "/queries?kind=all",
        "/queries?limit=0",
        "/queries?state=done",
    ] {
        let refused = refusal(&stage, "GET", target, "").await;
        assert_eq!(refused, (400, json!("invalid_parameter")), "{target}");
    }
    for _ in 0..2 {
        backfill(&stage).await;
    }
    let (_, page) = stage.ask("GET", "/queries?limit=1", CURATOR, "").await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let target = format!("/queries?kind=backfill&cursor={cursor}");
    let refused = refusal(&stage, "GET", &target, "").await;
    assert_eq!(refused, (400, json!("invalid_cursor")));
}
