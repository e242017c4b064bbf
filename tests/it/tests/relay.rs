//! `Relay` before a bus and a queue that do as they are told.

mod mirror;
mod service;

use crate::metrics::ON;
use replay_api::{RELAY_METRICS, Relay, RelayConfig};
use replay_grouping::Timestamp;
use replay_it::{Lines, sum, values};
use replay_settings::Vars;
use replay_store::stream::BatchResponse;
use serde_json::{Value, json};
use service::{Answer, Service};
use std::time::Duration;

const NOW: i64 = 1_760_000_100;
/// Time enough for all attempts.
const TIME: Duration = Duration::from_secs(60);

/// A record of the table's stream: an event came into quarantine, for a reason of so many bytes.
fn quarantined(number: usize, bytes: usize) -> Value {
    let text = |text: String| json!({"S": text});
    let keys =
        json!({"pk": text(format!("QUARANTINE#{number:032x}")), "sk": text("EVENT".to_owned())});
    let mut image = keys.clone();
    image["received_at"] = json!({"N": "1760000000"});
    image["code"] = text("unusable".to_owned());
    image["reason"] = text("r".repeat(bytes));
    image["body"] = text("hunter2".to_owned());
    json!({"eventName": "INSERT", "dynamodb": {
        "SequenceNumber": format!("{number:04}"), "ApproximateCreationDateTime": 1_760_000_000,
        "Keys": keys, "NewImage": image,
    }})
}

/// One that says nothing that anybody understands.
fn poison(number: usize) -> Value {
    let mut record = quarantined(number, 1);
    record["dynamodb"]["NewImage"]["code"] = json!({"S": "no such code"});
    record
}

fn batch(records: impl IntoIterator<Item = Value>) -> Value {
    json!({"Records": Vec::from_iter(records)})
}

/// `Relay` with these settings, and the lines of its metrics.
fn relay(settings: &[(&str, &str)]) -> (Relay, Lines) {
    let usual = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "very-secret"),
    ];
    let value = |name: &str| {
        let mut all = settings.iter().chain(ON).chain(&usual);
        let found = all.find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let mut config = RelayConfig::read(Vars(&value)).unwrap();
    let lines = Lines::default();
    config.metrics = config.metrics.printed_by(lines.printer());
    (Relay::new(config), lines)
}

/// `Relay` with a bus and a queue at one service.
fn relay_at(service: &Service) -> (Relay, Lines) {
    let queue = format!("{}/1500000001/letters", service.endpoint);
    relay(&[
        ("EVENT_BUS", "replays"),
        ("AWS_ENDPOINT_URL_EVENTBRIDGE", &service.endpoint),
        ("DEAD_LETTERS", &queue),
    ])
}

fn failures(response: &BatchResponse) -> Vec<&str> {
    response.failures().collect()
}

/// The failures of a batch of `records`, how many entries each call of the bus had, and what the metrics say was told and
/// not taken.
async fn check(
    answers: Vec<Answer>,
    records: usize,
    failed: &[&str],
    calls: &[usize],
    told: [u64; 2],
) {
    let service = Service::start(answers).await;
    let (relay, lines) = relay_at(&service);
    let event = batch((1..=records).map(|number| quarantined(number, 10)));
    let response = relay.handle(&event, Timestamp(NOW), TIME).await;
    assert_eq!(failures(&response), failed);
    let sizes: Vec<usize> = service
        .taken()
        .iter()
        .map(|call| call["Entries"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, calls);
    let lines = lines.take(RELAY_METRICS);
    let found = ["EventsTold", "EventsNotTaken"].map(|metric| sum(&lines, metric));
    assert_eq!(found, told);
}

#[tokio::test]
async fn an_event_is_an_entry_of_the_bus() {
    let service = Service::start(Vec::new()).await;
    let (relay, lines) = relay_at(&service);
    let response = relay
        .handle(&batch([quarantined(7, 3)]), Timestamp(NOW), TIME)
        .await;
    assert_eq!(
        serde_json::to_value(&response).unwrap(),
        json!({"batchItemFailures": []})
    );
    let [call] = &service.taken()[..] else {
        panic!("one call")
    };
    let entry = &call["Entries"][0];
    assert_eq!(
        [
            &entry["Source"],
            &entry["DetailType"],
            &entry["EventBusName"],
            &entry["Time"]
        ],
        [
            &json!("live-replay"),
            &json!("quarantine.added"),
            &json!("replays"),
            &json!(1_760_000_000)
        ]
    );
    let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&detail["reason"], detail.get("body")),
        (&json!("rrr"), None)
    );
    let scope =
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20251009/eu-central-1/events/aws4_request, ";
    assert!(service.authorization().starts_with(scope));
    assert_eq!(values(&lines.take(RELAY_METRICS), "EventDelay"), [100]);
}

