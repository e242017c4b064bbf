//! What a replay says of itself: whether viewers see it, why not, and what it lacks.

use crate::api::{CURATOR, NOW, VIEWER, replays, stage};
use lambda_http::http::header::{CACHE_CONTROL, ETAG};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, begin, end, file_id, part, request, stream, vod_file};
use replay_store::Loss;
use serde_json::{Value, json};

const CONFIRMED: [(&str, &str); 1] = [("PUBLISH", "confirmed")];

/// VOD shows a file that holds these seconds.
async fn show(stage: &Stage, file: u64, from: i64, to: i64) {
    let shown = vod_file("mp4", at(from), at(to), "https://vod.example.com/0.mp4");
    let store = stage.table.store(&CONFIRMED);
    let files = [(file_id(file), shown)];
    store
        .record_vod_files(&stream("room"), &files, None, Timestamp(NOW))
        .await
        .unwrap();
}

async fn lose(stage: &Stage, files: &[u64], loss: Loss) {
    let files: Vec<_> = files.iter().map(|file| file_id(*file)).collect();
    let store = stage.table.store(&CONFIRMED);
    let lost = store
        .record_losses(&stream("room"), &files, loss, Timestamp(NOW))
        .await;
    assert_eq!(lost.unwrap(), files.len());
}

fn codes(replay: &Value) -> Vec<&str> {
    let notes = replay["notes"].as_array().unwrap().iter();
    notes.map(|note| note["code"].as_str().unwrap()).collect()
}

fn text<'r>(replay: &'r Value, code: &str) -> &'r str {
    let mut notes = replay["notes"].as_array().unwrap().iter();
    let note = notes.find(|note| note["code"] == code).unwrap();
    note["text"].as_str().unwrap()
}

/// The only replay, which detail and list show alike, and the path that leads to it.
async fn only(stage: &Stage, query: &str) -> (String, Value) {
    let mut list = replays(stage, &format!("/replays?{query}"), CURATOR).await;
    assert_eq!(list.len(), 1, "{list:?}");
    let listed = list.remove(0);
    let target = format!("/replays/{}", listed["id"].as_str().unwrap());
    let (_, detail) = stage.ask("GET", &target, CURATOR, "").await;
    for field in ["notes", "visible_to_viewers", "hidden_because"] {
        assert_eq!(listed[field], detail[field], "{field}");
    }
    (target, listed)
}

/// Whether viewers see it, and why not, as curators are told; and whether viewers see it.
async fn check(stage: &Stage, query: &str, hidden_because: Option<&str>, notes: &[&str]) {
    let (target, replay) = only(stage, query).await;
    let visible = hidden_because.is_none();
    let told = (&replay["visible_to_viewers"], &replay["hidden_because"]);
    assert_eq!(told, (&json!(visible), &json!(hidden_because)));
    assert_eq!(codes(&replay), notes);
    let (status, seen) = stage.ask("GET", &target, VIEWER, "").await;
    assert_eq!(status, if visible { 200 } else { 404 }, "{seen}");
    for field in ["visible_to_viewers", "hidden_because"] {
        assert!(seen.get(field).is_none(), "{field}");
    }
}

