//! One line for each callback: its event and its outcome.

use crate::metrics::{NOWHERE, ON, all, still};
use replay_callback::{Callback, METRICS};
use replay_grouping::Timestamp;
use replay_it::{
    Fault, Functions, Lines, Proxy, Table, begin, end, key, names, part, request, screenshot,
    signed,
};
use replay_signature::sign;
use serde_json::{Value, json};

/// When the callbacks come.
const NOW: i64 = 1_760_004_400;

struct Function {
    callback: Callback,
    lines: Lines,
}

impl Function {
    fn at(endpoint: &str) -> Self {
        let functions = Functions::new(endpoint, ON);
        Self {
            callback: functions.callback(),
            lines: functions.lines,
        }
    }

    async fn post(&self, body: &str) -> Value {
        self.send("POST", body).await
    }

    /// Sends a request and returns the one line of it.
    async fn send(&self, method: &str, body: &str) -> Value {
        let request = request(method, "/callbacks/live", &[], body);
        let _ = self.callback.handle(request, Timestamp(NOW)).await;
        let mut lines = self.lines.take(METRICS);
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines.remove(0)
    }
}

#[track_caller]
fn check(line: &Value, event: &str, outcome: &str) {
    assert_eq!(
        (&line["Event"], &line["Outcome"], &line["Callbacks"]),
        (&json!(event), &json!(outcome), &json!(1)),
        "{line}"
    );
    let accepted = ["new", "repeated", "quarantined"].contains(&outcome);
    for (metric, counts) in [
        ("CallbacksAccepted", accepted),
        ("CallbacksQuarantined", outcome == "quarantined"),
        ("CallbacksForged", outcome == "forged"),
        ("CallbacksExpired", outcome == "expired"),
        ("CallbacksFailed", outcome == "failed"),
    ] {
        assert_eq!(line[metric], u64::from(counts), "{metric}: {line}");
    }
    assert!(line["CallbackLatency"].is_u64());
    assert_eq!(line["CallbackDelay"].is_u64(), accepted, "{line}");
}

fn file() -> Value {
    part("room42", 1, "mp4", NOW - 2_000, NOW - 200)
}

fn with(mut body: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

fn signal(event_type: u32, more: Value) -> Value {
    let base = json!({
        "event_type": event_type, "appname": "live", "path": "live", "app": "push.live.example.com",
        "domain": "push.live.example.com", "stream_id": "room42", "streamId": "room42",
        "event_time": NOW, "timestamp": NOW,
    });
    with(base, more)
}

#[tokio::test]
async fn each_kind_of_event_has_its_name_in_the_line() {
    let table = Table::start().await;
    let function = Function::at(&table.endpoint);
    let status = json!({"record_event": "record_ended", "seq": "1", "session_id": "2"});
    for (body, event) in [
        (begin("room42", 1, NOW - 2_000), "push_begin"),
        (end("room42", 1, NOW - 200, 1_800), "push_end"),
        (file(), "recording"),
        (screenshot("room42", NOW - 300, "a"), "screenshot"),
        (signal(317, json!({})), "moderation"),
        (signal(321, json!({})), "push_exception"),
        (signal(332, status), "record_status"),
        (signal(341, json!({})), "record_exception"),
    ] {
        check(&function.post(&signed(&body, NOW)).await, event, "new");
        let again = function.post(&signed(&body, NOW + 60)).await;
        check(&again, event, "repeated");
    }
}

#[tokio::test]
async fn each_outcome_has_its_name_in_the_line() {
    let table = Table::start().await;
    let function = Function::at(&table.endpoint);
    let wrong = |t: i64, sign: &str| with(file(), json!({"t": t, "sign": sign})).to_string();
    let of_time = |t: i64| wrong(t, &sign(&key(), t));
    let unknown = json!({"event_type": "whatever anybody sends"});
    for (body, event, outcome) in [
        (signed(&file(), NOW), "recording", "new"),
        (signed(&file(), NOW), "recording", "repeated"),
        (
            signed(&with(file(), json!({"duration": 1})), NOW),
            "recording",
            "quarantined",
        ),
        (
            signed(
                &with(file(), json!({"file_id": "", "record_file_id": ""})),
                NOW,
            ),
            "recording",
            "quarantined",
        ),
        (signed(&unknown, NOW), "other", "quarantined"),
        (file().to_string(), "unverified", "forged"),
        (wrong(NOW, &"0".repeat(32)), "unverified", "forged"),
        (of_time(NOW - 901), "unverified", "expired"),
        (of_time(NOW + 721), "unverified", "expired"),
        ("[]".to_owned(), "unverified", "malformed"),
        ("x".repeat(65_537), "unverified", "malformed"),
    ] {
        check(&function.post(&body).await, event, outcome);
    }
    let line = function.send("GET", "").await;
    check(&line, "unverified", "misdirected");
    let lost = Function::at(NOWHERE);
    let line = lost.post(&signed(&file(), NOW)).await;
    check(&line, "recording", "failed");
}

#[tokio::test]
async fn the_delay_lasts_from_the_signature_to_the_answer() {
    let table = Table::start().await;
    let function = Function::at(&table.endpoint);
    for (sent, delay) in [(NOW - 7, 7), (NOW, 0), (NOW + 100, 0), (NOW - 1_500, 1_500)] {
        let line = function.post(&signed(&file(), sent)).await;
        assert_eq!(line["CallbackDelay"], delay);
    }
}

#[tokio::test]
async fn a_throttled_request_counts_although_its_retry_succeeds() {
    let table = Table::start().await;
    let once = |_: &str, before: usize| match before {
        0 => Fault::Throttle,
        _ => Fault::None,
    };
    let proxy = Proxy::start(&table.endpoint, once).await;
    let function = Function::at(proxy.endpoint());
    let line = function.post(&signed(&file(), NOW)).await;
    check(&line, "recording", "new");
    assert_eq!(line["StoreThrottles"], 1);
    let line = function.post(&signed(&file(), NOW)).await;
    assert_eq!(line["StoreThrottles"], 0);
}

#[tokio::test]
async fn the_line_of_a_callback() {
    let table = Table::start().await;
    let proxy = Proxy::start(&table.endpoint, |_, _| Fault::Large).await;
    let function = Function::at(proxy.endpoint());
    let line = function.post(&signed(&file(), NOW - 2)).await;
    assert_eq!(line["LargestCollection"], 9);
    assert_eq!(names(std::slice::from_ref(&line)), all(METRICS));
    insta::assert_json_snapshot!(still(line));
}
