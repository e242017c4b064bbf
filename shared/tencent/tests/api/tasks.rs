//! What becomes of tasks, and how a lost one is found.

use crate::{NOW, Reply, refusal, start};
use replay_grouping::Timestamp;
use replay_tencent::{
    TaskId,
    client::ApiError,
    vod::{JoinKey, Task, TaskFailure},
};
use serde_json::{Value, json};

fn id() -> TaskId {
    TaskId::new("1500000001-EditMedia-f5ac8127b3b6b85cdc13f237c6005d8").unwrap()
}

/// `DescribeTaskDetail` as it answers of a task in `status`.
fn detail(status: &str, task: &Value) -> Reply {
    let response = json!({
        "TaskType": "EditMedia", "Status": status, "CreateTime": "2025-10-09T10:20:00Z",
        "BeginProcessTime": "2025-10-09T10:20:05Z", "FinishTime": "2025-10-09T10:20:25Z",
        "EditMediaTask": task, "ProcedureTask": null, "RequestId": "r",
    });
    Reply::json(200, &json!({"Response": response}).to_string())
}

/// What the event of its end tells of a task is what the API tells.
fn finished() -> Value {
    let event = include_str!("../answers/vod_push_edit_media_complete.json");
    serde_json::from_str::<Value>(event).unwrap()["EditMediaCompleteEvent"].clone()
}

async fn describe(reply: Reply) -> Result<Option<Task>, ApiError> {
    let (_server, client) = start([reply]).await;
    client.describe_task(&id()).await
}

async fn task(status: &str, task: Value) -> Task {
    let described = describe(detail(status, &task)).await;
    described.unwrap().unwrap()
}

#[tokio::test]
async fn a_task_is_looked_up_by_its_id() {
    let (server, client) = start([detail("WAITING", &Value::Null)]).await;
    client.describe_task(&id()).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.header("x-tc-action"), "DescribeTaskDetail");
    assert!(asked.is_signed_for("vod"));
    insta::assert_snapshot!(asked.body, @r#"{"TaskId":"1500000001-EditMedia-f5ac8127b3b6b85cdc13f237c6005d8"}"#);
}

#[tokio::test]
async fn a_task_that_left_a_file() {
    let mut finished = finished();
    finished["MetaData"] = json!({"Duration": 3725.4, "Size": 699_000_000});
    insta::assert_json_snapshot!(task("FINISH", finished).await);
}

#[tokio::test]
async fn only_a_task_that_made_a_file_is_done() {
    let running = |percent| Task::Running { percent };
    let failure = |code, reason: &str, message: &str| {
        Task::Failed(TaskFailure {
            code,
            reason: reason.to_owned(),
            message: message.to_owned(),
        })
    };
    let ends = |code: i64, ext: &str| {
        let mut finished = finished();
        finished["ErrCode"] = json!(code);
        finished["ErrCodeExt"] = json!(ext);
        finished["Message"] = json!("no");
        finished
    };
    for (status, told, expected) in [
        ("FINISH", ends(60_000, ""), failure(60_000, "60000", "no")),
        (
            "FINISH",
            ends(0, "SourceFileError"),
            failure(0, "SourceFileError", "no"),
        ),
        (
            "FINISH",
            ends(70_000, "InternalError"),
            failure(70_000, "InternalError", "no"),
        ),
        ("ABORTED", Value::Null, failure(0, "ABORTED", "")),
        (
            "ABORTED",
            ends(40_000, ""),
            failure(40_000, "ABORTED", "no"),
        ),
        ("WAITING", Value::Null, running(None)),
        ("PROCESSING", json!({"Progress": 41}), running(Some(41))),
        ("PROCESSING", json!({"Progress": "41"}), running(Some(41))),
        ("PROCESSING", json!({"Progress": 101}), running(None)),
        ("PROCESSING", json!({"Progress": null}), running(None)),
    ] {
        assert_eq!(task(status, told).await, expected, "{status}");
    }
    let Task::Failed(internal) = task("FINISH", ends(70_000, "InternalError")).await else {
        panic!("it failed");
    };
    assert_eq!(internal.to_string(), "InternalError (70000): no");
}

#[tokio::test]
async fn a_task_that_is_unknown_or_too_old() {
    for code in ["InvalidParameterValue.TaskId", "ResourceNotFound"] {
        assert_eq!(describe(refusal(code)).await.unwrap(), None, "{code}");
    }
    let error = describe(refusal("UnauthorizedOperation")).await;
    assert!(error.is_err());
}

#[tokio::test]
async fn an_end_with_neither_file_nor_failure_is_an_error() {
    let mut without = finished();
    without["Output"] = Value::Null;
    let mut nameless = finished();
    nameless["Output"]["FileId"] = json!("");
    let mut unreadable = finished();
    unreadable["ErrCode"] = json!("none");
    for (status, task) in [
        ("FINISH", Value::Null),
        ("FINISH", without),
        ("FINISH", nameless),
        ("FINISH", unreadable),
        ("DONE", finished()),
        ("", finished()),
    ] {
        let error = describe(detail(status, &task)).await.unwrap_err();
        assert!(
            matches!(error, ApiError::Malformed { .. }),
            "{status}: {error}"
        );
    }
}

fn tasks(tasks: &Value, token: Option<&str>) -> Reply {
    let response = json!({"TaskSet": tasks, "ScrollToken": token, "RequestId": "r"});
    Reply::json(200, &json!({"Response": response}).to_string())
}

#[tokio::test]
async fn a_lost_task_is_found_by_its_key() {
    let others = json!([{"TaskId": "t1", "SessionId": null}, {"TaskId": "t2", "SessionId": "k1"}]);
    let ours = json!([{"TaskId": "t3", "SessionId": "k2"}]);
    let (server, client) = start([tasks(&others, Some("t3")), tasks(&ours, Some("t4"))]).await;
    let key = JoinKey::new("k2").unwrap();
    let found = client.find_task(&key, Timestamp(NOW - 60)).await.unwrap();
    assert_eq!(found, TaskId::new("t3").ok());

    let asked = server.asked();
    assert_eq!(asked[0].header("x-tc-action"), "DescribeTasks");
    insta::assert_snapshot!(asked[0].body, @r#"{"CreateTime":{"After":"2025-10-09T09:54:00Z","Before":"2025-10-09T10:05:00Z"},"Sort":{"Field":"CreateTime","Order":"Asc"},"Limit":100}"#);
    assert!(asked[1].body.contains(r#""ScrollToken":"t3""#));
}

#[tokio::test]
async fn a_task_that_was_never_accepted_is_not_found() {
    let key = JoinKey::new("k2").unwrap();
    let (_server, client) = start([tasks(&Value::Null, None)]).await;
    assert_eq!(client.find_task(&key, Timestamp(NOW)).await.unwrap(), None);
    // A list without an end is given up.
    let (_server, client) = start((0..50).map(|_| tasks(&json!([]), Some("more")))).await;
    let error = client.find_task(&key, Timestamp(NOW)).await.unwrap_err();
    assert!(matches!(error, ApiError::Malformed { .. }));
    assert_eq!(client.calls(), 50);
}
