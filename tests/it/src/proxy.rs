//! A proxy in front of the store that counts what passes and fails as a test tells it.

use crate::{
    message::{Message, Reader},
    torn::{Conflict, Torn, Upstream},
};
use replay_store::Store;
use serde_json::{Value, json};
use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it passes.
    None,
    /// It passes after a pause.
    Slow,
    /// The store refuses a transaction because of another one.
    Conflict,
    /// The store throttles the request.
    Throttle,
    /// The connection breaks before the store gets the request.
    Lost,
    /// The connection breaks after the store has handled the request.
    AnswerLost,
    /// It passes, and who asks for item collections is told of one of 9 GB. The embedded store tells of none.
    Large,
}

/// Long enough for others to read in the meantime.
const SLOW: Duration = Duration::from_millis(20);

/// What has passed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// The operations, in order.
    pub operations: Vec<String>,
    /// Read capacity units. Only [`Proxy::metered`] counts them.
    pub read_units: f64,
    /// Write capacity units. Only [`Proxy::metered`] counts them.
    pub write_units: f64,
}

type Decide = dyn Fn(&str, usize) -> Fault + Send + Sync;

struct Shared {
    /// As in `127.0.0.1:8000`.
    upstream: String,
    metered: bool,
    torn: Option<Torn>,
    tally: Mutex<Tally>,
    decide: Box<Decide>,
}

/// A proxy in front of a store. It goes on until the test's runtime ends.
pub struct Proxy {
    endpoint: String,
    shared: Arc<Shared>,
}

impl Proxy {
    /// Starts one that fails as told. `decide` gets the operation and the number of requests before it.
    pub async fn start(
        upstream: &str,
        decide: impl Fn(&str, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        Self::serve(upstream, false, None, Box::new(decide)).await
    }

    /// Starts one that also shows transactions half: each item at a time of its own, which follows from `seed`.
    pub async fn torn(
        upstream: &str,
        seed: u64,
        decide: impl Fn(&str, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let torn = Torn::new(seed);
        Self::serve(upstream, false, Some(torn), Box::new(decide)).await
    }

    /// Starts one that never fails and counts capacity units too.
    pub async fn metered(upstream: &str) -> Self {
        Self::serve(upstream, true, None, Box::new(|_, _| Fault::None)).await
    }

    async fn serve(upstream: &str, metered: bool, torn: Option<Torn>, decide: Box<Decide>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            upstream: upstream.trim_start_matches("http://").to_owned(),
            metered,
            torn,
            tally: Mutex::default(),
            decide,
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let shared = Arc::clone(&serving);
                tokio::spawn(async move { shared.connection(client).await });
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

    /// What has passed since the last call.
    pub fn take(&self) -> Tally {
        std::mem::take(&mut self.shared.tally.lock().unwrap())
    }
}

impl Shared {
    /// Passes on the requests of one client. When this returns, the connection breaks.
    async fn connection(&self, mut client: TcpStream) -> io::Result<()> {
        let mut store = TcpStream::connect(&self.upstream).await?;
        client.set_nodelay(true)?;
        store.set_nodelay(true)?;
        let (mut requests, mut answers) = (Reader::default(), Reader::default());
        while let Some(request) = requests.next(&mut client).await? {
            let operation = request.operation().unwrap_or_default();
            let fault = self.decide(operation);
            match fault {
                Fault::Lost => return Ok(()),
                Fault::Conflict | Fault::Throttle => {
                    client.write_all(refusal(fault).as_bytes()).await?;
                    continue;
                }
                Fault::Slow => sleep(SLOW).await,
                Fault::None | Fault::AnswerLost | Fault::Large => {}
            }
            let mut upstream = Upstream {
                store: &mut store,
                answers: &mut answers,
            };
            let answer = match &self.torn {
                Some(torn) => match torn.pass(&request, &mut upstream).await? {
                    Ok(answer) => answer,
                    Err(Conflict) => {
                        client
                            .write_all(refusal(Fault::Conflict).as_bytes())
                            .await?;
                        continue;
                    }
                },
                None if self.metered => upstream.ask(&with_capacity(&request)).await?,
                None => upstream.ask(&request).await?,
            };
            let Some(mut answer) = answer else {
                return Ok(());
            };
            if fault == Fault::Large {
                answer = with_large_collection(&request, &answer);
            }
            if self.metered {
                self.count(operation, answer.body());
            }
            if fault == Fault::AnswerLost {
                return Ok(());
            }
            client.write_all(answer.bytes()).await?;
        }
        Ok(())
    }

    fn decide(&self, operation: &str) -> Fault {
        let mut tally = self.tally.lock().unwrap();
        let before = tally.operations.len();
        tally.operations.push(operation.to_owned());
        (self.decide)(operation, before)
    }

    fn count(&self, operation: &str, body: &[u8]) {
        let Ok(answer) = serde_json::from_slice::<Value>(body) else {
            return;
        };
        let units = |table: &Value| table["CapacityUnits"].as_f64().unwrap_or(0.0);
        let consumed = match &answer["ConsumedCapacity"] {
            Value::Array(tables) => tables.iter().map(units).sum(),
            table => units(table),
        };
        let writes = ["Put", "Update", "Delete", "TransactWrite", "BatchWrite"];
        let mut tally = self.tally.lock().unwrap();
        if writes.iter().any(|write| operation.starts_with(write)) {
            tally.write_units += consumed;
        } else {
            tally.read_units += consumed;
        }
    }
}

/// The store's answer to a refused request.
fn refusal(fault: Fault) -> String {
    let body = if fault == Fault::Conflict {
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
            "CancellationReasons": [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}],
        })
    } else {
        json!({
            "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
            "message": "The level of configured provisioned throughput for the table was exceeded.",
        })
    };
    let body = body.to_string();
    let length = body.len();
    format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// The answer, which tells of a large item collection if it was asked for.
fn with_large_collection(request: &Message, answer: &Message) -> Message {
    let asked: Value = serde_json::from_slice(request.body()).unwrap();
    let mut body: Value = serde_json::from_slice(answer.body()).unwrap();
    if asked["ReturnItemCollectionMetrics"] == "SIZE" {
        let key = json!({"pk": {"S": "S#push.example.com/live/room"}});
        let large = json!({"ItemCollectionKey": key, "SizeEstimateRangeGB": [9.0, 10.0]});
        body["ItemCollectionMetrics"] = json!({"table": [large]});
    }
    answer.with_body(body.to_string().as_bytes())
}

/// Asks the store to say what the request consumes.
fn with_capacity(request: &Message) -> Message {
    let mut body: Value = serde_json::from_slice(request.body()).unwrap();
    body["ReturnConsumedCapacity"] = json!("TOTAL");
    request.with_body(body.to_string().as_bytes())
}
