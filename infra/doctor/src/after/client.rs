//! Requests to what was deployed.

use replay_https::{
    Bytes, Client, NoTls, SendError,
    http::{Request, Response},
    with_causes,
};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

const CONNECT: Duration = Duration::from_secs(5);
/// Longer than API Gateway waits for a function.
const ANSWER: Duration = Duration::from_secs(35);
/// As much as Lambda answers with.
const MAX_ANSWER_BYTES: usize = 6 << 20;

/// A client of the API and of the callbacks.
pub(super) struct Api(Client);

impl Api {
    pub(super) fn new(urls: &[&str]) -> Result<Self, NoTls> {
        let https = urls.iter().any(|url| url.starts_with("https:"));
        Client::new(https, CONNECT).map(Self)
    }

    /// The answer, or why there is none.
    pub(super) async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let deadline = Instant::now() + ANSWER;
        let answer = self.0.send(request, MAX_ANSWER_BYTES, deadline).await;
        answer.map_err(|error: SendError| with_causes(&error))
    }

    /// Status and JSON of an answer; without JSON, null.
    pub(super) async fn json(&self, request: Request<Bytes>) -> Result<(u16, Value), String> {
        let answer = self.send(request).await?;
        let body = serde_json::from_slice(answer.body()).unwrap_or_default();
        Ok((answer.status().as_u16(), body))
    }

    pub(super) async fn get(&self, url: &str, token: Option<&str>) -> Result<(u16, Value), String> {
        self.json(request("GET", url, token, Bytes::new())?).await
    }
}

/// A request, with a token where there is one.
pub(super) fn request(
    method: &str,
    url: &str,
    token: Option<&str>,
    body: Bytes,
) -> Result<Request<Bytes>, String> {
    let mut request = Request::builder().method(method).uri(url);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request
        .body(body)
        .map_err(|_| format!("{url} is no address"))
}
