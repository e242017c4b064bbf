//! Viewers never get what they may not see: every route that they can use is asked for it.

mod routes;
mod secrets;

use crate::api::{CURATOR, NOW};
use replay_it::at;
use secrets::{Secrets, Seen};
use serde_json::json;

/// After all changes and all expiries.
const THEN: i64 = NOW + 1_000;

/// The path of a replay with letters encoded that need not be.
fn in_disguise(id: &str) -> String {
    format!("/%72eplays/%{:02x}{}", id.as_bytes()[0], &id[1..])
}

/// Reads what there is for curators too, and changes nothing.
async fn read_everything(secrets: &Secrets) {
    let mut asked = 0;
    for route in secrets.routes.iter().filter(|route| route.method == "GET") {
        let ids = secrets.all_ids();
        let of_ids = ids.iter().flat_map(|id| route.of_id(id));
        let of_streams = ["open", "gone", "unconfirmed"].into_iter();
        let of_streams = of_streams.flat_map(|name| route.of_stream(name));
        for target in of_ids.chain(of_streams).chain(route.of_all()) {
            let (status, answer) = secrets.stage.ask("GET", &target, CURATOR, "").await;
            assert!(![500, 503].contains(&status), "{target}: {answer}");
            asked += 1;
        }
    }
    assert!(asked > 50, "{asked}");
}

/// Replays that viewers could see, with all answers of that time, and that then became invisible to them.
async fn forbidden() -> (Secrets, Vec<Seen>) {
    let mut secrets = Secrets::start().await;
    let streams = [
        "pending", "hidden", "over", "planned", "expired", "gone", "aliased",
    ];
    for (minute, stream) in (0..).zip(streams) {
        secrets.publish(stream, minute).await;
    }
    secrets.publish("aliased", 200).await;
    secrets.publish("open", 8).await;
    let shown = secrets.walk(NOW).await;
    secrets.assert_all_occur(&shown);

    secrets
        .set("pending", &json!({"visibility": "pending"}))
        .await;
    secrets
        .set("hidden", &json!({"visibility": "hidden"}))
        .await;
    secrets.hide_by_schedule("over").await;
    let planned = json!({"visibility": "pending", "publish_at": "2030-01-01T00:00:00Z"});
    secrets.set("planned", &planned).await;
    secrets.expire("expired", 4, NOW + 500).await;
    secrets.lose("gone").await;
    secrets.merge_and_hide("aliased").await;
    // Viewers never saw the first. They may see the second, but not this part of it.
    secrets.report("unconfirmed", 20, at(1_200)).await;
    secrets.report("open", 21, at(8 * 60 + 70)).await;
    secrets.allow("open");
    (secrets, shown)
}

#[tokio::test]
async fn viewers_get_nothing_that_they_may_not_see_and_reading_changes_nothing() {
    let (secrets, before) = Box::pin(forbidden()).await;
    let items = secrets.stage.table.items();
    for seen in &before {
        // Targets with the cursors, and the tags, that were given while it was visible.
        for tag in [None, seen.etag.as_deref()] {
            for method in ["GET", "HEAD"] {
                let answer = secrets.ask(method, &seen.target, tag, THEN).await;
                secrets.check(&answer);
                let told_too_much = secrets.forbidden_word(&seen.text).is_some();
                assert!(
                    !(told_too_much && answer.status == 304),
                    "{method} {} says that nothing has changed",
                    seen.target
                );
            }
        }
    }
    for answer in secrets.walk(THEN).await {
        secrets.check(&answer);
    }
    let (_, open) = secrets
        .stage
        .ask("GET", "/replays?stream_id=open", None, "")
        .await;
    assert_eq!(open["replays"][0]["renditions"][0]["parts"], 1, "{open}");
    Box::pin(read_everything(&secrets)).await;
    assert_eq!(secrets.stage.table.items(), items);
}

#[tokio::test]
async fn to_viewers_an_invisible_replay_is_like_one_that_never_was() {
    let (secrets, _) = Box::pin(forbidden()).await;
    let nobody = "0000000000000000";
    for id in &secrets.forbidden_ids() {
        for route in secrets.routes.iter().filter(|route| route.has_id()) {
            for (target, unknown) in route.of_id(id).iter().zip(route.of_id(nobody)) {
                if route.for_viewers {
                    assert_eq!(route.method, "GET");
                    secrets.assert_alike(target, &unknown).await;
                    continue;
                }
                let method = route.method;
                let answer = secrets.ask(method, target, None, THEN).await;
                let expected = secrets.ask(method, &unknown, None, THEN).await;
                assert_eq!(answer.status, 401, "{method} {target}");
                assert_eq!(answer.text, expected.text, "{method} {target}");
            }
        }
        secrets
            .assert_alike(&in_disguise(id), &in_disguise(nobody))
            .await;
        let (status, _) = secrets
            .stage
            .ask("GET", &format!("/replays/{id}"), CURATOR, "")
            .await;
        assert_eq!(status, 200, "curators see {id}");
    }
}

#[tokio::test]
async fn the_routes_of_curators_are_closed_to_viewers() {
    let secrets = Secrets::start().await;
    let mut closed = 0;
    for route in secrets.routes.iter().filter(|route| !route.for_viewers) {
        for target in route.of_all() {
            let answer = secrets.ask(route.method, &target, None, NOW).await;
            assert_eq!(answer.status, 401, "{} {target}", route.method);
            closed += 1;
        }
    }
    assert!(closed > 10, "{closed}");
}
