//! The callback function, called as Lambda calls it. There is one test for each row of the reply table.

mod new_streams;
mod rotation;
mod rows;

use lambda_http::{Body, Request, Response};
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_it::{Functions, Table};
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
            callback: Functions::new(&table.endpoint, settings).callback(),
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
        self.store.quarantined_page(None, None, 100).await.unwrap()
    }

    /// Nothing was kept, not even in quarantine.
    async fn assert_empty(&self) {
        assert!(self.broadcasts().await.is_empty() && self.quarantined().await.is_empty());
    }
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
