//! The front page.

use crate::api::{CURATOR, VIEWER, stage};
use replay_it::{Stage, at, begin, end, part};
use serde_json::{Value, json};

fn names(entries: &Value) -> Vec<&str> {
    let entries = entries.as_array().unwrap().iter();
    let names = entries.map(|entry| entry["stream"]["stream_id"].as_str().unwrap());
    names.collect()
}

async fn feed(stage: &Stage, query: &str, token: Option<&str>) -> Value {
    let target = format!("/feed{query}");
    let (status, feed) = stage.ask("GET", &target, token, "").await;
    assert_eq!(status, 200, "{feed}");
    feed
}

/// The streams that viewers see live, and the streams of the replays that they see.
#[track_caller]
fn check(feed: &Value, live: &[&str], replays: &[&str]) {
    assert_eq!(names(&feed["live"]), live);
    assert_eq!(names(&feed["replays"]), replays);
}

/// The id of the only broadcast of a stream.
async fn id(stage: &Stage, stream: &str) -> String {
    for visibility in ["published", "pending", "hidden"] {
        let target = format!("/replays?stream_id={stream}&visibility={visibility}");
        let (_, page) = stage.ask("GET", &target, CURATOR, "").await;
        if let Some(id) = page["replays"][0]["id"].as_str() {
            return id.to_owned();
        }
    }
    let (_, feed) = stage.ask("GET", "/feed", CURATOR, "").await;
    let live = feed["live"].as_array().unwrap().iter();
    let mut live = live.filter(|live| live["stream"]["stream_id"] == stream);
    live.next().unwrap()["id"].as_str().unwrap().to_owned()
}

async fn patch(stage: &Stage, stream: &str, body: &Value) {
    let target = format!("/replays/{}", id(stage, stream).await);
    let (status, answer) = stage
        .ask("PATCH", &target, CURATOR, &body.to_string())
        .await;
    assert_eq!(status, 200, "{answer}");
}

/// Two broadcasts are live, one of them with a file; three are over.
fn evening() -> Vec<Value> {
    vec![
        begin("early", 1, at(100)),
        begin("late", 2, at(200)),
        part("late", 3, "flv", at(200), at(260)),
        part("old", 4, "mp4", at(0), at(60)),
        part("mid", 5, "mp4", at(10), at(60)),
        part("new", 6, "mp4", at(20), at(60)),
    ]
}

#[tokio::test]
async fn live_ones_come_first_then_featured_ones_by_rank_then_the_newest() {
    for shards in ["1", "5"] {
        let stage = stage(&[("INDEX_SHARDS", shards)], &evening()).await;
        let now = feed(&stage, "", VIEWER).await;
        check(&now, &["late", "early"], &["new", "mid", "old"]);
        let early = json!({
            "id": id(&stage, "early").await, "title": "early 2025-10-09 08:55 UTC", "channel": null, "cover_url": null,
            "started_at": "2025-10-09T08:55:00Z", "stream": now["live"][1]["stream"],
        });
        assert_eq!(now["live"][1], early);

        patch(&stage, "old", &json!({"featured_rank": 2})).await;
        patch(&stage, "mid", &json!({"featured_rank": 1})).await;
        patch(&stage, "late", &json!({"featured_rank": 1})).await;
        let now = feed(&stage, "", VIEWER).await;
        check(&now, &["late", "early"], &["mid", "old", "new"]);
        patch(&stage, "old", &json!({"featured_rank": 1})).await;
        for (limit, live, replays) in [
            (1, &["late"][..], &[][..]),
            (2, &["late"], &["mid"]),
            (3, &["late", "early"], &["mid"]),
            (5, &["late", "early"], &["mid", "old", "new"]),
        ] {
            let some = feed(&stage, &format!("?limit={limit}"), VIEWER).await;
            check(&some, live, replays);
        }
        for query in ["?limit=0", "?limit=101", "?cursor=x"] {
            let (status, _) = stage.ask("GET", &format!("/feed{query}"), VIEWER, "").await;
            assert_eq!(status, 400, "{query}");
        }

        stage.deliver(&end("late", 2, at(300), 100)).await;
        stage.deliver(&end("early", 1, at(300), 200)).await;
        let now = feed(&stage, "", VIEWER).await;
        check(&now, &[], &["late", "mid", "old", "new"]);
        patch(&stage, "late", &json!({"featured_rank": null})).await;
        patch(&stage, "mid", &json!({"visibility": "hidden"})).await;
        patch(&stage, "old", &json!({"visibility": "pending"})).await;
        let now = feed(&stage, "", VIEWER).await;
        check(&now, &[], &["late", "new"]);
    }
}

#[tokio::test]
async fn the_feed_omits_a_hidden_live_broadcast_and_the_title_of_a_pending_one() {
    let stage = stage(&[], &evening()).await;
    patch(&stage, "late", &json!({"visibility": "hidden"})).await;
    patch(&stage, "early", &json!({"title": "Finale"})).await;
    let title = |feed: &Value| feed["live"][0]["title"].as_str().unwrap().to_owned();
    let viewers = feed(&stage, "", VIEWER).await;
    check(&viewers, &["early"], &["new", "mid", "old"]);
    assert_eq!(title(&viewers), "early 2025-10-09 08:55 UTC");
    assert_eq!(title(&feed(&stage, "", CURATOR).await), "Finale");
    patch(&stage, "early", &json!({"visibility": "published"})).await;
    assert_eq!(title(&feed(&stage, "", VIEWER).await), "Finale");
    patch(&stage, "late", &json!({"visibility": "published"})).await;
    check(
        &feed(&stage, "", VIEWER).await,
        &["late", "early"],
        &["new", "mid", "old"],
    );
}

#[tokio::test]
async fn the_feed_omits_unconfirmed_replays() {
    let stage = stage(&[("PUBLISH", "confirmed")], &evening()).await;
    patch(&stage, "new", &json!({"visibility": "published"})).await;
    let both = json!({"visibility": "published", "featured_rank": 1});
    patch(&stage, "old", &both).await;
    check(&feed(&stage, "", VIEWER).await, &["late", "early"], &[]);
    check(
        &feed(&stage, "", CURATOR).await,
        &["late", "early"],
        &["old", "new"],
    );
}
