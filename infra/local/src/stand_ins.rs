//! What stands in here for services of the cloud.

pub(crate) mod embedded_store;
pub(crate) mod schedule;
pub(crate) mod simulated_tencent;

pub use embedded_store::EmbeddedError;
pub use simulated_tencent::{Play, SimulationError};