#[tokio::test]
async fn a_call_has_at_most_ten_entries() {
    check(Vec::new(), 0, &[], &[], [0, 0]).await;
    check(Vec::new(), 23, &[], &[10, 10, 3], [23, 0]).await;
}

#[tokio::test]
async fn what_the_bus_does_not_take_is_offered_again_and_then_fails_alone() {
    let some = |failing: &[usize]| Answer::Partly(failing.to_vec());
    // The third and fifth of five, then the second of these two.
    check(vec![some(&[2, 4]), some(&[1])], 5, &[], &[5, 2, 1], [5, 0]).await;
    let answers = vec![some(&[2, 4]), some(&[1]), some(&[0])];
    check(answers, 12, &["0005"], &[10, 2, 1, 2], [11, 1]).await;
}

#[tokio::test]
async fn while_the_bus_takes_nothing_all_from_the_first_on_come_again() {
    let throttled = || Answer::Refused(400, "ThrottlingException");
    check(
        vec![throttled(), Answer::Refused(500, "InternalException")],
        3,
        &[],
        &[3, 3, 3],
        [3, 0],
    )
    .await;
    let mut answers = vec![Answer::All];
    answers.extend((0..3).map(|_| throttled()));
    let failed = ["0011", "0012", "0013"];
    check(answers, 13, &failed, &[10, 3, 3, 3], [10, 3]).await;
    // It would refuse again at once.
    let denied = Answer::Refused(400, "AccessDeniedException");
    check(vec![denied], 2, &["0001", "0002"], &[2], [0, 2]).await;
    // What it took before it stopped is not told again where that can be helped.
    let answers = vec![Answer::Partly(vec![1]), throttled(), throttled()];
    check(answers, 3, &["0002", "0003"], &[3, 1, 1], [2, 1]).await;
    let garbled = (0..3).map(|_| Answer::Garbled).collect();
    check(garbled, 1, &["0001"], &[1; 3], [0, 1]).await;
}

#[tokio::test]
async fn a_bus_that_cannot_be_reached_or_has_no_time_loses_nothing() {
    let (lost, _) = relay(&[
        ("EVENT_BUS", "replays"),
        ("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://127.0.0.1:9"),
    ]);
    let event = batch([quarantined(1, 1), quarantined(2, 1)]);
    let response = lost.handle(&event, Timestamp(NOW), TIME).await;
    assert_eq!(failures(&response), ["0001", "0002"]);
    let service = Service::start(Vec::new()).await;
    let (late, _) = relay_at(&service);
    let response = late.handle(&event, Timestamp(NOW), Duration::ZERO).await;
    assert_eq!(failures(&response), ["0001", "0002"]);
    assert!(service.taken().is_empty());
}

#[tokio::test]
async fn a_record_that_cannot_be_read_goes_whole_into_its_queue_and_holds_up_no_other() {
    let service = Service::start(Vec::new()).await;
    let (relay, lines) = relay_at(&service);
    let event = batch([
        quarantined(1, 1),
        poison(2),
        json!({"dynamodb": {"SequenceNumber": "0003"}}),
        quarantined(4, 1),
    ]);
    let response = relay.handle(&event, Timestamp(NOW), TIME).await;
    assert!(failures(&response).is_empty());
    let calls = service.taken();
    assert_eq!(
        calls[0]["Entries"].as_array().unwrap().len(),
        2,
        "the others come first"
    );
    let letters: Vec<Value> = calls[1..]
        .iter()
        .map(|call| {
            assert_eq!(
                call["QueueUrl"],
                format!("{}/1500000001/letters", service.endpoint)
            );
            serde_json::from_str(call["MessageBody"].as_str().unwrap()).unwrap()
        })
        .collect();
    assert_eq!(letters[0]["record"], poison(2));
    assert!(letters[0]["problem"].as_str().unwrap().contains("code"));
    assert_eq!(letters[1]["record"], event["Records"][2]);
    assert_eq!(sum(&lines.take(RELAY_METRICS), "RecordsUnreadable"), 2);
}

