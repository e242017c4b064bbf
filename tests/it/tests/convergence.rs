//! Callbacks in any order, and from many clients at once, give the same list.

use replay_it::{Play, Stage, evening};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc};

/// When the callbacks arrive: a day after the evening began.
const NOW: i64 = replay_it::at(86_400);

async fn delivered(callbacks: &[Value]) -> String {
    let stage = Stage::start(Play::quiet(NOW, &[])).await;
    for callback in callbacks {
        stage.deliver(callback).await;
    }
    stage.list().await
}

async fn delivered_at_once(callbacks: &[Value], clients: usize) -> String {
    let stage = Arc::new(Stage::start(Play::quiet(NOW, &[])).await);
    let callbacks: Arc<[Value]> = callbacks.into();
    let mut senders = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (stage, callbacks) = (Arc::clone(&stage), Arc::clone(&callbacks));
        senders.spawn(async move {
            for callback in callbacks.iter().skip(client).step_by(clients) {
                stage.deliver(callback).await;
            }
        });
    }
    senders.join_all().await;
    stage.list().await
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
