//! A small client that signs as the official ones do.

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes};
use hyper_util::{
    client::legacy::{Client as Http, Error, connect::HttpConnector},
    rt::TokioExecutor,
};
use replay_signature::{
    Secret,
    tc3::{CONTENT_TYPE, Credentials, Request as Signed, SignedHeaders},
};
use serde_json::Value;

pub(crate) fn credentials() -> Credentials {
    Credentials {
        secret_id: "AKIDsimulator".to_owned(),
        secret_key: Secret::new("simulator-secret-key").unwrap(),
        token: None,
    }
}

pub(crate) struct Client {
    http: Http<HttpConnector, Full<Bytes>>,
    endpoint: String,
    pub(crate) credentials: Credentials,
    pub(crate) now: i64,
    pub(crate) version: &'static str,
    pub(crate) signed_headers: SignedHeaders,
    /// Sent instead of the body that was signed.
    pub(crate) instead: Option<&'static str>,
}

impl Client {
    pub(crate) fn new(endpoint: String, now: i64) -> Self {
        Self {
            http: Http::builder(TokioExecutor::new()).build_http(),
            endpoint,
            credentials: credentials(),
            now,
            version: "2018-07-17",
            signed_headers: SignedHeaders::Least,
            instead: None,
        }
    }

    /// Status and body; null when that is no JSON.
    pub(crate) async fn call(&self, action: &str, body: &Value) -> Result<(u16, Value), Error> {
        let body = body.to_string();
        let signed = Signed {
            service: if self.version == "2018-08-01" {
                "live"
            } else {
                "vod"
            },
            host: self.endpoint.trim_start_matches("http://"),
            action,
            version: self.version,
            content_type: CONTENT_TYPE,
            payload: body.as_bytes(),
            timestamp: self.now,
            signed_headers: self.signed_headers,
        };
        let mut request = Request::post(format!("{}/", self.endpoint));
        for (name, value) in signed.headers(&self.credentials) {
            request = request.header(name, value);
        }
        let sent = self.instead.map_or(body.clone(), str::to_owned);
        let response = self
            .http
            .request(request.body(Full::from(sent)).unwrap())
            .await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
    }

    /// The code of the error in an HTTP 200.
    pub(crate) async fn refusal(&self, action: &str, body: &Value) -> String {
        let (status, answer) = self.call(action, body).await.unwrap();
        assert_eq!(status, 200);
        answer["Response"]["Error"]["Code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}
