//! Delivers callbacks over HTTP, and keeps the answers.

pub use crate::callbacks::sender::Answer;

use crate::{Clock, Delivery, Sender};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, Uri,
    body::Bytes,
    header::{self, CONTENT_TYPE},
    http::uri::InvalidUri,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use replay_signature::Secret;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How it names itself, in logs for example. How Tencent does is documented nowhere.
pub const USER_AGENT: &str = "tencent-simulator";

/// How long Tencent waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Answers are one line long.
const MAX_ANSWER_BYTES: usize = 4_096;

/// The answer to the latest attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// When it came, in the world's time.
    pub at: i64,
    /// The answer.
    pub answer: Answer,
    /// The body of its answer.
    pub body: String,
}

/// All receipts, by event, for `DescribeCallbackRecordsList`. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Receipts(Arc<Mutex<HashMap<usize, Receipt>>>);

impl Receipts {
    /// Stores a receipt in place of the previous one.
    pub fn keep(&self, event: usize, receipt: Receipt) {
        let mut receipts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        receipts.insert(event, receipt);
    }

    /// The receipt of an event; `None` while it has not been sent.
    #[must_use]
    pub fn of(&self, event: usize) -> Option<Receipt> {
        let receipts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        receipts.get(&event).cloned()
    }
}

/// The number of deliveries by answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Answered with 200.
    pub accepted: usize,
    /// Answered with anything else.
    pub refused: usize,
    /// Not answered.
    pub unanswered: usize,
}

/// Posts what a [`Sender`] plans, one after the other.
#[derive(Debug)]
pub struct Courier {
    sender: Sender,
    url: Uri,
    key: Secret,
    clock: Clock,
    receipts: Receipts,
    http: Client<HttpConnector, Full<Bytes>>,
}

impl Courier {
    /// Posts to `url`, which is `http`, signed with `key` at the clock's time.
    ///
    /// # Errors
    /// When `url` is not a URL.
    pub fn new(sender: Sender, url: &str, key: Secret, clock: Clock) -> Result<Self, InvalidUri> {
        Ok(Self {
            sender,
            url: url.parse()?,
            key,
            clock,
            receipts: Receipts::default(),
            http: Client::builder(TokioExecutor::new()).build_http(),
        })
    }

    /// The receipts, which grow with each delivery.
    #[must_use]
    pub fn receipts(&self) -> Receipts {
        self.receipts.clone()
    }

    /// The sender whose plan it follows.
    #[must_use]
    pub fn sender(&self) -> &Sender {
        &self.sender
    }

    /// Delivers everything that is due by the clock.
    pub async fn deliver_due(&mut self) -> Round {
        let mut round = Round::default();
        while let Some(delivery) = self.sender.next_until(self.clock.now()) {
            let (answer, body) = self.post(&delivery).await;
            match answer {
                Answer::Status(200) => round.accepted += 1,
                Answer::Status(_) => round.refused += 1,
                Answer::None => round.unanswered += 1,
            }
            if let Some(event) = delivery.event() {
                let at = delivery.at;
                self.receipts.keep(event, Receipt { at, answer, body });
            }
            self.sender.answered(&delivery, answer);
        }
        round
    }

    /// Delivers each in its time, until nothing is left.
    pub async fn run(mut self) {
        while let Some(at) = self.sender.next_at() {
            self.clock.until(at).await;
            let round = self.deliver_due().await;
            if round.refused + round.unanswered > 0 {
                tracing::warn!(
                    "callbacks: {} accepted, {} refused, {} unanswered",
                    round.accepted,
                    round.refused,
                    round.unanswered
                );
            }
        }
    }

    async fn post(&self, delivery: &Delivery) -> (Answer, String) {
        let body = delivery.signed_at(&self.key, self.clock.wall());
        let request = Request::post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, USER_AGENT)
            .body(Full::from(body));
        let exchange = async {
            let response = self.http.request(request.ok()?).await.ok()?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES);
            let body = body.collect().await.ok()?.to_bytes();
            Some((status, String::from_utf8_lossy(&body).into_owned()))
        };
        match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(Some((status, body))) => (Answer::Status(status), body),
            Ok(None) | Err(_) => (Answer::None, String::new()),
        }
    }
}
