//! `GET /health`: whether the function and its store work.

use crate::{
    Api,
    http::{Problem, Reply},
};
use replay_store::{List, Visibility};
use serde::Serialize;

/// The service and its store work.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Health {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::OkStatus"))]
    status: &'static str,
}

impl Api {
    pub(crate) async fn health(&self) -> Result<Reply, Problem> {
        let list = List {
            shelves: vec![Visibility::Published],
            ..List::default()
        };
        let listed = self.store.list_page(&list, 1, 1, |_| true).await;
        listed.map_err(Problem::unavailable)?;
        Reply::json(&Health { status: "ok" })
    }
}
