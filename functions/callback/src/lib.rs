//! Receives the callbacks of Tencent Cloud Live: verifies the signature, keeps the event, answers 200.
//!
//! Nothing is answered with 200 before it is stored, and nothing that is correctly signed is dropped: what can't be used
//! goes into quarantine.

mod config;
mod handler;
mod metrics;
mod reply;

pub use config::Config;
pub use handler::Callback;
pub use metrics::METRICS;
