//! Programs that another handler makes another function.

use crate::replays;
use replay_it::key;
use replay_lambda::{Function, Place, Sandbox, called_back, deliveries, evening, now};
use serde_json::{Value, json};

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn what_the_tables_stream_tells_is_confirmed_and_passed_on() {
    let place = Place::of(evening()).await;
    let callback = Function::Callback;
    let callback = Sandbox::start(callback, &place.environment(callback)).await;
    for delivery in deliveries(evening()) {
        let event = called_back(&delivery.signed_at(&key(), now()));
        callback.invoke(&event).await;
    }
    let event = json!({"Records": place.table.records(None)});

    let confirm = Function::Confirm;
    let confirm = Sandbox::start(confirm, &place.environment(confirm)).await;
    let answer = confirm.invoke(&event).await;
    assert_eq!(answer, json!({"batchItemFailures": []}));
    let api = Function::ApiRead;
    let api = Sandbox::start(api, &place.environment(api)).await;
    let shown = replays(&api, "/replays").await;
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(shown[0]["confirmed"], true);

    // The bus isn't there, so what is news for viewers comes again.
    let records = place.table.records(None);
    let event = json!({"Records": records});
    let mut environment = place.environment(Function::Relay);
    let nobody = ("AWS_ENDPOINT_URL_EVENTBRIDGE", "https://127.0.0.1:9");
    environment.insert(nobody.0.to_owned(), nobody.1.to_owned());
    let relay = Sandbox::start(Function::Relay, &environment).await;
    let answer = relay.invoke(&event).await;
    let failures = answer["batchItemFailures"].as_array().unwrap();
    let numbers: Vec<&Value> = records
        .iter()
        .map(|record| &record["dynamodb"]["SequenceNumber"])
        .collect();
    assert!(!failures.is_empty(), "{answer}");
    for failure in failures {
        assert!(numbers.contains(&&failure["itemIdentifier"]), "{failure}");
    }
}
