//! Runs the whole bundle on one machine: the functions behind one port, over an embedded store.
//!
//! Requests reach a function as the same event that API Gateway sends, so what works here works there.

mod banner;
mod config;
mod demo;
mod embedded;
mod envelope;
mod gateway;
mod problem;
mod runner;
mod server;

pub use config::{Config, Data, Environment};
pub use demo::{DemoError, Unreachable, demo};
pub use embedded::EmbeddedError;
pub use envelope::{Caller, event};
pub use runner::{Runner, StartError, run};
