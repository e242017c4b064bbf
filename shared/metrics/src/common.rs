//! The metrics that several functions write.

use crate::{Metric, Record};

/// How often the store throttled. All functions write the same metric, so that one alarm covers them all.
pub const STORE_THROTTLES: Metric = Metric::count(
    "StoreThrottles",
    "Requests to DynamoDB that it refused because there were too many, also where repeating them helped",
);

/// Callbacks that were accepted. Reconcile writes a 0 with each run, because an alarm can't watch a metric without values.
pub const CALLBACKS_ACCEPTED: Metric = Metric::count(
    "CallbacksAccepted",
    "Callbacks answered with 200: kept, known before, or in quarantine",
)
.needed();

/// How near a stream is to the 10 GB at which DynamoDB takes no more items of one partition key, as the table has a local
/// index.
pub const LARGEST_COLLECTION: Metric = Metric::gigabytes(
    "LargestCollection",
    "The size of a stream's items that were written to, as DynamoDB estimates it, rounded down",
)
.needed();

impl Record {
    /// What every function measures of the store; the largest collection is known after a write alone.
    pub fn add_store(&mut self, throttles: u64, largest_collection: Option<u64>) {
        self.add(STORE_THROTTLES, throttles);
        if let Some(gigabytes) = largest_collection {
            self.add(LARGEST_COLLECTION, gigabytes);
        }
    }
}
