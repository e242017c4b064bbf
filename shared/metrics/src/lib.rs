//! Metrics as lines of JSON in the embedded metric format, which CloudWatch reads from a function's log.
//!
//! A function lists each [`Metric`] once, in a table, and writes one [`Record`] for each invocation, in one place.

mod common;
mod line;
mod metric;
mod metrics;
mod record;

pub use common::{CALLBACKS_ACCEPTED, LARGEST_COLLECTION, STORE_THROTTLES};
pub use metric::{Dimension, Listed, Metric, OTHER, Unit};
pub use metrics::Metrics;
pub use record::Record;
