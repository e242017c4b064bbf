//! Live: streams that are recorded on demand.

use crate::{OPENS_AT, api, api::Asked, one_drop};
use serde_json::{Value, json};

const NOW: i64 = OPENS_AT;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

fn asked() -> Asked {
    api::at(&one_drop(), NOW)
}

fn order(room: &str, times: &Value) -> Value {
    let mut order =
        json!({"StreamName": room, "DomainName": "push.live.example.com", "AppName": "live"});
    for (name, time) in times.as_object().unwrap() {
        order[name] = time.clone();
    }
    order
}

fn create(asked: &Asked, room: &str, times: &Value) -> String {
    let answer = asked.live("CreateRecordTask", &order(room, times));
    answer.unwrap()["TaskId"].as_str().unwrap().to_owned()
}

fn stop(asked: &Asked, id: &str) -> Result<Value, &'static str> {
    asked.live("StopRecordTask", &json!({"TaskId": id}))
}

fn page(asked: &Asked, filter: &Value) -> (Vec<Value>, String) {
    let mut body = json!({"StartTime": NOW - DAY, "EndTime": NOW - DAY + WEEK});
    for (name, value) in filter.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = asked.live("DescribeRecordTask", &body).unwrap();
    let token = answer["ScrollToken"].as_str().unwrap().to_owned();
    (answer["TaskList"].as_array().unwrap().clone(), token)
}

fn rooms(tasks: &[Value]) -> Vec<&str> {
    let names = tasks.iter().map(|task| &task["StreamName"]);
    names.map(|name| name.as_str().unwrap()).collect()
}

#[test]
fn a_task_from_its_order_to_its_end() {
    let asked = asked();
    let times = json!({"EndTime": NOW + HOUR, "TemplateId": 7});
    let id = create(&asked, "room", &times);
    let mut shown = json!({
        "TaskId": id, "DomainName": "push.live.example.com", "AppName": "live", "StreamName": "room",
        "StartTime": NOW, "EndTime": NOW + HOUR, "TemplateId": 7, "Stopped": 0,
    });
    assert_eq!(
        page(&asked, &json!({})),
        (vec![shown.clone()], String::new())
    );
    let later = asked.after(60);
    assert_eq!(stop(&later, &id), Ok(json!({})));
    shown["Stopped"] = json!(NOW + 60);
    assert_eq!(page(&later, &json!({})).0, [shown]);
    // It doesn't start again, and is told of for 90 days.
    assert_eq!(stop(&later, &id), Err("FailedOperation.AlterTaskState"));
    assert_eq!(
        stop(&asked.after(90 * DAY + HOUR), &id),
        Err("InvalidParameter.TaskNotExist")
    );
    // Asked for again it is another one.
    assert_ne!(create(&asked, "room", &times), id);
}

#[test]
fn a_task_that_is_over_or_unknown_can_not_be_stopped() {
    let asked = asked();
    let id = create(&asked, "room", &json!({"EndTime": NOW + HOUR}));
    let over = asked.after(HOUR);
    assert_eq!(stop(&over, &id), Err("FailedOperation.AlterTaskState"));
    assert_eq!(stop(&asked, "other"), Err("InvalidParameter.TaskNotExist"));
    assert_eq!(
        asked.live("StopRecordTask", &json!({})),
        Err("MissingParameter")
    );
}

#[test]
fn the_limits_of_an_order() {
    let wrong = "InvalidParameter.InvalidTaskTime";
    for (times, expected) in [
        (json!({"EndTime": NOW + 1}), None),
        (json!({"EndTime": NOW + DAY}), None),
        (json!({"EndTime": NOW}), Some(wrong)),
        (json!({"EndTime": NOW + DAY + 1}), Some(wrong)),
        (
            json!({"StartTime": NOW + HOUR, "EndTime": NOW + HOUR}),
            Some(wrong),
        ),
        (
            json!({"StartTime": NOW - HOUR, "EndTime": NOW + HOUR}),
            None,
        ),
        (
            json!({"StartTime": NOW - HOUR, "EndTime": NOW}),
            Some(wrong),
        ),
        (
            json!({"StartTime": NOW + WEEK - DAY, "EndTime": NOW + WEEK - 1}),
            None,
        ),
        (
            json!({"StartTime": NOW + WEEK - DAY, "EndTime": NOW + WEEK}),
            Some(wrong),
        ),
        (json!({}), Some("MissingParameter")),
        (
            json!({"EndTime": NOW + 1, "StreamType": 2}),
            Some("InvalidParameter"),
        ),
        (
            json!({"EndTime": NOW + 1, "Template": 2}),
            Some("UnknownParameter"),
        ),
    ] {
        let answer = asked().live("CreateRecordTask", &order("room", &times));
        assert_eq!(answer.err(), expected, "{times}");
    }
}

#[test]
fn a_list_contains_the_tasks_that_lie_wholly_in_the_range() {
    let asked = asked();
    for (room, from, to) in [("b", 10, 20), ("a", 0, 10), ("c", 20, 30)] {
        let times = json!({"StartTime": NOW + from * HOUR, "EndTime": NOW + to * HOUR});
        create(&asked, room, &times);
    }
    for (filter, expected) in [
        (json!({}), vec!["a", "b", "c"]),
        (json!({"StreamName": "b", "AppName": "live"}), vec!["b"]),
        (json!({"DomainName": "other.example.com"}), vec![]),
        (json!({"StartTime": NOW + 1}), vec!["b", "c"]),
        (json!({"EndTime": NOW + 30 * HOUR - 1}), vec!["a", "b"]),
        (
            json!({"StartTime": NOW, "EndTime": NOW + 10 * HOUR}),
            vec!["a"],
        ),
    ] {
        assert_eq!(rooms(&page(&asked, &filter).0), expected, "{filter}");
    }
    for range in [
        json!({"StartTime": NOW, "EndTime": NOW}),
        json!({"StartTime": NOW, "EndTime": NOW + WEEK + 1}),
        json!({"StartTime": NOW - 90 * DAY - 1, "EndTime": NOW - 89 * DAY}),
        json!({"StartTime": NOW, "EndTime": NOW + 1, "ScrollToken": "x"}),
    ] {
        let answer = asked.live("DescribeRecordTask", &range);
        assert_eq!(answer, Err("InvalidParameter"), "{range}");
    }
    let answer = asked.live("DescribeRecordTask", &json!({"StartTime": NOW}));
    assert_eq!(answer, Err("MissingParameter"));
}

#[test]
fn many_tasks_take_pages() {
    let asked = asked();
    for number in 0..45 {
        let times = json!({"StartTime": NOW + number, "EndTime": NOW + HOUR});
        create(&asked, &format!("room{number}"), &times);
    }
    let (mut token, mut all, mut pages) = (String::new(), Vec::new(), Vec::new());
    loop {
        let (tasks, next) = page(&asked, &json!({"ScrollToken": token}));
        pages.push(tasks.len());
        all.extend(tasks);
        token = next;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, [20, 20, 5]);
    let expected: Vec<String> = (0..45).map(|number| format!("room{number}")).collect();
    assert_eq!(rooms(&all), expected);
}
