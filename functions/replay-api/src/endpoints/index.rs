//! `GET /`: what this service is, and where to start.

use crate::{
    Api,
    http::{Age, Problem, Reply},
};
use serde::Serialize;

/// The service, and the paths to start with.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Service {
    /// The name of the service.
    name: &'static str,
    /// The version of the service.
    version: &'static str,
    /// The path of the OpenAPI document, which describes every route.
    openapi: &'static str,
    /// The path of the front page.
    feed: &'static str,
    /// The path of the list of replays.
    replays: &'static str,
}

const SERVICE: Service = Service {
    name: "live-replay",
    version: env!("CARGO_PKG_VERSION"),
    openapi: "/openapi.json",
    feed: "/feed",
    replays: "/replays",
};

impl Api {
    pub(crate) fn service() -> Result<Reply, Problem> {
        Ok(Reply::json(&SERVICE)?.aged(Age::Settled))
    }
}
