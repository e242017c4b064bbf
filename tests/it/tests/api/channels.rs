//! What streamers show of themselves, and where it is shown.

use crate::{CURATOR, NOW, VIEWER, bundle, replays};
use replay_api::{Api, Config};
use replay_grouping::Timestamp;
use replay_it::{Bundle, Fault, Proxy, at, begin, part, request, vars_of};
use replay_settings::Vars;
use serde_json::{Value, json};

const ROOM: &str = "/channels/room?domain=push.live.example.com";

async fn put(bundle: &Bundle, target: &str, body: &Value) -> (u16, Value) {
    bundle.ask("PUT", target, CURATOR, &body.to_string()).await
}

async fn get(bundle: &Bundle, target: &str, token: Option<&str>) -> (u16, Value) {
    bundle.ask("GET", target, token, "").await
}

#[tokio::test]
async fn a_channel_is_shown_with_its_replays_and_each_replay_with_its_channel() {
    let callbacks = [
        part("room", 1, "mp4", at(0), at(60)),
        part("room", 2, "mp4", at(1_000), at(1_060)),
        part("room", 3, "mp4", at(2_000), at(2_060)),
        part("lounge", 4, "mp4", at(0), at(60)),
    ];
    let bundle = bundle(&[], &callbacks).await;
    let ming = json!({"name": "小明", "avatar_url": "https://a.example.com/m.png"});
    let (status, set) = put(&bundle, ROOM, &ming).await;
    let stream = json!({"domain": "push.live.example.com", "app": "live", "stream_id": "room"});
    let shown = json!({"name": "小明", "avatar_url": "https://a.example.com/m.png", "intro": null});
    assert_eq!(status, 200, "{set}");
    let mut expected = shown.clone();
    expected["stream"] = stream;
    assert_eq!(set, expected);

    let (_, page) = get(&bundle, &format!("{ROOM}&limit=2"), VIEWER).await;
    assert_eq!(
        (&page["name"], &page["stream"]),
        (&set["name"], &set["stream"])
    );
    let first = page["replays"].as_array().unwrap();
    assert_eq!(first.len(), 2);
    assert!(first.iter().all(|replay| replay["channel"] == shown));
    let cursor = page["next_cursor"].as_str().unwrap();
    let (_, page) = get(&bundle, &format!("{ROOM}&limit=2&cursor={cursor}"), VIEWER).await;
    assert_eq!(page["replays"].as_array().unwrap().len(), 1);
    assert_eq!(page["next_cursor"], Value::Null);

    let all = replays(&bundle, "/replays", VIEWER).await;
    for replay in &all {
        let own = replay["stream"]["stream_id"] == "room";
        assert_eq!(
            replay["channel"],
            if own { shown.clone() } else { Value::Null }
        );
    }
    let detail = format!("/replays/{}", all[0]["id"].as_str().unwrap());
    assert_eq!(get(&bundle, &detail, VIEWER).await.1["channel"], shown);
    let split = json!({"at": "2025-10-09T08:53:50Z"}).to_string();
    let oldest = all.iter().rfind(|one| one["channel"] == shown).unwrap();
    let target = format!("/replays/{}", oldest["id"].as_str().unwrap());
    bundle
        .deliver(&part("room", 5, "flv", at(40), at(60)))
        .await;
    let (status, halves) = bundle
        .ask("POST", &format!("{target}/split"), CURATOR, &split)
        .await;
    assert_eq!((status, &halves["replays"][1]["channel"]), (200, &shown));
}

