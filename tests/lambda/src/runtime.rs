//! A stub of Lambda's Runtime API for one sandbox. It hands out events and takes answers.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{
    collections::HashMap,
    future::pending,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot, watch},
    task::JoinSet,
};

/// The longest timeout of a function, that of reconcile.
const TIMEOUT: Duration = Duration::from_secs(60);

const PREFIX: &str = "/2018-06-01/runtime";

/// The outcome of an event.
#[derive(Debug)]
pub enum Outcome {
    /// The function's answer.
    Answer(Value),
    /// The error that the function reported.
    Error(Value),
}

struct Invocation {
    id: String,
    event: Bytes,
}

struct Shared {
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    outcomes: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
    /// When the program first asked for an event.
    first: watch::Sender<Option<Instant>>,
    /// Whether answers are held without acknowledgement, and whether one is held now.
    holding: AtomicBool,
    held: watch::Sender<bool>,
}

/// The Runtime API of one sandbox, until it is dropped.
pub struct Runtime {
    /// As in `AWS_LAMBDA_RUNTIME_API`.
    pub address: String,
    events: mpsc::UnboundedSender<Invocation>,
    next: AtomicU64,
    shared: Arc<Shared>,
    _accepting: JoinSet<()>,
}

impl Runtime {
    /// Starts an API without events.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (events, receiver) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            events: receiver.into(),
            outcomes: Mutex::default(),
            first: watch::Sender::new(None),
            holding: AtomicBool::new(false),
            held: watch::Sender::new(false),
        });
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, Arc::clone(&shared)));
        Self {
            address,
            events,
            next: AtomicU64::new(1),
            shared,
            _accepting: accepting,
        }
    }

    /// Queues an event, and returns the receiver of its outcome.
    pub fn send(&self, event: &Value) -> oneshot::Receiver<Outcome> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let id = format!("00000000-0000-4000-8000-{number:012}");
        let (outcome, receiver) = oneshot::channel();
        let mut outcomes = self.shared.outcomes.lock().unwrap();
        outcomes.insert(id.clone(), outcome);
        let event = event.to_string().into();
        self.events.send(Invocation { id, event }).unwrap();
        receiver
    }

    /// Waits until the program first asks for an event, and returns that time.
    pub async fn first_asked(&self) -> Instant {
        let mut first = self.shared.first.subscribe();
        let asked = first.wait_for(Option::is_some).await.unwrap();
        asked.unwrap()
    }

    /// Whether the program has ever asked for an event.
    pub fn was_asked(&self) -> bool {
        self.shared.first.borrow().is_some()
    }

    /// From now on answers are read and not acknowledged, as if the sandbox ended at that moment.
    pub fn hold_answers(&self) {
        self.shared.holding.store(true, Ordering::Relaxed);
    }

    /// Waits for an answer that is held.
    pub async fn holds_an_answer(&self) {
        let mut held = self.shared.held.subscribe();
        held.wait_for(|held| *held).await.unwrap();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let shared = Arc::clone(&shared);
            let service = service_fn(move |request| answer(Arc::clone(&shared), request));
            connections
                .spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let path = head.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (head.method, parts.as_slice()) {
        (Method::GET, ["invocation", "next"]) => Ok(shared.next().await),
        (Method::POST, ["invocation", id, what @ ("response" | "error")]) => {
            if shared.holding.load(Ordering::Relaxed) {
                shared.held.send_replace(true);
                pending::<()>().await;
            }
            let body = serde_json::from_slice(&body).map_err(io::Error::other)?;
            let outcome = match *what {
                "response" => Outcome::Answer(body),
                _ => Outcome::Error(body),
            };
            if let Some(waiting) = shared.outcomes.lock().unwrap().remove(*id) {
                // The sender of the event may no longer wait.
                let _ = waiting.send(outcome);
            }
            Ok(status(StatusCode::ACCEPTED))
        }
        (Method::POST, ["init", "error"]) => Ok(status(StatusCode::ACCEPTED)),
        _ => Ok(status(StatusCode::NOT_FOUND)),
    }
}

impl Shared {
    /// Waits for an event, as Lambda freezes a sandbox that has none.
    async fn next(&self) -> Response<Full<Bytes>> {
        self.first.send_if_modified(|first| {
            let asked_before = first.is_some();
            first.get_or_insert_with(Instant::now);
            !asked_before
        });
        let Some(Invocation { id, event }) = self.events.lock().await.recv().await else {
            return status(StatusCode::GONE);
        };
        let deadline = (SystemTime::now() + TIMEOUT).duration_since(UNIX_EPOCH);
        Response::builder()
            .header("content-type", "application/json")
            .header("lambda-runtime-aws-request-id", id)
            .header(
                "lambda-runtime-deadline-ms",
                deadline.unwrap().as_millis().to_string(),
            )
            .header(
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:eu-central-1:123456789012:function:replay",
            )
            .header(
                "lambda-runtime-trace-id",
                "Root=1-68e7805e-4b1f0a7c2d3e4f5061728394;Parent=4b1f0a7c2d3e4f50;Sampled=0",
            )
            .body(Full::new(event))
            .unwrap()
    }
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"{}")));
    *response.status_mut() = status;
    response
}
