//! The callbacks of a world on their way to the function.

use crate::{key, part, request, signed};
use futures_util::future::join_all;
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_simulator::{Answer, Clock, Delivery, Disorder, Receipt, Receipts, Sender, World};
use std::sync::Arc;

/// How many callbacks come together, where they do.
const TOGETHER: usize = 4;

/// Sends the callbacks of a world, and keeps the answers for Tencent's records of them.
pub(super) struct Deliveries {
    sender: Sender,
    receipts: Receipts,
    /// How many new streams a forger names in each minute in which callbacks come.
    new_streams: u64,
    /// The minute in which the forger did that last, and how many streams that makes.
    forged: (i64, u64),
}

impl Deliveries {
    pub(super) fn new(
        world: &Arc<World>,
        disorder: &Disorder,
        seed: u64,
        receipts: Receipts,
    ) -> Self {
        Self {
            sender: Sender::new(Arc::clone(world), disorder, seed),
            receipts,
            new_streams: 0,
            forged: (0, 0),
        }
    }

    pub(super) fn with_new_streams(self, new_streams: u64) -> Self {
        Self {
            new_streams,
            ..self
        }
    }

    /// Forges the first callbacks of a minute: each is about a file of a stream that nobody knows.
    async fn forge(&mut self, now: i64, callback: &Callback) {
        if self.forged.0 == now / 60 {
            return;
        }
        self.forged.0 = now / 60;
        for _ in 0..self.new_streams {
            self.forged.1 += 1;
            let name = format!("forged{}", self.forged.1);
            let file = part(&name, 900_000 + self.forged.1, "mp4", now - 100, now - 40);
            let posted = request("POST", "/callbacks/live", &[], &signed(&file, now));
            Box::pin(callback.handle(posted, Timestamp(now))).await;
        }
    }

    /// Delivers all callbacks that are due by this second, and moves the clock there.
    pub(super) async fn until(&mut self, until: i64, clock: &Clock, callback: &Callback) {
        self.deliver(1, until, clock, callback).await;
    }

    /// The same, several at a time.
    pub(super) async fn together_until(&mut self, until: i64, clock: &Clock, callback: &Callback) {
        self.deliver(TOGETHER, until, clock, callback).await;
    }

    async fn deliver(&mut self, together: usize, until: i64, clock: &Clock, callback: &Callback) {
        loop {
            let next = std::iter::from_fn(|| self.sender.next_until(until));
            let deliveries: Vec<Delivery> = next.take(together).collect();
            let Some(last) = deliveries.last() else {
                break;
            };
            clock.set(last.at.max(clock.now()));
            self.forge(clock.now(), callback).await;
            let posting = deliveries.iter().map(|delivery| {
                let body = delivery.signed_at(&key(), clock.now());
                let posted = request("POST", "/callbacks/live", &[], &body);
                callback.handle(posted, Timestamp(clock.now()))
            });
            let responses = join_all(posting.map(Box::pin)).await;
            for (delivery, response) in deliveries.iter().zip(responses) {
                let answer = Answer::Status(response.status().as_u16());
                if let Some(event) = delivery.event() {
                    let receipt = Receipt {
                        at: clock.now(),
                        answer,
                        body: String::new(),
                    };
                    self.receipts.keep(event, receipt);
                }
                self.sender.answered(delivery, answer);
            }
        }
        clock.set(until.max(clock.now()));
    }

    /// The ids of all forged files.
    pub(super) fn forged_files(&self) -> Vec<String> {
        self.sender.forged_files().into_keys().collect()
    }
}
