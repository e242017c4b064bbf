use super::*;
use crate::{
    http::json_body,
    tests::samples::{config, start},
};
use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};
use replay_grouping::{Stream, Timestamp};
use replay_tencent::TaskId;
use serde_json::{Value, json};

fn read(body: &Value) -> Result<RecordOrder, Problem> {
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, json_body::JSON.parse().unwrap())]);
    let settings = config(&[("DEFAULT_PUSH_DOMAIN", "push.example.com")])
        .unwrap()
        .store;
    let body = json_body::read(&headers, body.to_string().as_bytes())?;
    order(body, &settings.defaults, Timestamp(start()))
}

fn at(seconds: i64) -> String {
    Timestamp(start() + seconds).rfc3339()
}

/// A body that is fine but for this field.
#[track_caller]
fn refused(field: &str, value: &Value, named: &str, problem: &'static str) {
    let mut body = json!({"stream_id": "room", "ends_at": at(3_600)});
    body[field] = value.clone();
    assert_eq!(
        read(&body).unwrap_err(),
        Problem::field(named, problem),
        "{body}"
    );
}

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

#[test]
fn all_but_the_stream_and_the_end_may_be_left_out() {
    let nulls = json!({
        "stream_id": "room", "ends_at": at(HOUR), "domain": null, "app": null, "starts_at": null, "template_id": null,
    });
    for body in [json!({"stream_id": "room", "ends_at": at(HOUR)}), nulls] {
        let expected = RecordOrder {
            stream: Stream::new("push.example.com", "live", "room").unwrap(),
            starts_at: None,
            ends_at: Timestamp(start() + HOUR),
            template_id: None,
        };
        assert_eq!(read(&body).unwrap(), expected);
    }
    let body = json!({
        "stream_id": "房/7", "domain": "d", "app": "a", "starts_at": "2025-10-09T17:00:00+08:00",
        "ends_at": "2025-10-09T10:00:00Z", "template_id": 7.0,
    });
    let order = read(&body).unwrap();
    assert_eq!(order.stream, Stream::new("d", "a", "房/7").unwrap());
    assert_eq!(order.starts_at, Some(Timestamp(start() + 400)));
    assert_eq!(
        (order.ends_at, order.template_id),
        (Timestamp(start() + 4_000), Some(7))
    );
}

#[test]
fn times_that_tencent_would_refuse_are_refused() {
    for (starts, ends, expected) in [
        (None, 1, None),
        (None, 0, Some("has passed")),
        (None, DAY, None),
        (None, DAY + 1, Some("is more than 24 hours after the start")),
        (Some(-HOUR), HOUR, None),
        (Some(HOUR), HOUR, Some("is not after starts_at")),
        (Some(6 * DAY), 7 * DAY - 1, None),
        (Some(6 * DAY), 7 * DAY, Some("is 7 days ahead or more")),
        (
            Some(HOUR),
            DAY + HOUR + 1,
            Some("is more than 24 hours after the start"),
        ),
    ] {
        let body = json!({"stream_id": "room", "starts_at": starts.map(at), "ends_at": at(ends)});
        let expected = expected.map(|problem| Problem::field("ends_at", problem));
        assert_eq!(read(&body).err(), expected, "{body}");
    }
}

#[test]
fn a_wrong_field_is_named() {
    let time = "must be an RFC 3339 time, such as 2025-10-09T08:53:20Z";
    for field in ["starts_at", "ends_at"] {
        refused(field, &json!("soon"), field, time);
        refused(field, &json!(1_760_003_600), field, time);
    }
    refused("ends_at", &json!(null), "ends_at", time);
    let template = "must be null or the number of a template";
    for value in [json!(0), json!(-1), json!(1.5), json!("7"), json!(1e300)] {
        refused("template_id", &value, "template_id", template);
    }
    for field in ["stream_id", "domain", "app"] {
        refused(field, &json!(7), field, "must be a text");
    }
    refused("domain", &json!("a/b"), "domain", "holds a slash");
    refused("end", &json!(1), "end", "is not known here");
    let missing = |body: Value| read(&body).unwrap_err().to_string();
    assert_eq!(
        missing(json!({"ends_at": at(HOUR)})),
        "field stream_id is missing"
    );
    assert_eq!(
        missing(json!({"stream_id": "room"})),
        "field ends_at is missing"
    );
}

#[test]
fn a_task_meets_an_order_with_the_same_values() {
    let order = |starts_at| RecordOrder {
        stream: Stream::new("d", "a", "room").unwrap(),
        starts_at,
        ends_at: Timestamp(200),
        template_id: None,
    };
    let task = RecordTask {
        id: TaskId::new("t").unwrap(),
        stream: order(None).stream,
        starts_at: Timestamp(100),
        ends_at: Timestamp(200),
        template_id: None,
        stopped_at: None,
    };
    for (starts_at, by, met) in [
        (Some(100), 0, true),
        (Some(101), 150, false),
        (None, 100, true),
        (None, 99, false),
    ] {
        assert_eq!(
            is_met(&order(starts_at.map(Timestamp)), &task, Timestamp(by)),
            met,
            "{starts_at:?}"
        );
    }
    let other = Stream::new("d", "b", "room").unwrap();
    for other in [
        RecordTask {
            stream: other,
            ..task.clone()
        },
        RecordTask {
            ends_at: Timestamp(201),
            ..task.clone()
        },
        RecordTask {
            template_id: Some(7),
            ..task.clone()
        },
        RecordTask {
            stopped_at: Some(Timestamp(150)),
            ..task.clone()
        },
    ] {
        assert!(
            !is_met(&order(Some(Timestamp(100))), &other, Timestamp(150)),
            "{other:?}"
        );
    }
}