#[tokio::test]
async fn whoever_has_neither_a_channel_nor_a_replay_to_see_does_not_exist() {
    let bundle = bundle(&[], &[begin("room", 1, at(0))]).await;
    let status = async |target, token| get(&bundle, target, token).await.0;
    assert_eq!(status(ROOM, VIEWER).await, 404);
    assert_eq!(
        status(ROOM, CURATOR).await,
        200,
        "curators know of the push"
    );
    assert_eq!(
        status("/channels/room", CURATOR).await,
        404,
        "another domain"
    );
    put(&bundle, ROOM, &json!({"intro": "Every evening"})).await;
    let (_, page) = get(&bundle, ROOM, VIEWER).await;
    assert_eq!(
        (&page["intro"], &page["replays"]),
        (&json!("Every evening"), &json!([]))
    );
    let (status, nothing) = put(&bundle, ROOM, &json!({})).await;
    assert_eq!((status, &nothing["intro"]), (200, &Value::Null));
    assert_eq!(get(&bundle, ROOM, VIEWER).await.0, 404);

    let (_, default) = put(&bundle, "/channels/new", &json!({"name": "New"})).await;
    assert_eq!(default["stream"]["domain"], "default");
    bundle.deliver(&part("room", 2, "mp4", at(0), at(60))).await;
    let (_, page) = get(&bundle, ROOM, VIEWER).await;
    assert_eq!(
        (&page["name"], &page["replays"][0]["channel"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn only_curators_write_a_channel_and_only_what_it_has() {
    let bundle = bundle(&[], &[]).await;
    let ask = async |token, body: &str| bundle.ask("PUT", ROOM, token, body).await;
    assert_eq!(ask(VIEWER, "{}").await.0, 401);
    assert_eq!(ask(CURATOR, "[]").await.0, 400);
    let (status, problem) = ask(CURATOR, r#"{"nickname": "x"}"#).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_field")));
    let (status, problem) = put(&bundle, "/channels/room?app=a/b", &json!({})).await;
    assert_eq!(
        (status, &problem["detail"]),
        (400, &json!("parameter app holds a slash"))
    );
}

#[tokio::test]
async fn channels_cost_a_page_one_round_trip() {
    let rooms = (0..20).map(|i| part(&format!("room{}", i % 7), i, "mp4", at(0), at(60)));
    let bundle = bundle(&[], &rooms.collect::<Vec<_>>()).await;
    let proxy = Proxy::start(&bundle.table.endpoint, |_, _| Fault::None).await;
    let value = vars_of("replay-api", proxy.endpoint(), &[]);
    let api = Api::new(Config::read(Vars(&value)).unwrap());
    for (target, expected) in [
        ("/replays", vec!["Query", "BatchGetItem"]),
        ("/feed", vec!["Query", "Query", "Query", "BatchGetItem"]),
        (ROOM, vec!["GetItem", "Query"]),
        ("/replays?from=2030-01-01T00:00:00Z", vec!["Query"]),
    ] {
        proxy.take();
        api.handle(request("GET", target, &[], ""), Timestamp(NOW))
            .await;
        let mut operations = proxy.take().operations;
        if target == ROOM {
            operations.sort();
        }
        assert_eq!(operations, expected, "{target}");
    }
}

#[tokio::test]
async fn a_name_may_hold_what_means_something_in_addresses() {
    let bundle = bundle(&[], &[]).await;
    // Paths come decoded.
    for name in ["a#b", "a/b", "100%", "a%2Fb", "a b", "a\\b", "房间", ".."] {
        for domain in ["one.example.com", "two.example.com"] {
            let target = format!("/channels/{name}?domain={domain}");
            let (status, set) = put(&bundle, &target, &json!({"name": name})).await;
            assert_eq!(status, 200, "{target}: {set}");
            assert_eq!(set["stream"]["stream_id"], name);
            assert_eq!(set["stream"]["domain"], domain);
            let (_, got) = get(&bundle, &target, VIEWER).await;
            assert_eq!(
                (&got["name"], &got["stream"]),
                (&set["name"], &set["stream"])
            );
        }
        let (status, _) = get(&bundle, &format!("/channels/{name}?page=2"), VIEWER).await;
        assert_eq!(status, 400, "{name}");
    }
}
