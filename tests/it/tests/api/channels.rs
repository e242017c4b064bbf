//! Channels, and where they are shown.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Functions, Proxy, Stage, at, begin, end, part, request};
use serde_json::{Value, json};

const ROOM: &str = "/channels/room?domain=push.live.example.com";
const FULL: &str = "/channels/room1?domain=push.live.example.com&app=live";
const ALONE: &str = "/channels/room";

async fn put(stage: &Stage, target: &str, body: &Value) -> (u16, Value) {
    stage.ask("PUT", target, CURATOR, &body.to_string()).await
}

async fn get(stage: &Stage, target: &str, token: Option<&str>) -> (u16, Value) {
    stage.ask("GET", target, token, "").await
}

#[tokio::test]
async fn a_channel_shows_its_replays_and_a_replay_shows_its_channel() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(60)),
        part("room", 2, "mp4", at(1_000), at(1_060)),
        part("room", 3, "mp4", at(2_000), at(2_060)),
        part("lounge", 4, "mp4", at(0), at(60)),
    ];
    let stage = stage(&[], &callbacks).await;
    let ming = json!({"name": "小明", "avatar_url": "https://a.example.com/m.png"});
    let (status, set) = put(&stage, ROOM, &ming).await;
    let stream = json!({"domain": "push.live.example.com", "app": "live", "stream_id": "room"});
    let shown = json!({"name": "小明", "avatar_url": "https://a.example.com/m.png", "intro": null});
    assert_eq!(status, 200, "{set}");
    let mut expected = shown.clone();
    expected["stream"] = stream;
    assert_eq!(set, expected);

    let (_, page) = get(&stage, &format!("{ROOM}&limit=2"), VIEWER).await;
    assert_eq!(
        (&page["name"], &page["stream"]),
        (&set["name"], &set["stream"])
    );
    let first = page["replays"].as_array().unwrap();
    assert_eq!(first.len(), 2);
    assert!(first.iter().all(|replay| replay["channel"] == shown));
    let cursor = page["next_cursor"].as_str().unwrap();
    let (_, page) = get(&stage, &format!("{ROOM}&limit=2&cursor={cursor}"), VIEWER).await;
    assert_eq!(page["replays"].as_array().unwrap().len(), 1);
    assert_eq!(page["next_cursor"], Value::Null);

    let all = replays(&stage, "/replays", VIEWER).await;
    for replay in &all {
        let own = replay["stream"]["stream_id"] == "room";
        assert_eq!(
            replay["channel"],
            if own { shown.clone() } else { Value::Null }
        );
    }
    let detail = format!("/replays/{}", all[0]["id"].as_str().unwrap());
    assert_eq!(get(&stage, &detail, VIEWER).await.1["channel"], shown);
    let split = json!({"at": "2025-10-09T08:53:50Z"}).to_string();
    let oldest = all.iter().rfind(|one| one["channel"] == shown).unwrap();
    let target = format!("/replays/{}", oldest["id"].as_str().unwrap());
    stage.deliver(&part("room", 5, "flv", at(40), at(60))).await;
    let (status, halves) = stage
        .ask("POST", &format!("{target}/split"), CURATOR, &split)
        .await;
    assert_eq!((status, &halves["replays"][1]["channel"]), (200, &shown));
}

#[tokio::test]
async fn a_channel_that_was_read_can_be_written_back() {
    let callbacks: Vec<Value> = (0..100)
        .map(|i| {
            let start = at(i64::try_from(i).unwrap() * 1_000);
            part("room", i + 1, "mp4", start, start + 60)
        })
        .collect();
    let stage = stage(&[], &callbacks).await;
    put(&stage, ROOM, &json!({"name": "小明", "intro": "a\nb"})).await;
    for target in [ROOM.to_owned(), format!("{ROOM}&limit=100")] {
        let (_, mut read) = get(&stage, &target, CURATOR).await;
        assert!(read["replays"].as_array().unwrap().len() >= 20);
        read["name"] = json!("小红");
        let (status, set) = put(&stage, ROOM, &read).await;
        assert_eq!(
            (status, &set["name"], &set["intro"]),
            (200, &json!("小红"), &json!("a\nb"))
        );
        // The answer to PUT, too.
        assert_eq!(put(&stage, ROOM, &set).await, (200, set.clone()));
        let (_, after) = get(&stage, &target, CURATOR).await;
        assert_eq!(after["name"], "小红");
        assert_eq!(after["stream"], read["stream"]);
    }
    let (status, refused) = put(&stage, ROOM, &json!({"name": "x", "replay": []})).await;
    assert_eq!(status, 422, "{refused}");
}

