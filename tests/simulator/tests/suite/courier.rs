//! Callbacks over HTTP, and the whole simulator.

use crate::{OPENS_AT, client::credentials, key, one_drop};
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use replay_simulator::{
    Answer, Clock, Config, Courier, Disorder, Faults, Round, Sender, Simulator, StartError, World,
};
use serde_json::Value;
use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;

type Received = Arc<Mutex<Vec<Value>>>;

/// Answers the first `refusals` callbacks with 503 and the others with 200.
async fn receiver(refusals: usize) -> (String, Received) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callbacks/live", listener.local_addr().unwrap());
    let received = Received::default();
    let keeping = Arc::clone(&received);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let keeping = Arc::clone(&keeping);
            let service = service_fn(move |request: Request<Incoming>| {
                let keeping = Arc::clone(&keeping);
                async move {
                    assert_eq!(request.uri().path(), "/callbacks/live");
                    let body = request.into_body().collect().await.unwrap().to_bytes();
                    let mut received = keeping.lock().unwrap();
                    received.push(serde_json::from_slice(&body).unwrap());
                    let mut response = Response::new(Full::new(Bytes::from("{\"code\":0}")));
                    if received.len() <= refusals {
                        *response.status_mut() = hyper::StatusCode::SERVICE_UNAVAILABLE;
                    }
                    Ok::<_, Infallible>(response)
                }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
        }
    });
    (url, received)
}

#[tokio::test]
async fn a_turned_clock_delivers_what_is_due_and_retries_what_was_refused() {
    let (url, received) = receiver(1).await;
    let clock = Clock::manual(OPENS_AT);
    let sender = Sender::new(one_drop(), &Disorder::default(), 1);
    let mut courier = Courier::new(sender, &url, key(), clock.clone()).unwrap();
    let receipts = courier.receipts();
    // Begin, and two recordings started.
    let first = courier.deliver_due().await;
    assert_eq!((first.accepted, first.refused), (2, 1));
    assert_eq!(courier.deliver_due().await, Round::default());
    clock.advance(60);
    assert_eq!(courier.deliver_due().await.accepted, 1);
    let refused = received.lock().unwrap()[0].clone();
    let again = received.lock().unwrap()[3].clone();
    assert_eq!(refused["event_type"], again["event_type"]);
    assert_eq!(again["t"].as_i64(), Some(OPENS_AT + 660));
    let retried = (0..3).find_map(|event| receipts.of(event).filter(|r| r.at > OPENS_AT));
    assert_eq!(retried.unwrap().answer, Answer::Status(200));
    clock.set(i64::MAX / 2);
    courier.deliver_due().await;
    assert_eq!(courier.sender().next_at(), None);
    assert_eq!(
        received.lock().unwrap().len(),
        one_drop().events().len() + 1
    );
}

#[tokio::test]
async fn an_unreachable_receiver_is_no_answer() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let sender = Sender::new(one_drop(), &Disorder::default(), 1);
    let clock = Clock::manual(OPENS_AT);
    let mut courier = Courier::new(sender, &url, key(), clock).unwrap();
    assert_eq!(courier.deliver_due().await.unanswered, 3);
    assert_eq!(courier.sender().next_at(), Some(OPENS_AT + 80));
}

fn config(callbacks: &str, clock: Clock) -> Config {
    Config {
        world: World::demo(OPENS_AT, "http://127.0.0.1").unwrap(),
        clock,
        listen: ([127, 0, 0, 1], 0).into(),
        callbacks: Some(callbacks.to_owned()),
        callbacks_from: OPENS_AT,
        records_from: OPENS_AT,
        callback_key: key(),
        disorder: Disorder::default(),
        seed: 1,
        credentials: credentials(),
        faults: Faults::none(),
    }
}

#[tokio::test]
async fn the_whole_simulator_follows_the_clock() {
    let (url, received) = receiver(0).await;
    let clock = Clock::manual(OPENS_AT);
    let simulator = Simulator::start(config(&url, clock.clone())).await.unwrap();
    clock.set(OPENS_AT + 100);
    let heard = async {
        while !received
            .lock()
            .unwrap()
            .iter()
            .any(|body| body["event_type"] == 100)
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard)
        .await
        .unwrap();
    let client = crate::client::Client::new(simulator.endpoint(), clock.now());
    let (_, answer) = client
        .call("SearchMedia", &serde_json::json!({}))
        .await
        .unwrap();
    assert!(
        answer["Response"]["TotalCount"].as_u64() > Some(0),
        "{answer}"
    );
}

#[tokio::test]
async fn a_failed_start_names_the_problem() {
    let start = Simulator::start(config("not a url", Clock::manual(0))).await;
    assert!(matches!(start, Err(StartError::Callbacks(_))));
    let taken = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let start = Simulator::start(Config {
        listen: taken.local_addr().unwrap(),
        ..config("http://127.0.0.1:1/", Clock::manual(0))
    });
    assert!(matches!(start.await, Err(StartError::Listen(_))));
}
