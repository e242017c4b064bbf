//! A stand-in for EventBridge and SQS: answers each request as told, and the rest well.

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinSet};

/// How one request is answered.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// It is done.
    All,
    /// The entries at these places are not taken.
    Partly(Vec<usize>),
    /// With this status and code.
    Refused(u16, &'static str),
    /// With a text that is no answer.
    Garbled,
}

#[derive(Default)]
struct Inside {
    answers: VecDeque<Answer>,
    asked: Vec<Value>,
    authorization: String,
}

/// The services, until it is dropped.
pub(super) struct Service {
    pub(super) endpoint: String,
    inside: Arc<Mutex<Inside>>,
    _accepting: JoinSet<()>,
}

impl Service {
    pub(super) async fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let inside = Arc::new(Mutex::new(Inside {
            answers: answers.into(),
            ..Inside::default()
        }));
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, Arc::clone(&inside)));
        Self {
            endpoint,
            inside,
            _accepting: accepting,
        }
    }

    /// The bodies of all requests.
    pub(super) fn taken(&self) -> Vec<Value> {
        self.inside.lock().unwrap().asked.clone()
    }

    pub(super) fn authorization(&self) -> String {
        self.inside.lock().unwrap().authorization.clone()
    }
}

async fn accept(listener: TcpListener, inside: Arc<Mutex<Inside>>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let inside = Arc::clone(&inside);
        let service = service_fn(move |request| answer(Arc::clone(&inside), request));
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(
    inside: Arc<Mutex<Inside>>,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let asked: Value = serde_json::from_slice(&body)?;
    let protocol = match head.headers["x-amz-target"].to_str().unwrap() {
        "AWSEvents.PutEvents" => "1.1",
        "AmazonSQS.SendMessage" => "1.0",
        other => panic!("{other}"),
    };
    assert_eq!(
        head.headers["content-type"],
        format!("application/x-amz-json-{protocol}")
    );
    assert_eq!(head.uri, "/");
    assert!(body.len() < 262_144 + 10_000);
    let mut inside = inside.lock().unwrap();
    head.headers["authorization"]
        .to_str()
        .unwrap()
        .clone_into(&mut inside.authorization);
    let entries = asked["Entries"].as_array().map_or(0, Vec::len);
    inside.asked.push(asked);
    let (status, text) = match inside.answers.pop_front().unwrap_or(Answer::All) {
        Answer::All => (200, results(entries, &[]).to_string()),
        Answer::Partly(failing) => (200, results(entries, &failing).to_string()),
        Answer::Refused(status, code) => (
            status,
            json!({"__type": code, "message": "as told"}).to_string(),
        ),
        Answer::Garbled => (200, "<html>".to_owned()),
    };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    Ok(response)
}

fn results(entries: usize, failing: &[usize]) -> Value {
    let result = |at| match failing.contains(&at) {
        true => json!({"ErrorCode": "InternalFailure", "ErrorMessage": "as told"}),
        false => json!({"EventId": at.to_string()}),
    };
    let results: Vec<Value> = (0..entries).map(result).collect();
    json!({"FailedEntryCount": failing.len(), "Entries": results, "MessageId": "1"})
}
