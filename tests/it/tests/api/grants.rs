//! With the grant in `play.url`, a player opens a playlist without a token.

use crate::api::{CURATOR, NOW, two_playlists};
use lambda_http::{Body, Response};
use replay_grouping::Timestamp;
use replay_it::{Stage, at, request};

const APP: &str = "Bearer viewer-token";
const ADA: &str = "Bearer curator-token";
const CLOSED: [(&str, &str); 1] = [("VIEWER_TOKENS", "app:viewer-token")];

async fn ask(
    stage: &Stage,
    method: &str,
    target: &str,
    token: Option<&str>,
    later: i64,
) -> Response<Body> {
    let headers = token.map(|token| ("authorization", token));
    let asked = request(method, target, headers.as_slice(), "");
    stage.api.handle(asked, Timestamp(NOW + later)).await
}

/// Where a player that belongs to the holder of this token plays the replay from.
async fn play_url(stage: &Stage, id: &str, token: Option<&str>) -> String {
    let answer = ask(stage, "GET", &format!("/replays/{id}"), token, 0).await;
    let cached = answer.headers()["cache-control"].to_str().unwrap();
    assert!(token.is_none() || !cached.contains("public"), "{cached}");
    let replay: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    replay["play"]["url"].as_str().unwrap().to_owned()
}

/// The status and the code of a refusal.
fn refusal(response: &Response<Body>) -> (u16, String) {
    let problem: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    let code = problem["code"].as_str().unwrap().to_owned();
    (response.status().as_u16(), code)
}

fn stale() -> (u16, String) {
    (401, "invalid_grant".to_owned())
}

#[tokio::test]
async fn where_viewers_need_tokens_players_need_none() {
    let (stage, _files, id) = two_playlists(&CLOSED, 60).await;
    let url = play_url(&stage, &id, Some(APP)).await;
    let (path, grant) = url.split_once("?grant=").unwrap();
    let opened = ask(&stage, "GET", &url, None, 0).await;
    assert_eq!(opened.status(), 200);
    assert_eq!(opened.headers()["cache-control"], "private, no-cache");
    let head = ask(&stage, "HEAD", &url, None, 0).await;
    assert_eq!(
        (head.status().as_u16(), head.body().is_empty()),
        (200, true)
    );
    assert_eq!(head.headers()["etag"], opened.headers()["etag"]);

    assert_eq!(ask(&stage, "GET", &url, None, 3_600).await.status(), 200);
    let two_hours = ask(&stage, "GET", &url, None, 7_200).await;
    assert_eq!(refusal(&two_hours), stale());
    assert!(!String::from_utf8_lossy(two_hours.body()).contains(grant));
    let other = format!("/replays/0000000000000000/playlist.m3u8?grant={grant}");
    assert_eq!(refusal(&ask(&stage, "GET", &other, None, 0).await), stale());
    let forged = format!("{path}?grant=c{}", &grant[1..]);
    assert_eq!(
        refusal(&ask(&stage, "GET", &forged, None, 0).await),
        stale()
    );
    let nothing = ask(&stage, "GET", path, None, 0).await;
    assert_eq!(refusal(&nothing), (401, "unauthorized".to_owned()));

    // A token decides where there is one, and no other route knows grants.
    assert_eq!(
        ask(&stage, "GET", &url, Some(APP), 7_200).await.status(),
        200
    );
    let wrong = ask(&stage, "GET", &url, Some("Bearer nobody"), 0).await;
    assert_eq!(refusal(&wrong), (401, "unauthorized".to_owned()));
    let detail = format!("/replays/{id}?grant={grant}");
    assert_eq!(ask(&stage, "GET", &detail, None, 0).await.status(), 401);
    assert_eq!(
        ask(&stage, "GET", &detail, Some(APP), 0).await.status(),
        400
    );
}

#[tokio::test]
async fn a_curators_player_plays_what_viewers_do_not_see() {
    let (stage, _files, id) = two_playlists(&[], 60).await;
    let open = play_url(&stage, &id, Some(ADA)).await;
    assert_eq!(
        open,
        format!("/replays/{id}/playlist.m3u8"),
        "it needs none"
    );
    let hide = r#"{"visibility": "hidden"}"#;
    let target = format!("/replays/{id}");
    let (_, hidden) = stage.ask("PATCH", &target, CURATOR, hide).await;
    let url = hidden["play"]["url"].as_str().unwrap();
    assert_eq!(url, play_url(&stage, &id, Some(ADA)).await);
    assert_eq!(ask(&stage, "GET", &open, None, 0).await.status(), 404);
    let opened = ask(&stage, "GET", url, None, 0).await;
    assert_eq!(opened.status(), 200);
    assert_eq!(opened.headers()["cache-control"], "no-store");
    let viewed = ask(&stage, "GET", &format!("{url}&as=viewer"), None, 0).await;
    assert_eq!(viewed.status(), 404);
}

#[tokio::test]
async fn a_redirect_to_the_only_file_takes_a_grant_too() {
    let (stage, _files, id) = two_playlists(&CLOSED, 60).await;
    let url = play_url(&stage, &id, Some(APP)).await;
    let trim = format!(
        r#"{{"trim": {{"from": "{}", "to": "{}"}}}}"#,
        Timestamp(at(60)).rfc3339(),
        Timestamp(at(120)).rfc3339()
    );
    let target = format!("/replays/{id}");
    assert_eq!(stage.ask("PATCH", &target, CURATOR, &trim).await.0, 200);
    for method in ["GET", "HEAD"] {
        let redirect = ask(&stage, method, &url, None, 0).await;
        assert_eq!(redirect.status(), 302);
        assert_eq!(redirect.headers()["cache-control"], "private, no-cache");
        let location = redirect.headers()["location"].to_str().unwrap();
        assert!(location.ends_with("/1/list.m3u8"), "{location}");
    }
}
