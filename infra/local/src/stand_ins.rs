//! What stands in for services of the cloud: an embedded DynamoDB, a simulated Tencent, and a schedule.

pub(crate) mod embedded_store;
pub(crate) mod event_sources;
pub(crate) mod kept_files;
pub(crate) mod schedule;
pub(crate) mod simulated_tencent;

pub use embedded_store::EmbeddedError;
pub use simulated_tencent::{Play, SimulationError};
