//! A small HTTP client for the runner.

use lambda_http::http::{
    self, Request,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use replay_https::Bytes;
use serde_json::Value;
use std::{error::Error, time::Duration};
use tokio::time::Instant;

/// As long as Tencent waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// A run takes at most 50 s, and waits for the one that goes on.
const RUN: Duration = Duration::from_secs(110);
/// A page of a hundred replays has some 100 KB.
const MAX_BYTES: usize = 10 << 20;

/// The runner does not answer.
#[derive(Debug, thiserror::Error)]
#[error("nothing answers at {url} ({reason}): start it with `make run`")]
pub struct Unreachable {
    url: String,
    reason: String,
}

pub(super) struct Answer {
    pub(super) status: u16,
    /// Null if it is not JSON.
    pub(super) body: Value,
}

pub(super) struct Client {
    url: String,
    http: replay_https::Client,
}

impl Client {
    pub(super) fn new(url: String) -> Result<Self, Unreachable> {
        match replay_https::Client::new(false, TIMEOUT) {
            Ok(http) => Ok(Self { url, http }),
            Err(error) => Err(unreachable(&url, &error)),
        }
    }

    pub(super) async fn post(&self, path: &str, body: String) -> Result<Answer, Unreachable> {
        let request = Request::post(format!("{}{path}", self.url));
        let request = request.header(CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()), TIMEOUT).await
    }

    /// Runs reconcile once.
    pub(super) async fn reconcile(&self) -> Result<Answer, Unreachable> {
        let request = Request::post(format!("{}/-/reconcile", self.url));
        self.send(request.body(Bytes::new()), RUN).await
    }

    pub(super) async fn get(&self, path: &str, token: &str) -> Result<Answer, Unreachable> {
        let request = Request::get(format!("{}{path}", self.url));
        let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Bytes::new()), TIMEOUT).await
    }

    async fn send(
        &self,
        request: http::Result<Request<Bytes>>,
        timeout: Duration,
    ) -> Result<Answer, Unreachable> {
        let request = request.map_err(|error| unreachable(&self.url, &error))?;
        let response = self.http.send(request, MAX_BYTES, Instant::now() + timeout);
        let response = response
            .await
            .map_err(|error| unreachable(&self.url, &error))?;
        Ok(Answer {
            status: response.status().as_u16(),
            body: serde_json::from_slice(response.body()).unwrap_or_default(),
        })
    }
}

/// The innermost cause is the most specific.
fn unreachable(url: &str, mut error: &dyn Error) -> Unreachable {
    while let Some(source) = error.source() {
        error = source;
    }
    Unreachable {
        url: url.to_owned(),
        reason: error.to_string(),
    }
}
