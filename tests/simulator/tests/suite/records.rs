//! Live: the state of streams, and the records of callbacks.

use crate::{OPENS_AT, api, api::Asked, key, one_drop};
use replay_simulator::{Account, Answer, Receipt, Receipts, RecordEncoding, World};
use replay_tencent::callback::recorded_callback;
use serde_json::{Value, json};
use std::sync::Arc;

const DAY: i64 = 86_400;

fn asked(changes: Value) -> Value {
    let mut body = json!({
        "StartTime": "2025-10-09T08:00:00Z", "EndTime": "2025-10-09T12:00:00Z", "StreamName": "room42_host7",
        "PageNum": 1, "PageSize": 100,
    });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn ask(now: i64, changes: Value) -> Result<Value, &'static str> {
    api::at(&one_drop(), now).live("DescribeCallbackRecordsList", &asked(changes))
}

#[test]
fn every_callback_is_recorded_with_its_body() {
    let answer = ask(OPENS_AT + 5_000, json!({})).unwrap();
    let records = answer["DataInfoList"].as_array().unwrap();
    let types: Vec<_> = records
        .iter()
        .map(|record| record["EventType"].as_u64().unwrap())
        .collect();
    assert_eq!(types, [1, 0, 100, 1, 100, 0, 100, 100]);
    let body: Value = serde_json::from_str(records[0]["Request"].as_str().unwrap()).unwrap();
    assert_eq!(body["event_time"], OPENS_AT);
    assert!(
        body["stream_param"]
            .as_str()
            .unwrap()
            .ends_with("&session=ep-2025-10-09")
    );
    assert_eq!(records[0]["EventTime"], "2025-10-09T08:53:20Z");
}

#[test]
fn pages_and_filters() {
    let now = OPENS_AT + 5_000;
    let page = ask(now, json!({"PageNum": 3, "PageSize": 3})).unwrap();
    assert_eq!(page["DataInfoList"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&page["TotalNum"], &page["TotalPage"]),
        (&json!(8), &json!(3))
    );
    let total = |changes| ask(now, changes).unwrap()["TotalNum"].clone();
    assert_eq!(total(json!({"EventType": 100})), 4);
    assert_eq!(total(json!({"StreamName": "room42"})), 0);
    assert_eq!(total(json!({"ResultCode": 0})), 0);
    assert_eq!(ask(OPENS_AT + 1_000, json!({})).unwrap()["TotalNum"], 2);
}

#[test]
fn times_may_be_in_beijing_time_and_are_answered_alike() {
    let beijing = json!({"StartTime": "2025-10-09 16:53:20", "EndTime": "2025-10-09 16:53:20"});
    let answer = ask(OPENS_AT + 5_000, beijing).unwrap();
    assert_eq!(answer["TotalNum"], 1);
    assert_eq!(
        answer["DataInfoList"][0]["EventTime"],
        "2025-10-09 16:53:20"
    );
}

#[test]
fn the_limits_of_records() {
    let refused = Err("InvalidParameterValue");
    let day = json!({"StartTime": "2025-10-09T08:00:00Z", "EndTime": "2025-10-10T08:00:00Z"});
    assert!(ask(OPENS_AT, day).is_ok());
    let longer = json!({"StartTime": "2025-10-09T08:00:00Z", "EndTime": "2025-10-10T08:00:01Z"});
    assert_eq!(ask(OPENS_AT, longer), refused);
    // 08:00 is 3200 s before the world opens.
    let last = OPENS_AT - 3_200 + 14 * DAY;
    assert!(ask(last, json!({})).is_ok());
    assert_eq!(ask(last + 1, json!({})), refused);
    assert_eq!(ask(OPENS_AT, json!({"PageNum": 0})), refused);
    assert_eq!(ask(OPENS_AT, json!({"PageSize": 101})), refused);
    assert_eq!(
        ask(OPENS_AT, json!({"EndTime": "2025-10-09T07:00:00Z"})),
        refused
    );
    let nothing = api::at(&one_drop(), OPENS_AT).live("DescribeCallbackRecordsList", &json!({}));
    assert_eq!(nothing, Err("MissingParameter"));
}

#[test]
fn an_acknowledged_callback_has_code_0() {
    let receipts = Receipts::default();
    let receipt = |status| Receipt {
        at: OPENS_AT + 61,
        answer: Answer::Status(status),
        body: "{\"code\":0}".to_owned(),
    };
    let world = one_drop();
    receipts.keep(0, receipt(503));
    let account = Account {
        receipts: receipts.clone(),
        ..Account::new(world, key())
    };
    let asked_now = Asked::of(account, OPENS_AT);
    let ask = || {
        let answer = asked_now
            .live("DescribeCallbackRecordsList", &asked(json!({})))
            .unwrap();
        answer["DataInfoList"][0].clone()
    };
    assert_eq!(ask()["ResultCode"], -1);
    receipts.keep(0, receipt(200));
    let record = ask();
    assert_eq!(record["ResultCode"], 0);
    assert_eq!(record["ResponseTime"], "2025-10-09T08:54:21Z");
    assert_eq!(record["Response"], "{\"code\":0}");
}

#[test]
fn the_state_of_a_stream() {
    let world = one_drop();
    let state = |now, name: &str| {
        let stream =
            json!({"DomainName": "push.live.example.com", "AppName": "live", "StreamName": name});
        api::at(&world, now)
            .live("DescribeLiveStreamState", &stream)
            .unwrap()["StreamState"]
            .clone()
    };
    assert_eq!(state(OPENS_AT + 10, "room42_host7"), "active");
    assert_eq!(state(OPENS_AT + 1_010, "room42_host7"), "inactive");
    assert_eq!(state(OPENS_AT + 10, "nobody"), "inactive");
    let asked = api::at(&world, OPENS_AT);
    assert_eq!(
        asked.live("DescribeLiveStreamState", &json!({"StreamName": "x"})),
        Err("MissingParameter")
    );
    assert_eq!(asked.live("SearchMedia", &json!({})), Err("InvalidAction"));
    assert_eq!(
        asked.vod("DescribeLiveStreamState", &json!({})),
        Err("InvalidAction")
    );
}

#[test]
fn the_body_of_a_record_may_be_encoded() {
    let requests = |encoding, unreadable| {
        let mut script = one_drop().script().clone();
        script.habits.record_encodings = vec![encoding];
        script.habits.unreadable_records_percent = unreadable;
        let account = Account::new(Arc::new(World::new(script).unwrap()), key());
        account.receipts.keep(
            0,
            Receipt {
                at: OPENS_AT,
                answer: Answer::Status(200),
                body: String::new(),
            },
        );
        let answer = Asked::of(account, OPENS_AT + 5_000);
        let answer = answer.live("DescribeCallbackRecordsList", &asked(json!({})));
        let records = answer.unwrap()["DataInfoList"].as_array().unwrap().clone();
        let request = |record: &Value| record["Request"].as_str().unwrap().to_owned();
        records.iter().map(request).collect::<Vec<_>>()
    };
    let plain = requests(RecordEncoding::Json, 0);
    for encoding in RecordEncoding::ALL {
        let encoded = requests(encoding, 0);
        for (encoded, plain) in encoded.iter().zip(&plain) {
            let found = recorded_callback(encoded).unwrap();
            assert!(found.contains("event_type"), "{encoding:?}");
            assert_eq!(encoded == plain, encoding == RecordEncoding::Json);
        }
    }
    // Only what was acknowledged.
    let unreadable = requests(RecordEncoding::Json, 100);
    assert_eq!(recorded_callback(&unreadable[0]), None);
    assert_eq!(unreadable[1..], plain[1..]);
}
