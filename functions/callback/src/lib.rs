//! Receives the callbacks of Tencent Cloud Live: verifies the signature, stores the event, answers 200.
//!
//! A callback is answered with 200 only once it is stored. A correctly signed callback is never dropped: one that can't be
//! used, or that contradicts what is known, is stored whole in quarantine.

mod config;
mod handler;
mod metrics;
mod reply;

pub use config::Config;
pub use handler::Callback;
pub use metrics::METRICS;
pub use reply::Outcome;
