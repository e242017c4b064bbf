//! Runs the whole bundle on one machine: the functions behind one port, over an embedded store.
//!
//! Requests reach a function as the same event that API Gateway sends, so what works here works there.

mod banner;
mod config;
mod demo;
mod embedded;
mod envelope;
mod environment;
mod gateway;
mod problem;
mod reconciling;
mod runner;
mod server;
mod simulated;
mod usage;

pub use config::{Config, Data};
pub use demo::{DemoError, Unreachable, demo};
pub use embedded::EmbeddedError;
pub use envelope::{Caller, event};
pub use environment::Environment;
pub use runner::{Runner, StartError, run};
pub use simulated::{Play, SimulationError};
pub use usage::USAGE;
