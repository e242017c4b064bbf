//! What no curator has looked at, and what makes it looked at.

use crate::api::{CURATOR, VIEWER, replays, stage};
use replay_grouping::Timestamp;
use replay_it::{Functions, Proxy, Stage, at, begin, end, part, request};
use serde_json::{Value, json};

async fn queue(stage: &Stage, query: &str) -> Value {
    let (status, page) = stage
        .ask("GET", &format!("/review{query}"), CURATOR, "")
        .await;
    assert_eq!(status, 200, "{page}");
    page
}

/// The streams of the replays on a page.
fn rooms(page: &Value) -> Vec<&str> {
    let replays = page["replays"].as_array().unwrap().iter();
    let rooms = replays.map(|one| one["stream"]["stream_id"].as_str().unwrap());
    rooms.collect()
}

/// The target of the first replay of a room.
async fn target(stage: &Stage, room: &str) -> String {
    let all = format!("/replays?stream_id={room}&visibility=all");
    let replay = replays(stage, &all, CURATOR).await.remove(0);
    format!("/replays/{}", replay["id"].as_str().unwrap())
}

async fn patch(stage: &Stage, target: &str, body: Value) -> (u16, Value) {
    stage.ask("PATCH", target, CURATOR, &body.to_string()).await
}

fn room(name: &str, file: u64, start: i64) -> Value {
    part(name, file, "mp4", at(start), at(start + 60))
}

#[tokio::test]
async fn the_queue_has_what_is_over_and_has_a_file_oldest_first() {
    let mut callbacks: Vec<Value> = (0..5)
        .map(|i| {
            room(
                &format!("room{i}"),
                i,
                1_000 - 100 * i64::try_from(i).unwrap(),
            )
        })
        .collect();
    callbacks.push(room("live", 5, 0));
    callbacks.push(begin("live", 1, at(10)));
    callbacks.push(end("fileless", 2, at(100), 60));
    let stage = stage(&[], &callbacks).await;
    let page = queue(&stage, "").await;
    let all = ["room4", "room3", "room2", "room1", "room0"];
    assert_eq!(rooms(&page), all);
    let told = [&page["count"], &page["count_capped"], &page["next_cursor"]];
    assert_eq!(told, [&json!(5), &json!(false), &Value::Null]);
    assert_eq!(page["replays"][0]["reviewed"], Value::Null);

    let (mut found, mut cursor, mut counts) = (Vec::new(), String::new(), Vec::new());
    loop {
        let page = queue(&stage, &format!("?limit=2{cursor}")).await;
        found.extend(rooms(&page).into_iter().map(ToOwned::to_owned));
        counts.push(page["count"].clone());
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found, all);
    assert_eq!(counts, [json!(5), Value::Null, Value::Null]);

    stage.deliver(&end("live", 1, at(70), 60)).await;
    assert_eq!(rooms(&queue(&stage, "?limit=1").await), ["live"]);
    assert_eq!(stage.ask("GET", "/review", VIEWER, "").await.0, 401);
}

