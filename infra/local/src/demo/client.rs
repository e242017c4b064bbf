//! A small HTTP client for the runner.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::TokioExecutor,
};
use lambda_http::http::{
    Request,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::Value;
use std::{error::Error, time::Duration};

/// As long as Tencent waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Nobody answers.
#[derive(Debug, thiserror::Error)]
#[error("nothing answers at {url} ({reason}): start it with `make run`")]
pub struct Unreachable {
    url: String,
    reason: String,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Null when it is no JSON.
    pub(super) body: Value,
}

/// Talks to one server.
pub(super) struct Client {
    url: String,
    http: Http<HttpConnector, Full<Bytes>>,
}

impl Client {
    pub(super) fn new(url: String) -> Self {
        let http = Http::builder(TokioExecutor::new()).build_http();
        Self { url, http }
    }

    pub(super) async fn post(&self, path: &str, body: String) -> Result<Answer, Unreachable> {
        let request =
            Request::post(format!("{}{path}", self.url)).header(CONTENT_TYPE, "application/json");
        self.send(request.body(body.into())).await
    }

    pub(super) async fn get(&self, path: &str, token: &str) -> Result<Answer, Unreachable> {
        let request = Request::get(format!("{}{path}", self.url))
            .header(AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Full::default())).await
    }

    async fn send(
        &self,
        request: Result<Request<Full<Bytes>>, lambda_http::http::Error>,
    ) -> Result<Answer, Unreachable> {
        let exchange = async {
            let response = self.http.request(request?).await?;
            let status = response.status().as_u16();
            let body = response.into_body().collect().await?.to_bytes();
            let body = serde_json::from_slice(&body).unwrap_or_default();
            Ok::<_, Box<dyn Error + Send + Sync>>(Answer { status, body })
        };
        let unreachable = |reason: &dyn Error| Unreachable {
            url: self.url.clone(),
            reason: root(reason).to_string(),
        };
        match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(unreachable(&*error)),
            Err(elapsed) => Err(unreachable(&elapsed)),
        }
    }
}

/// The first cause says most.
fn root(mut error: &dyn Error) -> &dyn Error {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}
