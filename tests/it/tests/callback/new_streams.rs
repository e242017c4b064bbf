//! How many streams callbacks may found in a minute.

use crate::callback::{Function, NOW, answer};
use replay_callback::Callback;
use replay_grouping::Timestamp;
use replay_it::{Fault, Functions, Proxy, Table, begin, end, part, request, screenshot, signed};
use replay_store::QuarantineCode;
use serde_json::{Value, json};
use std::sync::Arc;

const THREE: [(&str, &str); 1] = [("NEW_STREAMS_PER_MINUTE", "3")];

async fn post(callback: &Callback, body: &Value, now: i64) -> u16 {
    let posted = request("POST", "/callbacks/live", &[], &signed(body, now));
    let response = Box::pin(callback.handle(posted, Timestamp(now))).await;
    answer(&response).0
}

/// The streams of which something is known, and those of which an event waits.
async fn known(function: &Function) -> (Vec<String>, Vec<String>) {
    let broadcasts = function.broadcasts().await;
    let mut known: Vec<String> = broadcasts
        .iter()
        .map(|one| one.stream.stream_id().to_owned())
        .collect();
    known.sort();
    known.dedup();
    let mut waiting = Vec::new();
    for event in function.quarantined().await {
        assert_eq!(event.code, QuarantineCode::TooManyNewStreams);
        assert_eq!(event.reason, "too_many_new_streams");
        let body: Value = serde_json::from_str(&event.body).unwrap();
        waiting.push(body["stream_id"].as_str().unwrap().to_owned());
    }
    waiting.sort();
    (known, waiting)
}

#[tokio::test]
async fn a_stream_beyond_the_limit_waits_whole_and_once_and_known_ones_do_not() {
    let function = Function::start(&THREE).await;
    // All of them are in the same minute.
    let now = NOW - NOW % 60;
    for i in 0..5 {
        let sent = begin(&format!("room{i}"), i, now - 100);
        assert_eq!(post(&function.callback, &sent, now).await, 200);
    }
    let beyond = begin("room3", 3, now - 100);
    assert_eq!(post(&function.callback, &beyond, now + 1).await, 200);
    let (streams, waiting) = known(&function).await;
    assert_eq!(streams, ["room0", "room1", "room2"]);
    assert_eq!(waiting, ["room3", "room4"]);
    let event = &function.quarantined().await[1];
    let body: Value = serde_json::from_str(&event.body).unwrap();
    assert!(
        body["sign"].is_string() && event.received_at == Timestamp(now),
        "{event:?}"
    );

    // What is known of a stream makes room for all its events, repeated and new.
    for body in [
        begin("room0", 0, now - 100),
        end("room0", 0, now - 10, 90),
        part("room1", 7, "mp4", now - 100, now - 10),
        screenshot("room2", now - 50, "a"),
    ] {
        assert_eq!(post(&function.callback, &body, now + 59).await, 200);
    }
    assert_eq!(known(&function).await.1.len(), 2);
    // The next minute has room again.
    for i in 10..15 {
        let sent = part(&format!("room{i}"), i, "mp4", now - 100, now - 10);
        assert_eq!(post(&function.callback, &sent, now + 60).await, 200);
    }
    let (streams, waiting) = known(&function).await;
    assert_eq!(streams.len(), 6);
    assert_eq!(waiting, ["room13", "room14", "room3", "room4"]);
}

