//! What is decided before the store is asked: nothing listens where these send it.

use super::*;
use crate::tests::samples::config;
use replay_grouping::Timestamp;
use serde_json::Value;

const NOW: i64 = 1_760_000_000;

/// A token, if any, and the answer.
async fn send(method: &str, path: &str, token: &str, body: &str) -> (Response<Body>, Value) {
    let settings = [("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")];
    let api = Api::new(config(&settings).unwrap());
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = method.parse().unwrap();
    *request.uri_mut() = path.parse().unwrap();
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    let mut request = request.with_raw_http_path(path);
    let headers = request.headers_mut();
    headers.insert("content-type", "application/json".parse().unwrap());
    if !token.is_empty() {
        headers.insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
    }
    let response = api.handle(request, Timestamp(NOW)).await;
    let body = match response.body() {
        Body::Text(text) => serde_json::from_str(text).unwrap(),
        _ => Value::Null,
    };
    (response, body)
}

#[track_caller]
fn check((response, body): &(Response<Body>, Value), status: u16, code: &str) {
    assert_eq!(response.status(), status, "{body}");
    assert_eq!(body["status"], status);
    assert_eq!(body["code"], code);
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()[X_REQUEST_ID].len(), 16);
}

#[tokio::test]
async fn routes_come_before_tokens_and_tokens_before_parameters() {
    check(
        &send("GET", "/nowhere", "wrong", "").await,
        404,
        "not_found",
    );
    let answer = send("PUT", "/quarantine", "wrong", "").await;
    check(&answer, 405, "method_not_allowed");
    assert_eq!(answer.0.headers()["allow"], "GET, HEAD, DELETE");
    let answer = send("GET", "/quarantine?page=2", "", "").await;
    check(&answer, 401, "unauthorized");
    assert_eq!(answer.0.headers()["www-authenticate"], "Bearer");
    check(
        &send("GET", "/replays", "wrong", "").await,
        401,
        "unauthorized",
    );
    let answer = send("GET", "/quarantine?page=2", "curator-token", "").await;
    check(&answer, 400, "invalid_parameter");
    check(
        &send("GET", "/replays?visibility=hidden", "", "").await,
        401,
        "unauthorized",
    );
    check(
        &send("GET", "/replays?cursor=AAAA", "", "").await,
        400,
        "invalid_cursor",
    );
}

#[tokio::test]
async fn a_malformed_id_is_not_found() {
    check(
        &send("GET", "/replays/4F8K", "", "").await,
        404,
        "not_found",
    );
    check(
        &send("GET", "/replays/4F8K/parts", "", "").await,
        404,
        "not_found",
    );
    let answer = send("PATCH", "/replays/4F8K", "curator-token", "{}").await;
    check(&answer, 404, "not_found");
    for method in ["GET", "DELETE"] {
        let answer = send(method, "/queries/Sweep", "curator-token", "").await;
        check(&answer, 404, "not_found");
    }
}

#[tokio::test]
async fn a_wrong_body_is_refused_before_the_store_is_asked() {
    let patch = |body| send("PATCH", "/replays/4f8k2m0c9d7s1xqa", "curator-token", body);
    check(&patch("[]").await, 400, "invalid_body");
    check(&patch(r#"{"note": 1}"#).await, 422, "invalid_field");
    let ask = |body| send("POST", "/queries", "curator-token", body);
    check(&ask("[]").await, 400, "invalid_body");
    check(&ask("{}").await, 422, "invalid_field");
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_503_without_internals() {
    for path in ["/health", "/replays/4f8k2m0c9d7s1xqa"] {
        let answer = send("GET", path, "", "").await;
        check(&answer, 503, "store_unavailable");
        assert_eq!(answer.1["detail"], "the store does not answer; try again");
        assert_eq!(answer.0.headers()["retry-after"], "1");
    }
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let (response, body) = send("HEAD", "/replays/4F8K", "", "").await;
    assert_eq!((response.status().as_u16(), body), (404, Value::Null));
}

#[tokio::test]
async fn anybody_gets_the_document_and_304_if_they_have_it() {
    let api = Api::new(config(&[("VIEWER_TOKENS", "app:viewer-token")]).unwrap());
    let mut request = Request::new(Body::Empty).with_raw_http_path("/openapi.json");
    let response = api.handle(request.clone(), Timestamp(NOW)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.body(), &Body::Text(openapi::DOCUMENT.to_owned()));
    let etag = response.headers()["etag"].clone();
    request.headers_mut().insert("if-none-match", etag);
    assert_eq!(api.handle(request, Timestamp(NOW)).await.status(), 304);
}
