//! What viewers may not see they find on no way: each is walked.

mod stage;

use crate::{CURATOR, NOW};
use replay_it::at;
use serde_json::json;
use stage::{Seen, Stage};

/// Later than all that was done, and than what expires.
const THEN: i64 = NOW + 1_000;

const FIELDS: [&str; 23] = [
    "id",
    "stream",
    "channel",
    "title",
    "cover_url",
    "started_at",
    "ended_at",
    "duration",
    "state",
    "settles_at",
    "visibility",
    "featured_rank",
    "renditions",
    "play",
    "coverage",
    "confirmed",
    "time_anomaly",
    "expires_at",
    "version",
    "updated_at",
    "note",
    "publish_at",
    "unpublish_at",
];

/// All that a viewer can ask for without knowing anything. These are the routes with `Access::Viewers` in the table of
/// `route.rs`, with each of their parameters.
fn lists() -> Vec<String> {
    let mut lists = vec!["/replays".to_owned(), "/feed".to_owned()];
    for limit in [1, 2, 100] {
        lists.push(format!("/feed?limit={limit}"));
        lists.push(format!("/replays?limit={limit}"));
    }
    for (name, values) in [
        (
            "state",
            &["live", "settling", "complete", "partial", "missing"][..],
        ),
        ("format", &["hls", "mp4", "flv", "aac"]),
        ("visibility", &["published"]),
        ("domain", &["push.live.example.com"]),
        ("app", &["live"]),
        ("from", &["2025-10-09T08:53:20Z"]),
        ("to", &["2030-01-01T00:00:00Z"]),
        ("fields", &FIELDS),
    ] {
        lists.extend(
            values
                .iter()
                .map(|value| format!("/replays?{name}={value}&limit=3")),
        );
    }
    lists
}

/// All that asks for a stream by its name.
fn of_stream(stream: &str) -> Vec<String> {
    let own = format!("stream_id={stream}&domain=push.live.example.com&app=live");
    vec![
        format!("/replays?stream_id={stream}"),
        format!("/replays?stream_id={stream}&q=finale"),
        format!("/replays?stream_id={stream}&q=2025"),
        format!("/replays?{own}&state=complete"),
        format!("/replays?{own}&limit=1"),
        format!("/channels/{stream}?domain=push.live.example.com"),
        format!("/channels/{stream}?domain=push.live.example.com&limit=1"),
    ]
}

/// All that asks for a replay by its id.
fn of_id(id: &str) -> Vec<String> {
    let own = format!("/replays/{id}");
    let fields = FIELDS
        .iter()
        .map(|field| format!("/replays/{id}?fields={field}"));
    let mut all: Vec<String> = fields.collect();
    all.extend(["", "/parts", "/parts?limit=1", "/playlist.m3u8"].map(|end| own.clone() + end));
    all.push(format!("/%72eplays/%{:02x}{}", id.as_bytes()[0], &id[1..]));
    all
}

/// All that only curators do with a replay.
fn curation(id: &str) -> Vec<(&'static str, String)> {
    let routes = [
        ("PATCH", ""),
        ("DELETE", ""),
        ("DELETE", "?media=true"),
        ("GET", "/history"),
        ("GET", "/explain"),
        ("POST", "/undo"),
        ("POST", "/split"),
        ("POST", "/join"),
    ];
    let routes = routes.map(|(method, end)| (method, format!("/replays/{id}{end}")));
    let query = ["GET", "DELETE"].map(|method| (method, format!("/queries/{id}")));
    routes.into_iter().chain(query).collect()
}

/// A stage on which everything is shown at first, and then made so that viewers may not see it.
async fn forbidden() -> (Stage, Vec<Seen>) {
    let mut stage = Stage::start().await;
    for (minute, stream) in [
        "pending", "hidden", "over", "planned", "expired", "gone", "aliased",
    ]
    .into_iter()
    .enumerate()
    {
        stage.publish(stream, i64::try_from(minute).unwrap()).await;
    }
    stage.publish("aliased", 200).await;
    stage.publish("open", 8).await;
    let shown = stage.walk(NOW).await;
    stage.assert_all_occur(&shown);

    stage
        .set("pending", &json!({"visibility": "pending"}))
        .await;
    stage.set("hidden", &json!({"visibility": "hidden"})).await;
    stage
        .set("over", &json!({"unpublish_at": "2025-10-09T08:53:20Z"}))
        .await;
    let planned = json!({"visibility": "pending", "publish_at": "2030-01-01T00:00:00Z"});
    stage.set("planned", &planned).await;
    stage.expire("expired", 4, NOW + 500).await;
    stage.lose("gone").await;
    stage.merge_and_hide("aliased").await;
    // Nobody has seen these, and of what is open nobody may see all.
    stage.tell("unconfirmed", 20, at(1_200)).await;
    stage.tell("open", 21, at(8 * 60 + 70)).await;
    stage.allow("open");
    (stage, shown)
}

#[tokio::test]
async fn what_viewers_may_not_see_is_found_on_no_way() {
    let (stage, before) = Box::pin(forbidden()).await;
    for seen in &before {
        // What was given while it was still visible: cursors, tags.
        for tag in [None, seen.etag.as_deref()] {
            for method in ["GET", "HEAD"] {
                let answer = stage.ask(method, &seen.target, tag, THEN).await;
                stage.check(&answer);
                let told_too_much = stage.tells(&seen.text).is_some();
                assert!(
                    !(told_too_much && answer.status == 304),
                    "{method} {} is as it was",
                    seen.target
                );
            }
        }
    }
    for answer in stage.walk(THEN).await {
        stage.check(&answer);
    }
    let (_, open) = stage
        .bundle
        .ask("GET", "/replays?stream_id=open", None, "")
        .await;
    assert_eq!(open["replays"][0]["renditions"][0]["parts"], 1, "{open}");
}

#[tokio::test]
async fn to_viewers_it_is_as_if_it_had_never_been() {
    let (stage, _) = Box::pin(forbidden()).await;
    let nobody = "0000000000000000";
    for id in &stage.forbidden_ids() {
        for (target, unknown) in of_id(id).iter().zip(of_id(nobody)) {
            for method in ["GET", "HEAD"] {
                for tag in [None, Some("*")] {
                    let answer = stage.ask(method, target, tag, THEN).await;
                    let expected = stage.ask(method, &unknown, tag, THEN).await;
                    assert_eq!(answer.status, 404, "{method} {target}");
                    assert_eq!(answer.text, expected.text, "{method} {target}");
                }
            }
        }
        for ((method, target), (_, unknown)) in curation(id).iter().zip(curation(nobody)) {
            let answer = stage.ask(method, target, None, THEN).await;
            let expected = stage.ask(method, &unknown, None, THEN).await;
            assert_eq!(answer.status, 401, "{method} {target}");
            assert_eq!(answer.text, expected.text, "{method} {target}");
        }
        let (status, _) = stage
            .bundle
            .ask("GET", &format!("/replays/{id}"), CURATOR, "")
            .await;
        assert_eq!(status, 200, "{id} is there for curators");
    }
}
