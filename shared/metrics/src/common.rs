//! What more than one function measures.

use crate::Metric;

/// How often the store throttled. One metric for all functions, so that one alarm sees them all.
pub const STORE_THROTTLES: Metric = Metric::count(
    "StoreThrottles",
    "Requests to DynamoDB that it refused because there were too many, also where repeating them helped",
);

/// Callbacks that were accepted. Reconcile writes none of them with each run: of a metric without any value no alarm could
/// tell that nothing comes.
pub const CALLBACKS_ACCEPTED: Metric = Metric::count(
    "CallbacksAccepted",
    "Callbacks answered with 200: kept, known before, or in quarantine",
);
