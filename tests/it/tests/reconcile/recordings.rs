//! Streams are recorded on demand: tasks are started, listed and stopped.

use crate::{ANN, HOUR, curator, room, stage};
use replay_it::{Stage, at};
use replay_simulator::{Fault, Faults};
use serde_json::{Value, json};

const TASKS: &str = "/recordings/tasks";
const DAY: i64 = 24 * HOUR;

/// A stage on which nobody has broadcast so far.
async fn quiet() -> Stage {
    stage(room(&[(0, 1_000)])).await
}

/// The time this many seconds after the opening at 08:53:20 of the 9th.
fn time(seconds: i64) -> String {
    let second = 8 * HOUR + 53 * 60 + 20 + seconds;
    let (day, second) = (9 + second / DAY, second % DAY);
    let (hour, minute) = (second / HOUR, second % HOUR / 60);
    format!("2025-10-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

fn order(starts: Option<i64>, ends: i64) -> String {
    let order = json!({"stream_id": "room", "starts_at": starts.map(time), "ends_at": time(ends)});
    order.to_string()
}

async fn record(stage: &Stage, order: &str, status: u16) -> Value {
    curator(stage, "POST", TASKS, order, status).await
}

async fn stop(stage: &Stage, task: &Value, status: u16) -> Value {
    let target = format!("{TASKS}/{}", task["id"].as_str().unwrap());
    curator(stage, "DELETE", &target, "", status).await
}

async fn listed(stage: &Stage, query: &str) -> Vec<Value> {
    let page = curator(stage, "GET", &format!("{TASKS}{query}"), "", 200).await;
    page["tasks"].as_array().unwrap().clone()
}

/// Fails every call of this action.
fn always(action: &'static str, fault: Fault) -> Faults {
    Faults::by(move |asked| (asked.action == action).then_some(fault))
}

fn calls(stage: &Stage, action: &str) -> usize {
    stage.server.take_calls().get(action).copied().unwrap_or(0)
}

#[tokio::test]
async fn a_task_is_started_listed_and_stopped() {
    let stage = quiet().await;
    let task = record(&stage, &order(Some(60), HOUR), 201).await;
    let mut expected = json!({
        "id": task["id"],
        "stream": {"domain": "push.live.example.com", "app": "live", "stream_id": "room"},
        "starts_at": "2025-10-09T08:54:20Z", "ends_at": "2025-10-09T09:53:20Z",
        "template_id": null, "state": "scheduled", "stopped_at": null,
    });
    assert_eq!(task, expected);
    assert_eq!(listed(&stage, "").await, [expected.clone()]);
    stage.clock.advance(60);
    expected["state"] = json!("recording");
    assert_eq!(listed(&stage, "").await, [expected.clone()]);

    assert_eq!(stop(&stage, &task, 204).await, Value::Null);
    expected["state"] = json!("stopped");
    expected["stopped_at"] = json!("2025-10-09T08:54:20Z");
    assert_eq!(listed(&stage, "").await, [expected]);
    stop(&stage, &task, 204).await;
    let over = record(&stage, &order(None, 120), 201).await;
    assert_eq!(over["starts_at"], "2025-10-09T08:54:20Z");
    stage.clock.advance(60);
    stop(&stage, &over, 204).await;
    assert_eq!(listed(&stage, "").await[1]["state"], "over");
}

#[tokio::test]
async fn only_curators_use_recording_tasks() {
    let stage = quiet().await;
    let task = format!("{TASKS}/t");
    for (method, target) in [("GET", TASKS), ("POST", TASKS), ("DELETE", &*task)] {
        let (status, _) = stage.ask(method, target, None, "{}").await;
        assert_eq!(status, 401, "{method}");
    }
}

#[tokio::test]
async fn a_repeated_order_gets_the_same_task() {
    let stage = quiet().await;
    let first = record(&stage, &order(None, HOUR), 201).await;
    stage.clock.advance(30);
    let again = record(&stage, &order(None, HOUR), 200).await;
    assert_eq!(again, first);
    let later = record(&stage, &order(Some(2 * HOUR), 3 * HOUR), 201).await;
    let again = record(&stage, &order(Some(2 * HOUR), 3 * HOUR), 200).await;
    assert_eq!(again, later);
    // A task that has not begun is no answer to an order for now.
    let other = record(&stage, &order(None, 3 * HOUR), 201).await;
    assert_ne!(other["id"], later["id"]);
    let template = json!({"stream_id": "room", "ends_at": time(HOUR), "template_id": 7});
    let template = record(&stage, &template.to_string(), 201).await;
    assert_eq!(template["template_id"], 7);
    // Neither is a stopped task.
    stop(&stage, &first, 204).await;
    let anew = record(&stage, &order(None, HOUR), 201).await;
    assert_ne!(anew["id"], first["id"]);
    assert_eq!(listed(&stage, "").await.len(), 5);
}

#[tokio::test]
async fn a_task_whose_answer_got_lost_is_answered_and_not_made_twice() {
    let stage = quiet().await;
    stage
        .server
        .set_faults(always("CreateRecordTask", Fault::Lose));
    let task = record(&stage, &order(None, HOUR), 201).await;
    assert_eq!(calls(&stage, "CreateRecordTask"), 1);
    assert_eq!(task["state"], "recording");

    // The second list call gets lost too.
    stage
        .server
        .set_faults(Faults::by(|asked| match asked.action {
            "CreateRecordTask" => Some(Fault::Lose),
            _ => (asked.before > 0).then_some(Fault::Status(502)),
        }));
    let (status, problem) = stage.ask("POST", TASKS, ANN, &order(Some(60), HOUR)).await;
    assert_eq!((status, &problem["code"]), (502, &json!("task_undecided")));
    stage.calm();
    let found = record(&stage, &order(Some(60), HOUR), 200).await;
    assert_eq!(listed(&stage, "").await, [task, found]);
}

#[tokio::test]
async fn an_order_of_unknown_outcome_can_be_repeated() {
    let stage = quiet().await;
    stage
        .server
        .set_faults(always("CreateRecordTask", Fault::Status(504)));
    let problem = record(&stage, &order(None, HOUR), 502).await;
    assert_eq!(problem["code"], "task_undecided");
    assert_eq!(calls(&stage, "CreateRecordTask"), 1);
    stage.calm();
    assert!(listed(&stage, "").await.is_empty());
    record(&stage, &order(None, HOUR), 201).await;
}

#[tokio::test]
async fn a_stop_whose_answer_got_lost_succeeds() {
    let stage = quiet().await;
    let task = record(&stage, &order(None, HOUR), 201).await;
    stage
        .server
        .set_faults(Faults::scripted(vec![Some(Fault::Lose)]));
    stop(&stage, &task, 204).await;
    assert_eq!(listed(&stage, "").await[0]["state"], "stopped");
}

#[tokio::test]
async fn an_unknown_task_cannot_be_stopped() {
    let stage = quiet().await;
    record(&stage, &order(None, HOUR), 201).await;
    let long = "t".repeat(257);
    for id in ["other", "a.b", "%", &long] {
        let problem = stop(&stage, &json!({"id": id}), 404).await;
        assert_eq!(problem["code"], "not_found");
    }
    // Long ago it was one.
    let old = record(&stage, &order(None, 60), 201).await;
    stage.clock.advance(30 * DAY);
    stop(&stage, &old, 204).await;
    stage.clock.advance(61 * DAY);
    stop(&stage, &old, 404).await;
}

#[tokio::test]
async fn a_refusal_of_tencent_is_passed_on_in_its_words() {
    let stage = quiet().await;
    let task = record(&stage, &order(None, HOUR), 201).await;
    stage.server.set_faults(Faults::by(|asked| {
        let reads = asked.action == "DescribeRecordTask";
        (!reads).then_some(Fault::Refuse)
    }));
    let detail = "Tencent refused: InvalidParameterValue: The value of a parameter is invalid.";
    for problem in [
        record(&stage, &order(None, 2 * HOUR), 409).await,
        stop(&stage, &task, 409).await,
    ] {
        assert_eq!(problem["code"], "tencent_refused");
        assert_eq!(problem["detail"], detail);
    }
    stage
        .server
        .set_faults(always("DescribeRecordTask", Fault::Refuse));
    let problem = curator(&stage, "GET", TASKS, "", 409).await;
    assert_eq!(problem["detail"], detail);
}

#[tokio::test]
async fn without_answer_or_keys_recording_tasks_fail() {
    let mut stage = quiet().await;
    let task = record(&stage, &order(None, HOUR), 201).await;
    let requests = [
        ("GET", TASKS.to_owned(), String::new()),
        ("POST", TASKS.to_owned(), order(None, 2 * HOUR)),
        (
            "DELETE",
            format!("{TASKS}/{}", task["id"].as_str().unwrap()),
            String::new(),
        ),
    ];
    stage.server.set_faults(Faults::down());
    let _ = stage.server.take_calls();
    for (method, target, body) in &requests {
        let problem = curator(&stage, method, target, body, 503).await;
        assert_eq!(problem["code"], "live_unavailable", "{method}");
    }
    assert_eq!(calls(&stage, "CreateRecordTask"), 0);
    stage.calm();
    assert_eq!(listed(&stage, "").await, [task]);
    stage.set_api(&[("TENCENT_SECRET_ID", ""), ("TENCENT_SECRET_KEY", "")]);
    for (method, target, body) in &requests {
        let problem = curator(&stage, method, target, body, 409).await;
        assert_eq!(problem["code"], "no_tencent_keys", "{method}");
    }
}

#[tokio::test]
async fn invalid_orders_are_refused_before_tencent_is_asked() {
    let stage = quiet().await;
    for (order, field) in [
        (order(None, 0), "ends_at"),
        (order(None, DAY + 1), "ends_at"),
        (json!({"stream_id": "room"}).to_string(), "ends_at"),
        (json!({"ends_at": time(60)}).to_string(), "stream_id"),
    ] {
        let problem = record(&stage, &order, 422).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(&format!("field {field} ")), "{detail}");
    }
    for query in [
        "from=2025-07-01T00:00:00Z",
        "from=2025-10-09T00:00:00Z&to=2025-10-17T00:00:00Z",
        "limit=5",
        "stream_id=a%0Ab",
        "domain=a/b",
        "cursor=x",
    ] {
        curator(&stage, "GET", &format!("{TASKS}?{query}"), "", 400).await;
    }
    assert_eq!(calls(&stage, "CreateRecordTask"), 0);
}

#[tokio::test]
async fn many_tasks_are_listed_in_pages_of_one_week() {
    let stage = quiet().await;
    for minute in 1..=25 {
        record(&stage, &order(Some(60 * minute), DAY), 201).await;
    }
    let first = curator(&stage, "GET", &format!("{TASKS}?stream_id=room"), "", 200).await;
    assert_eq!(first["tasks"].as_array().unwrap().len(), 20);
    let cursor = first["next_cursor"].as_str().unwrap();
    // Time passes, and the week stays.
    stage.clock.set(at(2 * DAY + 60));
    let next = format!("{TASKS}?stream_id=room&cursor={cursor}");
    let next = curator(&stage, "GET", &next, "", 200).await;
    assert_eq!(next["tasks"].as_array().unwrap().len(), 5);
    assert_eq!(next["next_cursor"], Value::Null);
    let other = format!("{TASKS}?stream_id=lounge&cursor={cursor}");
    let problem = curator(&stage, "GET", &other, "", 400).await;
    assert_eq!(problem["code"], "invalid_cursor");

    let from = format!("?from={}&to={}", time(60 * 20), time(DAY));
    assert_eq!(listed(&stage, &from).await.len(), 6);
    assert!(listed(&stage, "?app=other").await.is_empty());
    assert!(listed(&stage, "").await.is_empty());
}
