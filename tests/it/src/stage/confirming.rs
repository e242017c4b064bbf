//! Hands the table's stream to the function that confirms at once, as Lambda does.

use super::Stage;
use crate::Table;
use fastrand::Rng;
use replay_grouping::Timestamp;
use replay_reconcile::Confirm;
use replay_simulator::Clock;
use replay_store::stream::{BatchResponse, confirm_filters, passes};
use serde_json::{Value, json};
use std::time::Duration;

/// The most records in a batch.
const BATCH: usize = 100;
/// How often a batch is sent again.
const RETRIES: usize = 3;
/// How long Lambda lets the function work.
const TIME: Duration = Duration::from_secs(57);
/// In how many steps callbacks come between two runs of reconcile.
const STEPS: i64 = 4;

/// How far the stream was read.
pub(super) struct StreamPosition {
    behind: Option<String>,
    random: Rng,
}

impl StreamPosition {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            behind: None,
            random: Rng::with_seed(seed),
        }
    }

    /// What was written since this was last called. Records of different items come in any order, now and then one of them
    /// twice.
    pub(super) fn next(&mut self, table: &Table) -> Records {
        let new = table.records(self.behind.as_deref());
        if let Some(last) = new.last() {
            self.behind = Some(sequence_number(last).to_owned());
        }
        let filters = confirm_filters();
        let mut passed: Vec<Value> = new
            .into_iter()
            .filter(|record| passes(&filters, record))
            .collect();
        self.random.shuffle(&mut passed);
        if let Some(twice) = passed.first().filter(|_| self.random.bool()) {
            passed.push(twice.clone());
        }
        Records(passed)
    }
}

/// Records that have passed the filters.
pub(super) struct Records(Vec<Value>);

impl Records {
    /// Hands them over in batches. What fails is sent again some times, and then given up.
    pub(super) async fn hand_to(&self, confirm: &Confirm, clock: &Clock) {
        for batch in self.0.chunks(BATCH) {
            let mut left = batch.to_vec();
            for _ in 0..=RETRIES {
                let response = handled(confirm, &left, clock).await;
                left.retain(|record| {
                    let mut failures = response.failures();
                    failures.any(|failed| failed == sequence_number(record))
                });
                if left.is_empty() {
                    break;
                }
            }
        }
    }
}

fn sequence_number(record: &Value) -> &str {
    record["dynamodb"]["SequenceNumber"].as_str().unwrap()
}

async fn handled(confirm: &Confirm, records: &[Value], clock: &Clock) -> BatchResponse {
    let event = json!({"Records": records});
    let handled = confirm.handle(&event, Timestamp(clock.now()), TIME);
    Box::pin(handled).await
}

impl Stage {
    /// What was written since it was last asked, and passes the filters of the function that confirms at once.
    pub fn to_confirm(&mut self) -> Vec<Value> {
        let new = || StreamPosition::new(1);
        self.stream.get_or_insert_with(new).next(&self.table).0
    }

    /// Confirms at once what was written since this was last done. One attempt.
    pub async fn confirm_now(&mut self) -> BatchResponse {
        let records = self.to_confirm();
        handled(&self.confirm, &records, &self.clock).await
    }

    /// Delivers all callbacks that are due by this second, and confirms at once what they tell, if the play wants it.
    pub(super) async fn deliver_and_confirm(&mut self, until: i64) {
        let begun = self.clock.now();
        for step in 1..=STEPS {
            if self.stream.is_some() {
                self.deliver_until(begun + (until - begun) * step / STEPS)
                    .await;
            }
            if let Some(stream) = &mut self.stream {
                let new = stream.next(&self.table);
                new.hand_to(&self.confirm, &self.clock).await;
            }
        }
        self.deliver_until(until).await;
    }
}