#[tokio::test]
async fn without_a_limit_none_waits() {
    let function = Function::start(&[]).await;
    for i in 0..20 {
        let sent = begin(&format!("room{i}"), i, NOW - 100);
        assert_eq!(post(&function.callback, &sent, NOW).await, 200);
    }
    assert_eq!(known(&function).await.0.len(), 20);
    let counts = function.table.items();
    let counts = counts
        .iter()
        .filter(|item| item.to_string().contains("NEW_STREAMS"));
    assert_eq!(counts.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_at_once_never_exceed_the_limit_and_lose_nothing() {
    let settings = [("NEW_STREAMS_PER_MINUTE", "10")];
    let function = Function::start(&settings).await;
    let mut sending = tokio::task::JoinSet::new();
    for writer in 0..4 {
        let callback = Functions::new(&function.table.endpoint, &settings).callback();
        let callback = Arc::new(callback);
        for i in 0..10 {
            let callback = Arc::clone(&callback);
            sending.spawn(async move {
                let sent = begin(&format!("room{writer}-{i}"), writer * 10 + i, NOW - 100);
                assert_eq!(post(&callback, &sent, NOW).await, 200);
            });
        }
    }
    sending.join_all().await;
    let (streams, waiting) = known(&function).await;
    assert_eq!((streams.len(), waiting.len()), (10, 30));
}

#[tokio::test]
async fn what_costs_a_place_and_is_not_stored_comes_again() {
    let function = Function::start(&THREE).await;
    let sent = begin("room", 1, NOW - 100);
    for failing in ["UpdateItem", "TransactWriteItems"] {
        let proxy = Proxy::start(&function.table.endpoint, move |operation, _| {
            match operation == failing {
                true => Fault::Throttle,
                false => Fault::None,
            }
        })
        .await;
        let faulty = Functions::new(proxy.endpoint(), &THREE).callback();
        assert_eq!(post(&faulty, &sent, NOW).await, 503, "{failing}");
        assert!(function.broadcasts().await.is_empty());
        assert!(function.quarantined().await.is_empty());
    }
    assert_eq!(post(&function.callback, &sent, NOW).await, 200);
    assert_eq!(known(&function).await.0, ["room"]);
}

#[tokio::test]
async fn only_a_new_stream_costs_a_request_more() {
    let table = Table::start().await;
    let proxy = Proxy::metered(&table.endpoint).await;
    let callback = Functions::new(proxy.endpoint(), &[("NEW_STREAMS_PER_MINUTE", "1")]).callback();
    for (body, expected) in [
        (
            begin("room", 1, NOW - 100),
            &["BatchGetItem", "UpdateItem", "TransactWriteItems", "Query"][..],
        ),
        (
            begin("room", 2, NOW - 50),
            &["BatchGetItem", "Query", "TransactWriteItems"],
        ),
        (begin("room", 2, NOW - 50), &["BatchGetItem"]),
        (
            begin("other", 3, NOW - 50),
            &["BatchGetItem", "UpdateItem", "PutItem"],
        ),
        // It is known by now that the minute is full.
        (begin("third", 4, NOW - 50), &["BatchGetItem", "PutItem"]),
    ] {
        proxy.take();
        assert_eq!(post(&callback, &body, NOW).await, 200);
        assert_eq!(proxy.take().operations, expected, "{body}");
    }
}

#[tokio::test]
async fn signals_of_unknown_streams_take_no_place_and_expire() {
    let function = Function::start(&THREE).await;
    for i in 0..9 {
        let signal = json!({
            "event_type": 332, "appname": "live", "domain": "push.live.example.com", "stream_id": format!("room{i}"),
            "event_time": NOW, "record_event": "record_ended", "seq": "1", "session_id": "2",
        });
        assert_eq!(post(&function.callback, &signal, NOW).await, 200);
        let taken = screenshot(&format!("room{i}"), NOW, "a");
        assert_eq!(post(&function.callback, &taken, NOW).await, 200);
    }
    let items = function.table.items();
    assert_eq!(
        items.len(),
        27,
        "a signal, a screenshot and the newest one for each"
    );
    for item in &items {
        assert!(item["ttl"]["N"].is_string(), "{item}");
        for index in ["id", "shelf", "front", "due", "change"] {
            assert!(item[index].is_null(), "{item} is in an index");
        }
    }
    let sent = begin("room", 1, NOW - 100);
    assert_eq!(post(&function.callback, &sent, NOW).await, 200);
    assert!(function.quarantined().await.is_empty());
}
