//! The Lambda function that lists replays, shows them, and lets curators change them.
//!
//! [`Api::handle`] answers an HTTP request: it finds the route, authenticates the caller, reads the parameters, and calls
//! the endpoint. `http` and `media` lie below `views`, and those below `endpoints`.

mod api;
mod config;
mod endpoints;
mod http;
mod media;
mod metrics;
mod openapi;
mod views;

pub use api::Api;
pub use config::Config;
pub use http::{Access, Code, Function, ROUTES, Route};
pub use metrics::METRICS;

#[cfg(test)]
mod tests;