#[tokio::test]
async fn a_stream_without_channel_and_visible_replay_is_404() {
    let stage = stage(&[], &[begin("room", 1, at(0))]).await;
    let status = async |target, token| get(&stage, target, token).await.0;
    assert_eq!(status(ROOM, VIEWER).await, 200, "it is live");
    assert_eq!(status(ALONE, VIEWER).await, 200);
    stage.deliver(&end("room", 1, at(60), 60)).await;
    assert_eq!(status(ROOM, VIEWER).await, 404);
    assert_eq!(status(ALONE, VIEWER).await, 404);
    assert_eq!(
        status(ROOM, CURATOR).await,
        200,
        "curators know of the push"
    );
    assert_eq!(status(ALONE, CURATOR).await, 200);
    let other = "/channels/room?domain=other.example.com";
    assert_eq!(status(other, CURATOR).await, 404, "another domain");
    put(&stage, ROOM, &json!({"intro": "Every evening"})).await;
    let (_, page) = get(&stage, ROOM, VIEWER).await;
    assert_eq!(
        (&page["intro"], &page["replays"]),
        (&json!("Every evening"), &json!([]))
    );
    let (status, nothing) = put(&stage, ROOM, &json!({})).await;
    assert_eq!((status, &nothing["intro"]), (200, &Value::Null));
    assert_eq!(get(&stage, ROOM, VIEWER).await.0, 404);

    let (_, default) = put(&stage, "/channels/new", &json!({"name": "New"})).await;
    assert_eq!(default["stream"]["domain"], "default");
    stage.deliver(&part("room", 2, "mp4", at(0), at(60))).await;
    let (_, page) = get(&stage, ROOM, VIEWER).await;
    assert_eq!(
        (&page["name"], &page["replays"][0]["channel"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn only_curators_write_a_channel_and_only_known_fields() {
    let stage = stage(&[], &[]).await;
    let ask = async |token, body: &str| stage.ask("PUT", ROOM, token, body).await;
    assert_eq!(ask(VIEWER, "{}").await.0, 401);
    assert_eq!(ask(CURATOR, "[]").await.0, 400);
    let (status, problem) = ask(CURATOR, r#"{"nickname": "x"}"#).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_field")));
    let (status, problem) = put(&stage, "/channels/room?app=a/b", &json!({})).await;
    assert_eq!(
        (status, &problem["detail"]),
        (400, &json!("parameter app holds a slash"))
    );
}

#[tokio::test]
async fn channels_cost_one_round_trip_a_page() {
    let rooms = (0..20).map(|i| part(&format!("room{}", i % 7), i, "mp4", at(0), at(60)));
    let stage = stage(&[], &rooms.collect::<Vec<_>>()).await;
    let proxy = Proxy::metered(&stage.table.endpoint).await;
    let api = Functions::new(proxy.endpoint(), &[]).api();
    for (target, expected) in [
        ("/replays", vec!["Query", "BatchGetItem"]),
        (
            "/feed",
            vec!["Query", "Query", "Query", "Query", "BatchGetItem"],
        ),
        (FULL, vec!["GetItem", "Query"]),
        // The stream is looked up by its name.
        ("/channels/room1", vec!["GetItem", "Query", "Query"]),
        // Nothing is found.
        (ROOM, vec!["GetItem", "Query", "Query"]),
        ("/replays?from=2030-01-01T00:00:00Z", vec!["Query"]),
    ] {
        proxy.take();
        api.handle(request("GET", target, &[], ""), Timestamp(NOW))
            .await;
        let mut operations = proxy.take().operations;
        if target.starts_with(ALONE) {
            operations.sort();
        }
        assert_eq!(operations, expected, "{target}");
    }
}

#[tokio::test]
async fn a_stream_name_may_hold_reserved_characters() {
    let stage = stage(&[], &[]).await;
    // API Gateway decodes paths.
    for name in ["a#b", "a/b", "100%", "a%2Fb", "a b", "a\\b", "房间", ".."] {
        for domain in ["one.example.com", "two.example.com"] {
            let target = format!("/channels/{name}?domain={domain}");
            let (status, set) = put(&stage, &target, &json!({"name": name})).await;
            assert_eq!(status, 200, "{target}: {set}");
            assert_eq!(set["stream"]["stream_id"], name);
            assert_eq!(set["stream"]["domain"], domain);
            let (_, got) = get(&stage, &target, VIEWER).await;
            assert_eq!(
                (&got["name"], &got["stream"]),
                (&set["name"], &set["stream"])
            );
        }
        let (status, _) = get(&stage, &format!("/channels/{name}?page=2"), VIEWER).await;
        assert_eq!(status, 400, "{name}");
    }
}

/// A file of the stream `room` of this push domain.
fn elsewhere(domain: &str, file: u64) -> Value {
    let mut event = part("room", file, "mp4", at(0), at(60));
    event["app"] = json!(domain);
    event
}

#[tokio::test]
async fn a_name_is_enough_where_one_stream_has_it() {
    let stage = stage(&[], &[elsewhere("one.example.com", 1)]).await;
    let (status, page) = get(&stage, ALONE, VIEWER).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["stream"]["domain"], "one.example.com");
    assert_eq!(page["replays"].as_array().unwrap().len(), 1);
    let (status, set) = put(&stage, ALONE, &json!({"name": "Room"})).await;
    assert_eq!((status, &set["stream"]), (200, &page["stream"]));

    stage.deliver(&elsewhere("two.example.com", 2)).await;
    let streams = "one.example.com/live/room, two.example.com/live/room";
    let detail =
        format!("several streams are named room: {streams}; add the parameters domain and app");
    for (method, token, body) in [
        ("GET", VIEWER, ""),
        ("GET", CURATOR, ""),
        ("PUT", CURATOR, "{}"),
    ] {
        let (status, problem) = stage.ask(method, ALONE, token, body).await;
        assert_eq!(
            (status, &problem["code"]),
            (409, &json!("ambiguous_stream"))
        );
        assert_eq!(problem["detail"], detail);
    }
    for target in ["app=live&domain=two.example.com", "domain=two.example.com"] {
        let (status, page) = get(&stage, &format!("{ALONE}?{target}"), VIEWER).await;
        assert_eq!(
            (status, &page["stream"]["domain"]),
            (200, &json!("two.example.com"))
        );
    }
    assert_eq!(
        get(&stage, &format!("{ALONE}?app=live"), VIEWER).await.0,
        409
    );
}

#[tokio::test]
async fn viewers_do_not_learn_of_streams_that_they_may_not_see() {
    let callbacks = [
        elsewhere("one.example.com", 1),
        elsewhere("two.example.com", 2),
    ];
    let stage = stage(&[], &callbacks).await;
    let hide = async |domain: &str| {
        let target = format!("/replays?stream_id=room&domain={domain}");
        let replay = replays(&stage, &target, CURATOR).await.remove(0);
        let target = format!("/replays/{}", replay["id"].as_str().unwrap());
        let hidden = json!({"visibility": "hidden"}).to_string();
        stage.ask("PATCH", &target, CURATOR, &hidden).await.0
    };
    assert_eq!(hide("two.example.com").await, 200);
    let (status, page) = get(&stage, ALONE, VIEWER).await;
    assert_eq!(
        (status, &page["stream"]["domain"]),
        (200, &json!("one.example.com"))
    );
    assert_eq!(get(&stage, ALONE, CURATOR).await.0, 409);
    assert_eq!(hide("one.example.com").await, 200);
    let unknown = get(&stage, "/channels/nobody", VIEWER).await;
    assert_eq!(get(&stage, ALONE, VIEWER).await, unknown);
    assert_eq!(unknown.0, 404);
}

#[tokio::test]
async fn a_name_of_very_many_streams_is_ambiguous() {
    for (count, named) in [(20, true), (21, false)] {
        let streams = (0..count).map(|i| elsewhere(&format!("d{i}.example.com"), i));
        let stage = stage(&[], &streams.collect::<Vec<_>>()).await;
        let (status, problem) = get(&stage, ALONE, VIEWER).await;
        assert_eq!(status, 409, "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert_eq!(
            detail.contains("d0.example.com/live/room"),
            named,
            "{detail}"
        );
    }
}