#[tokio::test]
async fn curators_are_told_why_viewers_do_not_see_a_replay() {
    let room = [
        begin("room", 1, at(0)),
        end("room", 1, at(60), 60),
        part("room", 1, "mp4", at(0), at(60)),
    ];
    let stage = stage(&CONFIRMED, &room).await;
    check(
        &stage,
        "visibility=pending",
        Some("pending"),
        &["waiting_for_vod"],
    )
    .await;
    let (target, replay) = only(&stage, "visibility=pending").await;
    let waits = "VOD has not confirmed 1 of 1 file yet";
    assert_eq!(text(&replay, "waiting_for_vod"), waits);

    let publish = r#"{"visibility": "published"}"#;
    stage.ask("PATCH", &target, CURATOR, publish).await;
    check(&stage, "", Some("unconfirmed"), &["waiting_for_vod"]).await;
    lose(&stage, &[1], Loss::Denied).await;
    check(
        &stage,
        "state=settling",
        Some("no_files"),
        &["files_denied"],
    )
    .await;
    let (_, replay) = only(&stage, "state=settling").await;
    let denied = "VOD does not know 1 of 1 file";
    assert_eq!(text(&replay, "files_denied"), denied);

    show(&stage, 1, 0, 60).await;
    check(&stage, "", None, &[]).await;
    lose(&stage, &[1], Loss::Gone).await;
    check(&stage, "state=settling", Some("no_files"), &["files_gone"]).await;

    show(&stage, 1, 0, 60).await;
    let hide = r#"{"visibility": "hidden"}"#;
    stage.ask("PATCH", &target, CURATOR, hide).await;
    check(&stage, "visibility=hidden", Some("hidden"), &[]).await;
}

#[tokio::test]
async fn lost_files_are_counted_where_they_lay() {
    let files = (1..5).map(|file| {
        let start = at(60 * i64::try_from(file).unwrap());
        part("room", file, "mp4", start, start + 60)
    });
    let push = [begin("room", 1, at(60)), end("room", 1, at(300), 240)];
    let callbacks: Vec<Value> = push.into_iter().chain(files).collect();
    let stage = stage(&[], &callbacks).await;
    lose(&stage, &[1, 3], Loss::Denied).await;
    lose(&stage, &[4], Loss::Gone).await;
    let (target, replay) = only(&stage, "").await;
    let denied = "VOD does not know 2 of 4 files";
    assert_eq!(text(&replay, "files_denied"), denied);
    assert_eq!(
        text(&replay, "files_gone"),
        "VOD no longer has 1 of 4 files"
    );
    // Nobody but curators hears of files that aren't there.
    let (_, seen) = stage.ask("GET", &target, VIEWER, "").await;
    assert_eq!(codes(&seen), ["gaps"]);
    assert_eq!(text(&seen, "gaps"), "180 s in 2 gaps are in no file so far");

    // A callback for something else leaves the numbers; a split divides them.
    stage
        .deliver(&part("room", 9, "flv", at(60), at(300)))
        .await;
    let (_, replay) = only(&stage, "").await;
    assert_eq!(
        codes(&replay)[..3],
        ["waiting_for_vod", "files_denied", "files_gone"]
    );
    lose(&stage, &[9], Loss::Denied).await;
    let split = json!({"at": "2025-10-09T08:56:20Z"}).to_string();
    let (status, halves) = stage
        .ask("POST", &format!("{target}/split"), CURATOR, &split)
        .await;
    assert_eq!(status, 200, "{halves}");
    let halves = &halves["replays"];
    let denied = |half: &Value| text(half, "files_denied").to_owned();
    assert_eq!(denied(&halves[0]), "VOD does not know 2 of 3 files");
    assert_eq!(denied(&halves[1]), "VOD does not know 1 of 2 files");
    assert_eq!(
        text(&halves[1], "files_gone"),
        "VOD no longer has 1 of 2 files"
    );
    let (_, whole) = stage
        .ask("POST", &format!("{target}/undo"), CURATOR, "")
        .await;
    assert_eq!(
        denied(&whole["replays"][0]),
        "VOD does not know 3 of 5 files"
    );
}

#[tokio::test]
async fn a_broadcast_without_a_piece_says_what_became_of_its_files() {
    let files = [(1, 0), (2, 60)];
    let files = files.map(|(file, start)| part("room", file, "mp4", at(start), at(start + 60)));
    let stage = stage(&[], &files).await;
    let (target, _) = only(&stage, "").await;
    let title = r#"{"title": "Finale", "visibility": "published"}"#;
    stage.ask("PATCH", &target, CURATOR, title).await;
    lose(&stage, &[1], Loss::Denied).await;
    lose(&stage, &[2], Loss::Denied).await;
    let (status, replay) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!((status, &replay["title"]), (200, &json!("Finale")));
    assert_eq!(replay["hidden_because"], "no_files");
    assert_eq!(codes(&replay), ["files_denied"]);
    show(&stage, 2, 60, 120).await;
    let (_, replay) = stage.ask("GET", &target, CURATOR, "").await;
    assert_eq!(replay["visible_to_viewers"], true, "{replay}");
}

