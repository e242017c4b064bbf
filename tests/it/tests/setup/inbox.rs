//! Where CloudFormation waits for answers.

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    header::CONTENT_TYPE,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// The secret part of the address.
pub(crate) const SIGNED: &str = "X-Amz-Signature=hunter5";

#[derive(Default)]
struct Shared {
    statuses: Mutex<VecDeque<u16>>,
    answers: Mutex<Vec<Value>>,
}

/// Takes answers, until the test's runtime ends.
pub(crate) struct Inbox {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

impl Inbox {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&serving);
                let service = service_fn(move |request| take(Arc::clone(&shared), request));
                let connection = http1::Builder::new();
                tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        let url = format!("http://{address}/arn%3Aaws%3Acloudformation?{SIGNED}");
        Self { url, shared }
    }

    /// Responds to the next answers with these statuses, and then with 200.
    pub(crate) fn refuse(&self, statuses: &[u16]) {
        self.shared.statuses.lock().unwrap().extend(statuses);
    }

    /// Puts an answer back that was taken.
    pub(crate) fn put_back(&self, answer: Value) {
        self.shared.answers.lock().unwrap().push(answer);
    }

    /// The answers since the last call.
    pub(crate) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut self.shared.answers.lock().unwrap())
    }
}

async fn take(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    assert_eq!(
        (head.method.as_str(), head.uri.query()),
        ("PUT", Some(SIGNED))
    );
    assert_eq!(head.headers[CONTENT_TYPE], "");
    let body = body.collect().await.unwrap().to_bytes();
    assert!(body.len() < 4_096);
    shared
        .answers
        .lock()
        .unwrap()
        .push(serde_json::from_slice(&body).unwrap());
    let status = shared.statuses.lock().unwrap().pop_front();
    let mut response = Response::new(Full::default());
    *response.status_mut() = status.unwrap_or(200).try_into().unwrap();
    Ok(response)
}