#[tokio::test]
async fn whoever_decides_has_reviewed_and_an_undo_brings_it_back() {
    let stage = stage(&[], &[room("room", 1, 0)]).await;
    let target = target(&stage, "room").await;
    let ann = json!({"at": "2025-10-10T08:53:20Z", "by": "ann"});
    for (body, reviews) in [
        (json!({"title": "Finale"}), false),
        (json!({"reviewed": true}), true),
        (json!({"visibility": "published"}), true),
        (json!({"visibility": "hidden"}), true),
        (json!({"visibility": "pending", "reviewed": false}), false),
        (json!({"featured_rank": 3}), true),
        (json!({"featured_rank": null}), false),
    ] {
        let (status, replay) = patch(&stage, &target, body.clone()).await;
        let reviewed = if reviews { &ann } else { &Value::Null };
        assert_eq!((status, &replay["reviewed"]), (200, reviewed), "{body}");
        let waits = rooms(&queue(&stage, "").await).len();
        assert_eq!(waits, usize::from(!reviews), "{body}");
        let (_, undone) = stage
            .ask("POST", &format!("{target}/undo"), CURATOR, "")
            .await;
        assert_eq!(undone["replays"][0]["reviewed"], Value::Null, "{body}");
        assert_eq!(queue(&stage, "").await["count"], 1, "{body}");
    }
    let id = target.rsplit('/').next().unwrap();
    let body = json!({"ids": [id]}).to_string();
    let (_, featured) = stage.ask("PUT", "/featured", CURATOR, &body).await;
    assert_eq!(featured["replays"][0]["reviewed"], ann);
    assert_eq!(queue(&stage, "").await["count"], 0);
    assert_eq!(stage.ask("DELETE", &target, CURATOR, "").await.0, 200);
    for body in [json!({"reviewed": null}), json!({"reviewed": "yes"})] {
        let (status, problem) = patch(&stage, &target, body).await;
        assert_eq!(status, 422);
        assert_eq!(problem["detail"], "field reviewed must be true or false");
    }
    // Viewers don't hear of it.
    let (_, seen) = stage.ask("GET", "/replays", VIEWER, "").await;
    assert!(!seen.to_string().contains("reviewed"));
}

#[tokio::test]
async fn what_is_hidden_may_have_a_reason_until_it_is_not_hidden() {
    let stage = stage(&[], &[room("room", 1, 0)]).await;
    let target = target(&stage, "room").await;
    let reason = |text: &str| json!({"hidden_reason": text});
    let (status, problem) = patch(&stage, &target, reason("no sound")).await;
    assert_eq!((status, &problem["code"]), (422, &json!("invalid_field")));
    let hint = "field hidden_reason needs a hidden replay: set visibility to hidden with it";
    assert_eq!(problem["detail"], hint);
    let both = json!({"visibility": "published", "hidden_reason": "no sound"});
    assert_eq!(patch(&stage, &target, both).await.0, 422);
    assert_eq!(
        patch(&stage, &target, json!({"hidden_reason": null}))
            .await
            .0,
        200
    );

    let hide = json!({"visibility": "hidden", "hidden_reason": " no sound "});
    let (_, hidden) = patch(&stage, &target, hide).await;
    assert_eq!(hidden["hidden_reason"], "no sound");
    assert_eq!(hidden["hidden_because"], "hidden");
    let (_, other) = patch(&stage, &target, reason("no picture")).await;
    assert_eq!(other["hidden_reason"], "no picture");
    let (status, problem) = patch(&stage, &target, reason(&"x".repeat(201))).await;
    let detail = "field hidden_reason must be null or a line of 1 to 200 characters";
    assert_eq!((status, &problem["detail"]), (422, &json!(detail)));

    let (_, shown) = patch(&stage, &target, json!({"visibility": "published"})).await;
    assert_eq!(shown["hidden_reason"], Value::Null);
    let undo = format!("{target}/undo");
    for expected in [json!("no picture"), json!("no sound"), Value::Null] {
        let (_, undone) = stage.ask("POST", &undo, CURATOR, "").await;
        assert_eq!(undone["replays"][0]["hidden_reason"], expected);
    }
    let (_, now) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!(now["visibility"], "published");
}

#[tokio::test]
async fn a_schedule_that_publishes_takes_the_reason() {
    let stage = stage(&[], &[room("room", 1, 0)]).await;
    let target = target(&stage, "room").await;
    let later = stage.clock.now() + 60;
    let planned = json!({
        "visibility": "hidden", "hidden_reason": "embargo",
        "publish_at": Timestamp(later).rfc3339(),
    });
    assert_eq!(patch(&stage, &target, planned).await.0, 200);
    stage.clock.set(later);
    stage.run().await;
    let (_, shown) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!(
        (&shown["visibility"], &shown["hidden_reason"]),
        (&json!("published"), &Value::Null)
    );
    let (_, history) = stage
        .ask("GET", &format!("{target}/history"), CURATOR, "")
        .await;
    let newest = &history["changes"][0];
    assert_eq!(newest["by"], "schedule");
    let taken = json!({"from": "embargo", "to": null});
    assert_eq!(newest["changed"]["hidden_reason"], taken);
}