/// Status and body of an answer to a curator as a viewer, and its `ETag`.
async fn as_viewer(stage: &Stage, target: &str) -> (u16, Value, String) {
    let separator = if target.contains('?') { '&' } else { '?' };
    let target = format!("{target}{separator}as=viewer");
    let curator = [("authorization", "Bearer curator-token")];
    let asked = request("GET", &target, &curator, "");
    let response = Box::pin(stage.api.handle(asked, Timestamp(NOW))).await;
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store", "{target}");
    let etag = response.headers().get(ETAG);
    let etag = etag.map(|etag| etag.to_str().unwrap().to_owned());
    let body: &[u8] = response.body();
    (
        response.status().as_u16(),
        serde_json::from_slice(body).unwrap(),
        etag.unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_curator_can_see_what_viewers_get() {
    let stage = stage(&CONFIRMED, &[begin("stage", 7, at(0))]).await;
    show(&stage, 1, 0, 60).await;
    stage.deliver(&part("room", 2, "flv", at(0), at(90))).await;
    stage.deliver(&part("attic", 3, "mp4", at(0), at(60))).await;
    let (target, _) = only(&stage, "").await;
    let note = r#"{"note": "cut the intro", "title": "Finale"}"#;
    stage.ask("PATCH", &target, CURATOR, note).await;
    let (_, feed) = stage.ask("GET", "/feed", CURATOR, "").await;
    let live = format!("/replays/{}", feed["live"][0]["id"].as_str().unwrap());
    for target in [
        "/replays",
        "/feed",
        "/changes",
        "/channels/room?domain=push.live.example.com",
        &format!("{target}/parts"),
        &target,
        &live,
    ] {
        let (status, seen) = stage.ask("GET", target, VIEWER, "").await;
        let (as_viewer_status, as_viewer, etag) = as_viewer(&stage, target).await;
        assert_eq!((as_viewer_status, &as_viewer), (status, &seen), "{target}");
        let (own_status, own) = stage.ask("GET", target, CURATOR, "").await;
        assert_eq!(own_status, 200);
        assert!(
            own != seen || target == "/feed" && own["live"] != json!([]),
            "{target}"
        );
        assert_eq!(status == 200, !etag.is_empty());
    }
    let (status, problem) = stage
        .ask("GET", "/replays?as=viewer&visibility=hidden", CURATOR, "")
        .await;
    let detail = "parameter visibility must be published with as=viewer";
    assert_eq!((status, &problem["detail"]), (400, &json!(detail)));
    let (status, problem) = stage.ask("GET", "/feed?as=curator", VIEWER, "").await;
    assert_eq!(
        (status, &problem["code"]),
        (400, &json!("invalid_parameter"))
    );
    assert_eq!(stage.ask("GET", "/feed?as=viewer", VIEWER, "").await.0, 200);
}

#[tokio::test]
async fn the_pages_of_a_list_as_viewers_get_it_follow_each_other() {
    let stage = stage(&CONFIRMED, &[]).await;
    for file in 0..3 {
        let from = 1_000 * i64::try_from(file).unwrap();
        show(&stage, file, from, from + 60).await;
    }
    let mut seen = 0;
    let mut target = "/replays?as=viewer&limit=2".to_owned();
    loop {
        let (status, page) = stage.ask("GET", &target, CURATOR, "").await;
        assert_eq!(status, 200, "{page}");
        seen += page["replays"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        target = format!("/replays?as=viewer&limit=2&cursor={next}");
    }
    assert_eq!(seen, 3);
}
