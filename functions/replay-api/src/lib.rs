//! The Lambda function that lists replays, shows them, and lets curators change them.
//!
//! [`Api::handle`] answers an HTTP request: it finds the route, authenticates the caller, reads the parameters, and calls
//! the endpoint. `http` and `media` lie below `views`, and those below `endpoints` and `relay`.
//!
//! [`Relay::handle`] reads the table's stream, and tells others what happened.

mod api;
mod config;
mod endpoints;
mod http;
mod media;
mod metrics;
mod openapi;
mod relay;
mod views;

pub use api::Api;
pub use config::Config;
pub use http::{Access, Code, Function, ROUTES, Route};
pub use metrics::METRICS;
pub use relay::{Event, EventType, RELAY_METRICS, Relay, RelayConfig, Relayed, Unreadable};

#[cfg(test)]
mod tests;
