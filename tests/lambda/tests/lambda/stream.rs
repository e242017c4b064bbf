//! The functions to which Lambda hands the table's stream, under the stub and under AWS's own emulator.

use crate::host::{Host, emulator, stub};
use replay_it::key;
use replay_lambda::{
    Answer, Environment, Function, Inbox, Place, asked, called_back, deliveries, evening, now,
};
use replay_store::stream::{confirm_filters, passes, relay_filters};
use serde_json::{Value, json};

/// The records of everything written so far that pass these filters, as Lambda sends them.
fn stream(place: &Place, filters: &[Value]) -> Value {
    let mut records = place.table.records(None);
    records.retain(|record| passes(filters, record));
    assert!(!records.is_empty());
    json!({"Records": records})
}

/// Callbacks come, what they tell is confirmed, and the bus is told of it.
async fn play(host: impl AsyncFn(Function, Environment) -> Host) {
    let place = Place::of(evening()).await;
    let mut bus = Inbox::start(&place).await;
    let start = async |function: Function| {
        let mut environment = place.environment(function);
        environment.insert("AWS_ENDPOINT_URL_EVENTBRIDGE".to_owned(), bus.endpoint());
        host(function, environment).await
    };
    let callback = start(Function::Callback).await;
    let confirm = start(Function::Confirm).await;
    let api = start(Function::ApiRead).await;
    let relay = start(Function::Relay).await;
    for delivery in deliveries(evening()) {
        let event = called_back(&delivery.signed_at(&key(), now()));
        assert_eq!(Answer::read(&callback.invoke(&event).await).status, 200);
    }
    let nothing_failed = json!({"batchItemFailures": []});
    let handled = confirm.invoke(&stream(&place, &confirm_filters())).await;
    assert_eq!(handled, nothing_failed);
    let list = Answer::read(&api.invoke(&asked("/replays")).await);
    let replay = &list.body["replays"][0];
    assert_eq!(
        (&replay["confirmed"], &replay["renditions"][0]["parts"]),
        (&json!(true), &json!(2)),
        "{list:?}"
    );

    let handled = relay.invoke(&stream(&place, &relay_filters())).await;
    assert_eq!(handled, nothing_failed);
    let put = bus.take();
    let entries = put["Entries"].as_array().unwrap();
    let told: Vec<&str> = entries
        .iter()
        .map(|entry| entry["DetailType"].as_str().unwrap())
        .collect();
    assert!(told.contains(&"replay.published"), "{told:?}");
    assert!(put.to_string().contains(replay["id"].as_str().unwrap()));

    // Without the bus, what is news comes again.
    drop(bus);
    let stream = stream(&place, &relay_filters());
    let handled = relay.invoke(&stream).await;
    let failures = handled["batchItemFailures"].as_array().unwrap();
    let records = stream["Records"].as_array().unwrap();
    assert!(!failures.is_empty(), "{handled}");
    assert!(failures.iter().all(|failed| {
        let mut numbers = records
            .iter()
            .map(|record| &record["dynamodb"]["SequenceNumber"]);
        numbers.any(|number| *number == failed["itemIdentifier"])
    }));

    let poison = json!({"Records": [{"dynamodb": {"SequenceNumber": "111"}}]});
    let failed = json!({"batchItemFailures": [{"itemIdentifier": "111"}]});
    assert_eq!(confirm.invoke(&poison).await, failed);
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn what_callbacks_tell_is_confirmed_and_told_at_once() {
    play(stub).await;
}

#[tokio::test]
#[ignore = "needs the released programs and the emulator: make emulate"]
async fn under_the_emulator_it_is_as_well() {
    play(emulator).await;
}
