//! What goes wrong, and when it is tried again.

use crate::{
    NOW, Reply, Server, client, credentials, nothing_found, refusal, search, settings, start,
};
use replay_grouping::FileId;
use replay_tencent::client::{ApiError, Settings};
use std::{error::Error, time::Duration};
use tokio::net::TcpListener;

/// How often a search is asked that gets these replies, and how it ends.
async fn ask(replies: impl IntoIterator<Item = Reply>) -> (u64, Option<ApiError>) {
    let (server, client) = start(replies).await;
    let error = client.search_media(&search()).await.err();
    assert_eq!(server.asked().len() as u64, client.calls());
    (client.calls(), error)
}

#[tokio::test]
async fn an_error_comes_with_status_200() {
    let body = include_str!("../answers/vod_error_response.json");
    let (calls, error) = ask([(); 3].map(|()| Reply::json(200, body))).await;
    let error = error.unwrap();
    assert_eq!(calls, 3);
    assert!(error.is_throttled() && error.is_retryable());
    insta::assert_snapshot!(error);
}

#[tokio::test]
async fn every_attempt_is_signed_for_its_own_second() {
    let (server, client) = start([
        refusal("RequestLimitExceeded"),
        refusal("InternalError.DBError"),
        nothing_found(),
    ])
    .await;
    client.search_media(&search()).await.unwrap();

    assert_eq!(client.calls(), 3);
    for (asked, second) in server.asked().iter().zip(NOW..) {
        assert_eq!(asked.header("x-tc-timestamp"), second.to_string());
        assert!(asked.is_signed_for("vod"));
    }
}

#[tokio::test]
async fn final_errors_are_not_retried() {
    for code in ["AuthFailure.SignatureExpire", "InvalidParameterValue.Limit"] {
        let (calls, error) = ask([refusal(code)]).await;
        assert_eq!(calls, 1);
        assert!(matches!(error, Some(ApiError::Refused { code: it, .. }) if it == code));
    }
    let (calls, error) = ask([Reply::json(200, "{\"Resp")]).await;
    assert_eq!(calls, 1);
    assert!(matches!(error, Some(ApiError::Malformed { .. })));
    let (calls, error) = ask([Reply::json(404, "not here")]).await;
    assert_eq!(calls, 1);
    assert!(matches!(error, Some(ApiError::Status { status: 404, .. })));
}

#[tokio::test]
async fn temporary_errors_are_retried() {
    let busy = || Reply::json(503, "<html>busy</html>");
    let often = Reply::json(429, "");
    let (calls, error) = ask([busy(), often, nothing_found()]).await;
    assert!(calls == 3 && error.is_none());
    let (calls, error) = ask([busy(), busy(), busy()]).await;
    assert_eq!(calls, 3);
    assert!(matches!(error, Some(ApiError::Status { status: 503, .. })));
}

#[tokio::test]
async fn the_envelope_counts_before_the_status() {
    let body = r#"{"Response":{"Error":{"Code":"AuthFailure"},"RequestId":null}}"#;
    let (calls, error) = ask([Reply::json(500, body)]).await;
    assert_eq!(calls, 1);
    assert!(matches!(error, Some(ApiError::Refused { .. })));
    // A fine answer with a bad status is no answer.
    let body = r#"{"Response":{"TotalCount":0}}"#;
    let (_, error) = ask([Reply::json(400, body)]).await;
    assert!(matches!(error, Some(ApiError::Status { status: 400, .. })));
}

#[tokio::test]
async fn silence_times_out_every_time() {
    let server = Server::start([(); 3].map(|()| Reply::Silence)).await;
    let client = client(Settings {
        request_timeout: Duration::from_millis(30),
        ..settings(&server)
    });
    let error = client.search_media(&search()).await.unwrap_err();
    assert!(matches!(error, ApiError::TimedOut { .. }), "{error}");
    assert_eq!(client.calls(), 3);
}

#[tokio::test]
async fn an_unreachable_server_is_a_transport_error() {
    let server = Server::start([]).await;
    let client = client(Settings {
        // Nothing listens on port 1.
        vod: "http://127.0.0.1:1".parse().unwrap(),
        ..settings(&server)
    });
    let error = client.search_media(&search()).await.unwrap_err();
    assert!(matches!(error, ApiError::Transport { .. }), "{error}");
    assert!(error.source().is_some());
    assert_eq!(client.calls(), 3);
}

#[tokio::test]
async fn a_lookup_ends_with_the_first_request_that_fails() {
    let found = r#"{"Response":{"MediaInfoSet":[]}}"#;
    let replies = [Reply::json(200, found), refusal("UnauthorizedOperation")];
    let (_server, client) = start(replies).await;
    let ids = vec![FileId::new("1").unwrap(); 60];
    assert!(client.describe_media(&ids).await.is_err());
    assert_eq!(client.calls(), 2);
}

#[tokio::test]
async fn https_means_tls() {
    let server = Server::start([]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut settings = settings(&server);
    settings.vod = format!("https://{address}").parse().unwrap();
    settings.retry.attempts = 1;
    let client = client(settings);
    let search = search();
    let peek = async {
        let (connection, _) = listener.accept().await.unwrap();
        let mut first = [0];
        connection.peek(&mut first).await.unwrap();
        first[0]
    };
    let (first, answer) = tokio::join!(peek, client.search_media(&search));
    // A TLS record of type handshake. The peer then hangs up.
    assert_eq!(first, 22);
    assert!(matches!(answer, Err(ApiError::Transport { .. })));
}

#[tokio::test]
async fn no_error_contains_a_secret() {
    let (_, error) = ask([refusal("AuthFailure")]).await;
    let server = Server::start([]).await;
    let told = format!("{error:?} {:?}", settings(&server));
    assert!(!told.contains(credentials().secret_key.expose()), "{told}");
}
