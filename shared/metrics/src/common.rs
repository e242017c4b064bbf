//! What every function with a store measures.

use crate::Metric;

/// How often the store throttled. One metric for all functions, so that one alarm sees them all.
pub const STORE_THROTTLES: Metric = Metric::count(
    "StoreThrottles",
    "Requests to DynamoDB that it refused because there were too many, also where repeating them helped",
);
