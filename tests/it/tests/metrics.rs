//! What the functions measure, and that CloudWatch can read it.

mod callbacks;
mod format;
mod list;
mod requests;
mod runs;

use replay_it::NAMESPACE;
use replay_metrics::Listed;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Nothing listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

/// All metrics are written, beside the usual settings.
pub(crate) const ON: &[(&str, &str)] = &[NAMESPACE, ("METRICS", "all")];

/// A line as a snapshot holds it, without measured times.
fn still(mut line: Value) -> Value {
    for metric in ["CallbackLatency", "RequestLatency"] {
        if let Some(measured) = line.get_mut(metric) {
            assert!(measured.is_u64());
            *measured = json!(0);
        }
    }
    line
}

fn all(metrics: &[Listed]) -> BTreeSet<&str> {
    metrics.iter().map(|metric| metric.name).collect()
}