#[tokio::test]
async fn halves_are_reviewed_as_the_whole_was_and_a_merge_keeps_the_review() {
    let stage = stage(
        &[],
        &[
            part("room", 1, "mp4", at(0), at(600)),
            room("room", 2, 5_000),
        ],
    )
    .await;
    let all = replays(&stage, "/replays?stream_id=room", CURATOR).await;
    let [late, early] = [0, 1].map(|i| all[i]["id"].as_str().unwrap().to_owned());
    let target = format!("/replays/{early}");
    let hide = json!({"visibility": "hidden", "hidden_reason": "no sound"});
    let (_, hidden) = patch(&stage, &target, hide).await;
    let split = json!({"at": Timestamp(at(300)).rfc3339()}).to_string();
    stage
        .deliver(&part("room", 3, "hls", at(300), at(600)))
        .await;
    let (status, halves) = stage
        .ask("POST", &format!("{target}/split"), CURATOR, &split)
        .await;
    assert_eq!(status, 200, "{halves}");
    let halves = halves["replays"].as_array().unwrap();
    assert_eq!(halves.len(), 2);
    for half in halves {
        assert_eq!(half["reviewed"], hidden["reviewed"]);
        assert_eq!(half["hidden_reason"], "no sound");
    }
    assert_eq!(queue(&stage, "").await["count"], 1);

    // The one that nobody has looked at joins the one that somebody has.
    let ids = json!({"ids": [late, halves[1]["id"]]}).to_string();
    let (_, merged) = stage.ask("POST", "/replays/merge", CURATOR, &ids).await;
    let merged = &merged["replays"][0];
    assert_eq!(merged["id"], halves[1]["id"]);
    assert_eq!(merged["reviewed"], hidden["reviewed"]);
    assert_eq!(queue(&stage, "").await["count"], 0);
}

#[tokio::test]
async fn the_count_stops_at_1000() {
    let stage = stage(&[], &[]).await;
    let stream = replay_grouping::Stream::new("push.live.example.com", "live", "many").unwrap();
    let files: Vec<_> = (0..1_001)
        .map(|i| {
            let start = at(i64::try_from(i).unwrap() * 400);
            let url = "http://1500000001.vod2.myqcloud.com/x/f0.mp4";
            (
                replay_it::file_id(i),
                replay_it::vod_file("mp4", start, start + 10, url),
            )
        })
        .collect();
    for files in files.chunks(40) {
        let now = Timestamp(stage.clock.now());
        stage
            .store
            .record_vod_files(&stream, files, None, now)
            .await
            .unwrap();
    }
    let proxy = Proxy::metered(&stage.table.endpoint).await;
    let api = Functions::new(proxy.endpoint(), &[]).api();
    let token = [("authorization", "Bearer curator-token")];
    let asked = request("GET", "/review", &token, "");
    Box::pin(api.handle(asked, Timestamp(stage.clock.now()))).await;
    let read = proxy.take().read_units;
    assert!(read < 200.0, "{read}");
    let capped = |page: &Value| (page["count"].clone(), page["count_capped"].clone());
    let first = queue(&stage, "?limit=1").await;
    assert_eq!(capped(&first), (json!(1_000), json!(true)));
    let target = format!("/replays/{}", first["replays"][0]["id"].as_str().unwrap());
    patch(&stage, &target, json!({"reviewed": true})).await;
    assert_eq!(
        capped(&queue(&stage, "?limit=1").await),
        (json!(1_000), json!(false))
    );
}
