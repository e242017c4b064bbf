//! Sends every callback to each house in its second, and notes when.

use crate::house::{House, KEY};
use replay_https::{
    Bytes, Client,
    http::{Request, header::CONTENT_TYPE},
};
use replay_signature::Secret;
use replay_simulator::{Answer, Clock, Delivery, Disorder, Receipt, Receipts, Sender, World};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::Instant};

/// As long as Tencent waits.
const TIMEOUT: Duration = Duration::from_secs(20);
const MAX_BYTES: usize = 4_096;

/// When the callback of each event was first sent.
pub(crate) type Sent = HashMap<usize, Instant>;

/// Tencent's callbacks to one house.
struct Line {
    sender: Sender,
    url: String,
    receipts: Receipts,
}

pub(crate) struct Courier {
    lines: Vec<Line>,
    clock: Clock,
    key: Secret,
}

impl Courier {
    pub(crate) fn new(world: &Arc<World>, clock: &Clock, houses: &[House]) -> Self {
        let line = |house: &House| Line {
            sender: Sender::new(Arc::clone(world), &Disorder::default(), 1),
            url: format!("{}/callbacks/live", house.url),
            receipts: house.receipts.clone(),
        };
        Self {
            lines: houses.iter().map(line).collect(),
            clock: clock.clone(),
            key: Secret::new(KEY).unwrap(),
        }
    }

    /// Sends until nothing is left, house by house at the same time.
    pub(crate) async fn run(self) -> Vec<Sent> {
        let mut lines = JoinSet::new();
        for (place, line) in self.lines.into_iter().enumerate() {
            let (clock, key) = (self.clock.clone(), self.key.clone());
            lines.spawn(async move { (place, line.run(clock, key).await) });
        }
        let mut sent = lines.join_all().await;
        sent.sort_by_key(|(place, _)| *place);
        sent.into_iter().map(|(_, sent)| sent).collect()
    }
}

impl Line {
    async fn run(mut self, clock: Clock, key: Secret) -> Sent {
        let http = Client::new(false, TIMEOUT).unwrap();
        let mut sent = Sent::new();
        while let Some(at) = self.sender.next_at() {
            clock.until(at).await;
            while let Some(delivery) = self.sender.next_until(clock.now()) {
                if let Some(event) = delivery.event() {
                    sent.entry(event).or_insert_with(Instant::now);
                }
                let body = delivery.signed_at(&key, clock.wall());
                let (answer, body) = self.post(&http, body).await;
                self.note(&delivery, answer, body);
            }
        }
        sent
    }

    async fn post(&self, http: &Client, body: String) -> (Answer, String) {
        let request = Request::post(&self.url).header(CONTENT_TYPE, "application/json");
        let request = request.body(Bytes::from(body)).unwrap();
        match http
            .send(request, MAX_BYTES, Instant::now() + TIMEOUT)
            .await
        {
            Ok(answer) => {
                let body = String::from_utf8_lossy(answer.body()).into_owned();
                (Answer::Status(answer.status().as_u16()), body)
            }
            Err(_) => (Answer::None, String::new()),
        }
    }

    fn note(&mut self, delivery: &Delivery, answer: Answer, body: String) {
        if let Some(event) = delivery.event() {
            let at = delivery.at;
            self.receipts.keep(event, Receipt { at, answer, body });
        }
        self.sender.answered(delivery, answer);
    }
}
