//! The front page.

use crate::{CURATOR, VIEWER, bundle};
use replay_it::{Bundle, at, begin, end, part};
use serde_json::{Value, json};

fn names(entries: &Value) -> Vec<&str> {
    let entries = entries.as_array().unwrap().iter();
    let names = entries.map(|entry| entry["stream"]["stream_id"].as_str().unwrap());
    names.collect()
}

async fn feed(bundle: &Bundle, query: &str, token: Option<&str>) -> Value {
    let target = format!("/feed{query}");
    let (status, feed) = bundle.ask("GET", &target, token, "").await;
    assert_eq!(status, 200, "{feed}");
    feed
}

/// Who is live for viewers, and whose replays they are shown.
#[track_caller]
fn check(feed: &Value, live: &[&str], replays: &[&str]) {
    assert_eq!(names(&feed["live"]), live);
    assert_eq!(names(&feed["replays"]), replays);
}

/// The id of the only broadcast of a stream.
async fn id(bundle: &Bundle, stream: &str) -> String {
    for visibility in ["published", "pending", "hidden"] {
        let target = format!("/replays?stream_id={stream}&visibility={visibility}");
        let (_, page) = bundle.ask("GET", &target, CURATOR, "").await;
        if let Some(id) = page["replays"][0]["id"].as_str() {
            return id.to_owned();
        }
    }
    let (_, feed) = bundle.ask("GET", "/feed", CURATOR, "").await;
    let live = feed["live"].as_array().unwrap().iter();
    let mut live = live.filter(|live| live["stream"]["stream_id"] == stream);
    live.next().unwrap()["id"].as_str().unwrap().to_owned()
}

async fn patch(bundle: &Bundle, stream: &str, body: &Value) {
    let target = format!("/replays/{}", id(bundle, stream).await);
    let (status, answer) = bundle
        .ask("PATCH", &target, CURATOR, &body.to_string())
        .await;
    assert_eq!(status, 200, "{answer}");
}

/// Two are live, one of them with a file; three are over.
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
        let bundle = bundle(&[("INDEX_SHARDS", shards)], &evening()).await;
        let now = feed(&bundle, "", VIEWER).await;
        check(&now, &["late", "early"], &["new", "mid", "old"]);
        let early = json!({
            "id": id(&bundle, "early").await, "title": "early 2025-10-09 08:55 UTC", "channel": null,
            "started_at": "2025-10-09T08:55:00Z", "stream": now["live"][1]["stream"],
        });
        assert_eq!(now["live"][1], early);

        patch(&bundle, "old", &json!({"featured_rank": 2})).await;
        patch(&bundle, "mid", &json!({"featured_rank": 1})).await;
        patch(&bundle, "late", &json!({"featured_rank": 1})).await;
        let now = feed(&bundle, "", VIEWER).await;
        check(&now, &["late", "early"], &["mid", "old", "new"]);
        patch(&bundle, "old", &json!({"featured_rank": 1})).await;
        for (limit, live, replays) in [
            (1, &["late"][..], &[][..]),
            (2, &["late", "early"], &[]),
            (3, &["late", "early"], &["mid"]),
            (5, &["late", "early"], &["mid", "old", "new"]),
        ] {
            let some = feed(&bundle, &format!("?limit={limit}"), VIEWER).await;
            check(&some, live, replays);
        }
        for query in ["?limit=0", "?limit=101", "?cursor=x"] {
            let (status, _) = bundle
                .ask("GET", &format!("/feed{query}"), VIEWER, "")
                .await;
            assert_eq!(status, 400, "{query}");
        }

        bundle.deliver(&end("late", 2, at(300), 100)).await;
        bundle.deliver(&end("early", 1, at(300), 200)).await;
        let now = feed(&bundle, "", VIEWER).await;
        check(&now, &[], &["late", "mid", "old", "new"]);
        patch(&bundle, "late", &json!({"featured_rank": null})).await;
        patch(&bundle, "mid", &json!({"visibility": "hidden"})).await;
        patch(&bundle, "old", &json!({"visibility": "pending"})).await;
        let now = feed(&bundle, "", VIEWER).await;
        check(&now, &[], &["late", "new"]);
    }
}

#[tokio::test]
async fn a_hidden_broadcast_is_not_live_and_a_pending_one_keeps_its_title_to_itself() {
    let bundle = bundle(&[], &evening()).await;
    patch(&bundle, "late", &json!({"visibility": "hidden"})).await;
    patch(&bundle, "early", &json!({"title": "Finale"})).await;
    let title = |feed: &Value| feed["live"][0]["title"].as_str().unwrap().to_owned();
    let viewers = feed(&bundle, "", VIEWER).await;
    check(&viewers, &["early"], &["new", "mid", "old"]);
    assert_eq!(title(&viewers), "early 2025-10-09 08:55 UTC");
    assert_eq!(title(&feed(&bundle, "", CURATOR).await), "Finale");
    patch(&bundle, "early", &json!({"visibility": "published"})).await;
    assert_eq!(title(&feed(&bundle, "", VIEWER).await), "Finale");
    patch(&bundle, "late", &json!({"visibility": "published"})).await;
    check(
        &feed(&bundle, "", VIEWER).await,
        &["late", "early"],
        &["new", "mid", "old"],
    );
}

#[tokio::test]
async fn what_vod_has_not_confirmed_is_not_fed() {
    let bundle = bundle(&[("PUBLISH", "confirmed")], &evening()).await;
    patch(&bundle, "new", &json!({"visibility": "published"})).await;
    let both = json!({"visibility": "published", "featured_rank": 1});
    patch(&bundle, "old", &both).await;
    check(&feed(&bundle, "", VIEWER).await, &["late", "early"], &[]);
    check(
        &feed(&bundle, "", CURATOR).await,
        &["late", "early"],
        &["old", "new"],
    );
}
