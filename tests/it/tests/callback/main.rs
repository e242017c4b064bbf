//! The callback function, called as Lambda calls it: one test a row of the reply table.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

mod rotation;
mod rows;

use lambda_http::{Body, Request, Response};
use replay_callback::{Callback, Config};
use replay_grouping::Timestamp;
use replay_it::{Table, vars_of};
use replay_settings::Vars;
use replay_store::{Broadcast, List, Quarantined, Store, Visibility};
use serde_json::Value;

/// When the callbacks of these tests arrive.
const NOW: i64 = 1_760_004_400;

struct Function {
    callback: Callback,
    store: Store,
    table: Table,
}

impl Function {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let table = Table::start().await;
        Self {
            callback: callback(&table.endpoint, settings),
            store: table.store(settings),
            table,
        }
    }

    async fn send(&self, request: Request) -> (u16, Value) {
        answer(&self.callback.handle(request, Timestamp(NOW)).await)
    }

    async fn post(&self, body: &str) -> (u16, Value) {
        self.send(replay_it::request("POST", "/callbacks/live", &[], body))
            .await
    }

    async fn broadcasts(&self) -> Vec<Broadcast> {
        let shelves = vec![Visibility::Pending, Visibility::Published];
        self.store
            .list(
                &List {
                    shelves,
                    ..List::default()
                },
                100,
                |_| true,
            )
            .await
            .unwrap()
    }

    async fn quarantined(&self) -> Vec<Quarantined> {
        self.store
            .quarantined_page(Timestamp(NOW), None, 100)
            .await
            .unwrap()
    }

    /// Nothing was kept, not even in quarantine.
    async fn assert_empty(&self) {
        assert!(self.broadcasts().await.is_empty() && self.quarantined().await.is_empty());
    }
}

fn callback(endpoint: &str, settings: &[(&str, &str)]) -> Callback {
    let value = vars_of("callback", endpoint, settings);
    Callback::new(Config::read(Vars(&value)).unwrap())
}

fn answer(response: &Response<Body>) -> (u16, Value) {
    assert!(response.headers().contains_key("x-request-id"));
    assert_eq!(response.headers()["content-type"], "application/json");
    let body: &[u8] = response.body();
    (
        response.status().as_u16(),
        serde_json::from_slice(body).unwrap(),
    )
}
