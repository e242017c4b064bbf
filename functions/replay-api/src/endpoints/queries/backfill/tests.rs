use super::*;
use crate::{
    http::{Code, json_body},
    tests::samples::start,
};
use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};
use replay_grouping::Timestamp;
use serde_json::{Value, json};

fn read(body: &Value) -> Result<Backfill, Problem> {
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
    Backfill::new(
        json_body::read(&headers, body.to_string().as_bytes())?,
        Timestamp(start()),
    )
}

/// The scope as stream, domain and app, and the range.
#[track_caller]
fn check(body: Value, scope: [Option<&str>; 3], range: (i64, i64)) {
    let read = read(&body).unwrap();
    let names = [&read.scope.stream_id, &read.scope.domain, &read.scope.app];
    assert_eq!(names.map(Option::as_deref), scope);
    assert_eq!((read.from.0 - start(), read.to.0 - start()), range);
}

/// A body that is fine but for this field.
#[track_caller]
fn refused(field: &str, value: Value, problem: &'static str) {
    let mut body = json!({"from": "2025-10-01T00:00:00Z", "to": "2025-10-02T00:00:00Z"});
    body[field] = value;
    let refusal = read(&body).unwrap_err();
    assert_eq!(refusal, Problem::field(field, problem), "{body}");
}

#[test]
fn any_of_the_three_names_may_be_left_out() {
    let range = json!({"from": "2025-10-09T08:53:20Z", "to": "2025-10-09T17:00:00+08:00"});
    let with = |more: Value| {
        let mut body = range.clone();
        let more = more.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(more);
        body
    };
    check(range.clone(), [None; 3], (0, 400));
    let body = with(json!({"stream_id": "a/房间", "domain": "d", "app": "live"}));
    check(body, [Some("a/房间"), Some("d"), Some("live")], (0, 400));
    let body = with(json!({"app": "live", "domain": null}));
    check(body, [None, None, Some("live")], (0, 400));
}

#[test]
fn a_range_may_be_one_second_or_1500_days_and_reach_a_day_ahead() {
    let body = json!({"from": "2025-10-09T08:53:20Z", "to": "2025-10-09T08:53:20Z"});
    check(body, [None; 3], (0, 0));
    let body = json!({"from": "2021-09-01T08:53:20Z", "to": "2025-10-10T08:53:20Z"});
    check(body, [None; 3], (-1_499 * 86_400, 86_400));
}

#[test]
fn a_wrong_field_is_named() {
    let time = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";
    for value in [
        json!(null),
        json!(1_760_000_000),
        json!("yesterday"),
        json!("2025-10-01"),
        json!("2025-10-01T08:00:00 08:00"),
    ] {
        refused("from", value.clone(), time);
        refused("to", value, time);
    }
    refused("to", json!("2025-09-30T23:59:59Z"), "is before from");
    let ahead = json!("2025-10-10T08:53:21Z");
    refused("to", ahead, "is more than a day ahead");
    refused("stream_id", json!(7), "must be a text");
    refused("stream_id", json!(""), "is empty");
    refused("domain", json!("a/b"), "holds a slash");
    refused("app", json!("a\n"), "holds a control character");
    for unknown in ["id", "From", "kind", ""] {
        refused(unknown, json!(1), "is not known here");
    }
    let long = read(&json!({"from": "2021-09-01T08:53:19Z", "to": "2025-10-10T08:53:20Z"}));
    let problem = Problem::field("to", "is more than 1500 days after from");
    assert_eq!(long.unwrap_err(), problem);
}

#[test]
fn both_ends_are_required() {
    let time = "2025-10-09T08:53:20Z";
    for (body, missing) in [
        (json!({}), "from"),
        (json!({"to": time}), "from"),
        (json!({"from": time}), "to"),
    ] {
        let problem = Problem::field(missing, "is missing");
        assert_eq!(read(&body).unwrap_err(), problem);
    }
}

#[test]
fn only_json_is_taken() {
    let merge = HeaderMap::from_iter([(
        CONTENT_TYPE,
        "application/merge-patch+json".parse().unwrap(),
    )]);
    assert_eq!(
        json_body::read::<BackfillBody>(&merge, b"{}").err(),
        Some(Problem::of(
            Code::UnsupportedMediaType,
            "send the body as application/json"
        ))
    );
}

#[test]
fn a_new_query_is_due_at_once_with_all_of_its_range_left() {
    let body = json!({"from": "2025-10-09T08:53:20Z", "to": "2025-10-09T08:54:20Z", "app": "live"});
    let query = read(&body).unwrap().query(7, Timestamp(start() + 90));
    assert_eq!(
        (query.version, query.due_at),
        (0, Some(Timestamp(start() + 90)))
    );
    let window = Window {
        from: Timestamp(start()),
        to: Timestamp(start() + 60),
        skip: 0,
    };
    assert_eq!(query.windows().unwrap().left, [window]);
    let Query::Backfill { scope, .. } = &query.query else {
        panic!("{query:?}");
    };
    assert_eq!(scope.app.as_deref(), Some("live"));
}

#[test]
fn the_same_backfill_asked_for_twice_is_two_queries() {
    let body = json!({"from": "2025-10-09T08:53:20Z", "to": "2025-10-09T08:54:20Z"});
    let backfill = read(&body).unwrap();
    let id = |random| backfill.query(random, Timestamp(start())).id;
    assert_eq!(id(1), id(1));
    assert_ne!(id(1), id(2));
    assert!(id(1).parse::<ReplayId>().is_ok());
}