#[tokio::test]
async fn a_record_that_its_queue_finds_too_large_goes_there_without_its_images() {
    let too_large = Answer::Refused(400, "com.amazonaws.sqs#InvalidParameterValue");
    let service = Service::start(vec![too_large]).await;
    let (relay, _) = relay_at(&service);
    let response = relay
        .handle(&batch([poison(2)]), Timestamp(NOW), TIME)
        .await;
    assert!(failures(&response).is_empty());
    let letter = &service.taken()[1]["MessageBody"];
    assert!(
        letter.as_str().unwrap().contains("QUARANTINE#")
            && !letter.as_str().unwrap().contains("NewImage")
    );
}

#[tokio::test]
async fn a_record_that_nothing_keeps_fails_after_the_others_were_told() {
    let denied = || Answer::Refused(400, "AccessDenied");
    let event = batch([poison(1), quarantined(2, 1), poison(3)]);
    let service = Service::start(vec![Answer::All, denied(), denied()]).await;
    let (relay_with_queue, _) = relay_at(&service);
    let response = relay_with_queue.handle(&event, Timestamp(NOW), TIME).await;
    assert_eq!(failures(&response), ["0001", "0003"]);
    let service = Service::start(Vec::new()).await;
    let (without_queue, _) = relay(&[
        ("EVENT_BUS", "replays"),
        ("AWS_ENDPOINT_URL_EVENTBRIDGE", &service.endpoint),
    ]);
    let response = without_queue.handle(&event, Timestamp(NOW), TIME).await;
    assert_eq!(failures(&response), ["0001", "0003"]);
    assert_eq!(service.taken().len(), 1);
}

#[tokio::test]
async fn a_record_that_comes_again_is_not_kept_twice() {
    let denied = Answer::Refused(400, "AccessDenied");
    let service = Service::start(vec![denied]).await;
    let (relay, _) = relay_at(&service);
    let event = batch([poison(1), quarantined(2, 1), poison(3)]);
    let response = relay.handle(&event, Timestamp(NOW), TIME).await;
    assert_eq!(failures(&response), ["0002", "0003"]);
    let letters = service
        .taken()
        .into_iter()
        .filter(|call| call["QueueUrl"].is_string());
    assert_eq!(letters.count(), 1);
}

#[tokio::test]
async fn a_broadcast_is_told_as_its_records_come() {
    // Without a bus the events are only made: the local runner passes them on itself.
    let (relay, _) = relay(&[]);
    let event = batch([quarantined(1, 1), json!(7)]);
    let response = relay.handle(&event, Timestamp(NOW), TIME).await;
    assert!(failures(&response).is_empty());
    let relayed = relay.events(&event);
    assert_eq!(relayed.unreadable.len(), 1);
    let (number, event) = &relayed.events[0];
    assert_eq!(number, "0001");
    let event = serde_json::to_value(event).unwrap();
    assert_eq!(event["id"], "0001-quarantine.added");
    assert_eq!(
        (&event["type"], &event["time"]),
        (&json!("quarantine.added"), &json!("2025-10-09T08:53:20Z"))
    );
    assert_eq!(event["detail"]["code"], "unusable");
}

#[test]
fn the_function_needs_a_bus_and_no_secret() {
    let read = |settings: &[(&str, &str)]| {
        let value = |name: &str| {
            let found = settings.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        RelayConfig::read(Vars(&value))
            .map(|_| ())
            .map_err(|error| error.name)
    };
    assert_eq!(read(&[]), Ok(()));
    assert_eq!(
        read(&[("AWS_LAMBDA_FUNCTION_NAME", "relay")]),
        Err("EVENT_BUS")
    );
    let keys = [
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "key"),
    ];
    let with = |setting| read(&[&keys[..], &[setting]].concat());
    assert_eq!(with(("DEAD_LETTERS", "letters")), Err("DEAD_LETTERS"));
    assert_eq!(with(("DEAD_LETTERS", "http://")), Err("DEAD_LETTERS"));
    assert_eq!(with(("PUBLISH", "yes")), Err("PUBLISH"));
    assert_eq!(
        with((
            "EVENT_BUS",
            "arn:aws:events:eu-central-1:1:event-bus/replays"
        )),
        Ok(())
    );
}
