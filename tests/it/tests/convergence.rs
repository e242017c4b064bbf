//! The same callbacks in any order, and from many clients at once, give the same list.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

use replay_api::Api;
use replay_callback::Callback;
use replay_it::{Table, evening, list_of, request, signed, vars};
use replay_store::Vars;
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc};

/// When the callbacks arrive: a day after the evening began.
const NOW: i64 = replay_it::at(86_400);

struct Bundle {
    _table: Table,
    callback: Callback,
    api: Api,
}

impl Bundle {
    async fn start() -> Self {
        let table = Table::start().await;
        let endpoint = table.endpoint.clone();
        let value = vars(&endpoint, &[]);
        let callback = Callback::new(replay_callback::Config::read(Vars(&value)).unwrap());
        let api = Api::new(replay_api::Config::read(Vars(&value)).unwrap());
        Self {
            _table: table,
            callback,
            api,
        }
    }

    /// Sends it again for as long as it is not answered with 200, as Tencent does.
    async fn deliver(&self, callback: &Value) {
        let body = signed(callback, NOW);
        loop {
            let request = request("POST", "/callbacks/live", &[], &body);
            match self.callback.handle(request, NOW).await.status().as_u16() {
                200 => return,
                503 => {}
                status => panic!("{status}"),
            }
        }
    }

    async fn list(&self) -> String {
        list_of(&self.api, NOW).await
    }
}

async fn delivered(callbacks: &[Value]) -> String {
    let bundle = Bundle::start().await;
    for callback in callbacks {
        bundle.deliver(callback).await;
    }
    bundle.list().await
}

async fn delivered_at_once(callbacks: &[Value], clients: usize) -> String {
    let bundle = Arc::new(Bundle::start().await);
    let callbacks: Arc<[Value]> = callbacks.into();
    let mut senders = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (bundle, callbacks) = (Arc::clone(&bundle), Arc::clone(&callbacks));
        senders.spawn(async move {
            for callback in callbacks.iter().skip(client).step_by(clients) {
                bundle.deliver(callback).await;
            }
        });
    }
    senders.join_all().await;
    bundle.list().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_callbacks_in_any_order_give_the_same_list() {
    let callbacks = evening(8, 500);
    let in_order = delivered(&callbacks).await;
    let list: Vec<Value> = serde_json::from_str(&in_order).unwrap();
    let streams: BTreeSet<&str> = list
        .iter()
        .filter_map(|replay| replay["stream"]["stream_id"].as_str())
        .collect();
    assert_eq!(streams.len(), 8);
    for replay in &list {
        assert_eq!(replay["coverage"]["ratio"], 1.0, "{replay}");
        assert_eq!(
            replay["renditions"].as_array().unwrap().len(),
            4,
            "{replay}"
        );
    }

    let reversed: Vec<Value> = callbacks.iter().rev().cloned().collect();
    assert_eq!(delivered(&reversed).await, in_order);

    let mut doubled = callbacks.clone();
    doubled.extend(callbacks.iter().step_by(10).cloned());
    fastrand::Rng::with_seed(11).shuffle(&mut doubled);
    assert_eq!(delivered(&doubled).await, in_order);
    assert_eq!(delivered_at_once(&doubled, 16).await, in_order);
}
