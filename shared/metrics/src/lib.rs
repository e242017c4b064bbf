//! Metrics, as CloudWatch reads them out of a function's log: lines of JSON in the embedded metric format.
//!
//! A function names each [`Metric`] once, in a table. It writes one [`Record`] for each thing that it did, in one place.

mod common;
mod line;
mod metric;
mod metrics;
mod record;

pub use common::{CALLBACKS_ACCEPTED, STORE_THROTTLES};
pub use metric::{Dimension, Listed, Metric, OTHER, Unit};
pub use metrics::Metrics;
pub use record::Record;
