//! One line for each request.

use crate::metrics::{NOWHERE, ON, all, still};
use replay_api::METRICS;
use replay_grouping::Timestamp;
use replay_it::{Functions, Table, names, request};
use serde_json::Value;

const NOW: i64 = 1_760_004_400;

/// Asks a new function over this store, and returns the line that it writes.
async fn ask(endpoint: &str, method: &str, target: &str, headers: &[(&str, &str)]) -> Value {
    let functions = Functions::new(endpoint, ON);
    let request = request(method, target, headers, "");
    let _ = functions.api().handle(request, Timestamp(NOW)).await;
    let mut lines = functions.lines.take(METRICS);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

#[track_caller]
fn check(line: &Value, class: &str, code: Option<&str>) {
    assert_eq!(
        (&line["Status"], &line["Requests"]),
        (&class.into(), &1.into())
    );
    assert_eq!(line.get("Code").and_then(Value::as_str), code, "{line}");
    assert_eq!(
        line.get("Problems").and_then(Value::as_u64),
        code.map(|_| 1)
    );
    assert_eq!(line["ServerErrors"], u64::from(class == "5xx"));
    assert!(line["RequestLatency"].is_u64());
}

#[tokio::test]
async fn every_answer_writes_a_line() {
    let table = Table::start().await;
    let store = table.endpoint.as_str();
    let whatever: &[(&str, &str)] = &[("if-none-match", "*")];
    for (method, target, headers, class, code) in [
        ("GET", "/replays", [].as_slice(), "2xx", None),
        ("HEAD", "/health", &[], "2xx", None),
        ("GET", "/replays", whatever, "3xx", None),
        ("GET", "/secret/path", &[], "4xx", Some("not_found")),
        ("PUT", "/replays", &[], "4xx", Some("method_not_allowed")),
        ("GET", "/queries", &[], "4xx", Some("unauthorized")),
        (
            "GET",
            "/replays?page=2",
            &[],
            "4xx",
            Some("invalid_parameter"),
        ),
    ] {
        let line = ask(store, method, target, headers).await;
        check(&line, class, code);
    }
    let line = ask(NOWHERE, "GET", "/replays", &[]).await;
    check(&line, "5xx", Some("store_unavailable"));
}

#[tokio::test]
async fn the_line_of_a_request() {
    let table = Table::start().await;
    let line = ask(&table.endpoint, "GET", "/nowhere", &[]).await;
    let mut written = names(std::slice::from_ref(&line));
    // Known after a write alone.
    written.insert("LargestCollection");
    assert_eq!(written, all(METRICS));
    insta::assert_json_snapshot!(still(line));
}
