//! Runs everything on one machine: the functions behind one port, over an embedded store.
//!
//! Requests reach a function as the same events that API Gateway sends, so what works here works deployed.

mod banner;
mod config;
mod demo;
mod events;
mod gateway;
mod kept_lines;
mod runner;
mod stand_ins;
mod stream_followers;
mod usage;

pub use config::{Config, Data, Environment};
pub use demo::{DemoError, Unreachable, demo};
pub use gateway::{Caller, event};
pub use runner::{Runner, StartError, run};
pub use stand_ins::{EmbeddedError, Play, SimulationError};
pub use usage::USAGE;
