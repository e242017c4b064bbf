//! The callbacks of a world on their way to the function.

use crate::{key, request};
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_simulator::{Answer, Clock, Disorder, Receipt, Receipts, Sender, World};
use std::sync::Arc;

/// Sends the callbacks of a world, and keeps the answers for Tencent's records of them.
pub(super) struct Deliveries {
    sender: Sender,
    receipts: Receipts,
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
        }
    }

    /// Delivers all callbacks that are due by this second, and moves the clock there.
    pub(super) async fn until(&mut self, until: i64, clock: &Clock, callback: &Callback) {
        while let Some(delivery) = self.sender.next_until(until) {
            clock.set(delivery.at.max(clock.now()));
            let body = delivery.signed_at(&key(), clock.now());
            let posted = request("POST", "/callbacks/live", &[], &body);
            let response = callback.handle(posted, Timestamp(clock.now())).await;
            let answer = Answer::Status(response.status().as_u16());
            if let Some(event) = delivery.event() {
                let receipt = Receipt {
                    at: clock.now(),
                    answer,
                    body: String::new(),
                };
                self.receipts.keep(event, receipt);
            }
            self.sender.answered(&delivery, answer);
        }
        clock.set(until.max(clock.now()));
    }

    /// The ids of all forged files.
    pub(super) fn forged_files(&self) -> Vec<String> {
        self.sender.forged_files().into_keys().collect()
    }
}
