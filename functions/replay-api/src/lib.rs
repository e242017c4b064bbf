//! The Lambda function that lists replays, shows them, and lets curators change them.
//!
//! [`Api::handle`] turns one HTTP request into one answer: the route, who may use it, the parameters, then the store.

mod api;
mod config;
mod endpoints;
mod http;
mod media;
mod metrics;
mod openapi;
mod views;

#[cfg(test)]
mod samples;

pub use api::Api;
pub use config::Config;
pub use http::{
    auth::Access,
    problem::Code,
    router::{ROUTES, Route},
};
pub use metrics::METRICS;
