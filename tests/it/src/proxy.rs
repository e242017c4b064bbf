//! The way to the store, which counts what passes and fails as told.

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use replay_store::Store;
use serde_json::{Value, json};
use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it passes.
    None,
    /// It passes, but takes its time.
    Slow,
    /// The store refuses a transaction because of another one.
    Conflict,
    /// The store asks to come back later.
    Throttle,
    /// The store does not get it: the connection breaks.
    Lost,
    /// The store does it, but the answer is lost.
    AnswerLost,
}

/// Long enough for others to read in the meantime.
const SLOW: Duration = Duration::from_millis(20);

/// What has passed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// The operations, in order.
    pub operations: Vec<String>,
    /// Read capacity units.
    pub read_units: f64,
    /// Write capacity units.
    pub write_units: f64,
}

type Decide = dyn Fn(&str, usize) -> Fault + Send + Sync;

struct Shared {
    upstream: String,
    client: Client<HttpConnector, Full<Bytes>>,
    tally: Mutex<Tally>,
    decide: Box<Decide>,
}

/// A proxy in front of a store. It goes on until the test's runtime ends.
pub struct Proxy {
    endpoint: String,
    shared: Arc<Shared>,
}

impl Proxy {
    /// Starts one. `decide` is given the operation and how many requests came before.
    pub async fn start(
        upstream: &str,
        decide: impl Fn(&str, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            tally: Mutex::default(),
            decide: Box::new(decide),
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let shared = Arc::clone(&serving);
                let service = service_fn(move |request| pass(Arc::clone(&shared), request));
                let connection = hyper::server::conn::http1::Builder::new();
                tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { endpoint, shared }
    }

    /// A client that goes this way.
    pub fn store(&self, settings: &[(&str, &str)]) -> Store {
        crate::table::store_at(&self.endpoint, settings)
    }

    /// Where it answers.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What has passed since it was last asked.
    pub fn take(&self) -> Tally {
        std::mem::take(&mut self.shared.tally.lock().unwrap())
    }
}

async fn pass(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let target = head
        .headers
        .get("x-amz-target")
        .and_then(|target| target.to_str().ok())
        .unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let fault = {
        let mut tally = shared.tally.lock().unwrap();
        let before = tally.operations.len();
        tally.operations.push(operation.clone());
        (shared.decide)(&operation, before)
    };
    match fault {
        Fault::Lost => return Err(io::Error::other("the connection broke")),
        Fault::Conflict => {
            return Ok(refusal(&json!({
                "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
                "CancellationReasons": [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}],
            })));
        }
        Fault::Throttle => {
            return Ok(refusal(&json!({
                "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                "message": "The level of configured provisioned throughput for the table was exceeded.",
            })));
        }
        Fault::Slow => tokio::time::sleep(SLOW).await,
        Fault::None | Fault::AnswerLost => {}
    }
    let mut asked = Request::post(&shared.upstream)
        .body(Full::new(with_capacity(&body)))
        .map_err(io::Error::other)?;
    *asked.headers_mut() = head.headers;
    asked.headers_mut().remove("content-length");
    asked.headers_mut().remove("host");
    let answer = shared
        .client
        .request(asked)
        .await
        .map_err(io::Error::other)?;
    let (mut head, body) = answer.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    count(&shared, &operation, &body);
    if fault == Fault::AnswerLost {
        return Err(io::Error::other("the connection broke"));
    }
    head.headers.remove("x-amz-crc32");
    Ok(Response::from_parts(head, Full::new(body)))
}

fn refusal(body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

/// Asks the store to say what the request consumes.
fn with_capacity(body: &Bytes) -> Bytes {
    let Ok(Value::Object(mut request)) = serde_json::from_slice(body) else {
        return body.clone();
    };
    request.insert("ReturnConsumedCapacity".to_owned(), json!("TOTAL"));
    Value::Object(request).to_string().into()
}

fn count(shared: &Shared, operation: &str, body: &Bytes) {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let consumed = match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables
            .iter()
            .filter_map(|table| table["CapacityUnits"].as_f64())
            .sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
    };
    let mut tally = shared.tally.lock().unwrap();
    if operation.contains("Write")
        || operation.starts_with("Put")
        || operation.starts_with("Delete")
    {
        tally.write_units += consumed;
    } else {
        tally.read_units += consumed;
    }
}
