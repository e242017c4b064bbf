//! Answers each request with the next of its replies, and remembers it.

use crate::credentials;
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use replay_signature::tc3::{self, SignedHeaders};
use std::{
    collections::VecDeque,
    convert::Infallible,
    future::pending,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

/// What a request is answered with.
pub(crate) enum Reply {
    Json(u16, String),
    /// The connection stays open, and nothing comes.
    Silence,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::Json(status, body.to_owned())
    }
}

/// A request as it came.
#[derive(Clone)]
pub(crate) struct Asked {
    headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// Whether it was signed with our keys, as a request to this service.
    pub(crate) fn is_signed_for(&self, service: &str) -> bool {
        let request = tc3::Request {
            service,
            host: self.header("host"),
            action: self.header("x-tc-action"),
            version: self.header("x-tc-version"),
            content_type: self.header("content-type"),
            payload: self.body.as_bytes(),
            timestamp: self.header("x-tc-timestamp").parse().unwrap(),
            signed_headers: SignedHeaders::Least,
        };
        request.authorization(&credentials()) == self.header("authorization")
    }
}

struct Script {
    replies: Mutex<VecDeque<Reply>>,
    asked: Mutex<Vec<Asked>>,
}

/// Stops with the runtime of its test.
pub(crate) struct Server {
    address: SocketAddr,
    script: Arc<Script>,
}

impl Server {
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::new(Script {
            replies: Mutex::new(replies.into_iter().collect()),
            asked: Mutex::default(),
        });
        let serving = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let script = Arc::clone(&serving);
                let service = service_fn(move |request| answer(Arc::clone(&script), request));
                let io = TokioIo::new(connection);
                tokio::spawn(http1::Builder::new().serve_connection(io, service));
            }
        });
        Self { address, script }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }
}

async fn answer(
    script: Arc<Script>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    script.asked.lock().unwrap().push(Asked {
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let reply = script.replies.lock().unwrap().pop_front();
    match reply.unwrap() {
        Reply::Json(status, body) => {
            let mut response = Response::new(Full::from(body));
            *response.status_mut() = status.try_into().unwrap();
            Ok(response)
        }
        Reply::Silence => pending().await,
    }
}
