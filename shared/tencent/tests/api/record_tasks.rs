//! Recording on demand: what is sent, what comes back, and when it is asked again.

use crate::{NOW, Reply, Server, client, refusal, settings, start};
use replay_grouping::{Stream, Timestamp};
use replay_tencent::{
    TaskId,
    client::ApiError,
    live::{RecordOrder, RecordTasksQuery},
};
use serde_json::{Value, json};
use std::time::Duration;

const ID: &str = "UpTbk5RSVhRQFkAAfHwQCCjcRD0lRFcZ0xTSlNTQltlRVRLU1JAWW9EUb";

fn order() -> RecordOrder {
    RecordOrder {
        stream: Stream::new("push.live.example.com", "live", "room42_host7").unwrap(),
        starts_at: None,
        ends_at: Timestamp(NOW + 3_600),
        template_id: None,
    }
}

fn made() -> Reply {
    let body = format!(r#"{{"Response":{{"TaskId":"{ID}","RequestId":"r"}}}}"#);
    Reply::json(200, &body)
}

/// How often a task is asked for that gets these replies, and what becomes of it.
async fn create(replies: impl IntoIterator<Item = Reply>) -> (u64, Result<TaskId, ApiError>) {
    let (_server, client) = start(replies).await;
    let task = client.create_record_task(&order()).await;
    (client.calls(), task)
}

async fn stop(replies: impl IntoIterator<Item = Reply>) -> (u64, Result<(), ApiError>) {
    let (_server, client) = start(replies).await;
    let stopped = client.stop_record_task(&TaskId::new(ID).unwrap()).await;
    (client.calls(), stopped)
}

fn week() -> RecordTasksQuery {
    RecordTasksQuery {
        from: Timestamp(NOW - 86_400),
        to: Timestamp(NOW + 6 * 86_400),
        ..RecordTasksQuery::default()
    }
}

fn listed(tasks: &Value, token: &str) -> Reply {
    let response = json!({"TaskList": tasks, "ScrollToken": token, "RequestId": "r"});
    Reply::json(200, &json!({"Response": response}).to_string())
}

#[tokio::test]
async fn an_order_contains_only_what_is_needed() {
    let (server, client) = start([made(), made()]).await;
    let task = client.create_record_task(&order()).await.unwrap();
    assert_eq!(task.as_str(), ID);
    let whole = RecordOrder {
        starts_at: Some(Timestamp(NOW + 60)),
        template_id: Some(7),
        ..order()
    };
    client.create_record_task(&whole).await.unwrap();

    let asked = server.asked();
    assert!(asked[0].is_signed_for("live"));
    assert_eq!(asked[0].header("x-tc-action"), "CreateRecordTask");
    assert_eq!(asked[0].header("x-tc-version"), "2018-08-01");
    insta::assert_snapshot!(asked[0].body, @r#"{"StreamName":"room42_host7","DomainName":"push.live.example.com","AppName":"live","EndTime":1760007600}"#);
    insta::assert_snapshot!(asked[1].body, @r#"{"StreamName":"room42_host7","DomainName":"push.live.example.com","AppName":"live","EndTime":1760007600,"StartTime":1760004060,"TemplateId":7}"#);
}

#[tokio::test]
async fn a_task_is_not_ordered_again_when_it_may_have_been_made() {
    for reply in [
        Reply::json(502, "<html>busy</html>"),
        refusal("InternalError.SystemError"),
        Reply::json(200, r#"{"Response":{"TaskId":""}}"#),
    ] {
        let (calls, task) = create([reply]).await;
        assert_eq!(calls, 1);
        assert!(task.unwrap_err().is_undecided());
    }
    let server = Server::start([Reply::Silence]).await;
    let client = client(replay_tencent::client::Settings {
        request_timeout: Duration::from_millis(30),
        ..settings(&server)
    });
    let error = client.create_record_task(&order()).await.unwrap_err();
    assert!(matches!(error, ApiError::TimedOut { .. }) && error.is_undecided());
    assert_eq!(client.calls(), 1);
}

#[tokio::test]
async fn a_task_that_was_surely_not_made_is_ordered_again_or_refused() {
    let often = [
        refusal("RequestLimitExceeded"),
        Reply::json(429, ""),
        made(),
    ];
    let (calls, task) = create(often).await;
    assert!(calls == 3 && task.is_ok());
    for code in [
        "InvalidParameter.InvalidTaskTime",
        "LimitExceeded.MaximumRunningTask",
        "ResourceUnavailable.InvalidVodStatus",
    ] {
        let (calls, task) = create([refusal(code)]).await;
        let error = task.unwrap_err();
        assert!(calls == 1 && !error.is_undecided(), "{error}");
    }
}

#[tokio::test]
async fn a_task_is_stopped_by_its_id() {
    let done = || Reply::json(200, r#"{"Response":{"RequestId":"r"}}"#);
    let (server, client) = start([done()]).await;
    let id = TaskId::new(ID).unwrap();
    client.stop_record_task(&id).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.header("x-tc-action"), "StopRecordTask");
    assert!(asked.is_signed_for("live"));
    assert_eq!(asked.body, format!(r#"{{"TaskId":"{ID}"}}"#));

    let (calls, stopped) = stop([Reply::json(502, ""), done()]).await;
    assert!(calls == 2 && stopped.is_ok());
    for (code, unknown, ended) in [
        ("InvalidParameter.TaskNotExist", true, false),
        ("FailedOperation.AlterTaskState", false, true),
        ("UnauthorizedOperation", false, false),
    ] {
        let (calls, stopped) = stop([refusal(code)]).await;
        let error = stopped.unwrap_err();
        assert_eq!(calls, 1);
        assert_eq!(error.is_about_parameters(), unknown, "{error}");
        assert_eq!(error.is_about_task_state(), ended, "{error}");
    }
}

#[tokio::test]
async fn tasks_are_listed_page_by_page() {
    let tasks = json!([
        {"TaskId": ID, "DomainName": "push.live.example.com", "AppName": "live", "StreamName": "room42_host7",
         "StartTime": NOW, "EndTime": NOW + 10_000, "TemplateId": 123, "Stopped": NOW + 3_600},
        {"TaskId": "t2", "DomainName": "push.live.example.com", "AppName": "live", "StreamName": "room7",
         "StartTime": NOW.to_string(), "EndTime": NOW + 60, "TemplateId": 0, "Stopped": 0},
    ]);
    let (server, client) = start([listed(&tasks, "2"), listed(&Value::Null, "")]).await;
    let page = client.record_tasks(&week()).await.unwrap();
    insta::assert_json_snapshot!(page);
    let next = RecordTasksQuery {
        stream_id: Some("room7".to_owned()),
        domain: Some("push.live.example.com".to_owned()),
        app: Some("live".to_owned()),
        page: page.next,
        ..week()
    };
    let page = client.record_tasks(&next).await.unwrap();
    assert!(page.tasks.is_empty() && page.next.is_none());

    let asked = server.asked();
    assert_eq!(asked[0].header("x-tc-action"), "DescribeRecordTask");
    assert!(asked[0].is_signed_for("live"));
    insta::assert_snapshot!(asked[0].body, @r#"{"StartTime":1759917600,"EndTime":1760522400}"#);
    insta::assert_snapshot!(asked[1].body, @r#"{"StartTime":1759917600,"EndTime":1760522400,"StreamName":"room7","DomainName":"push.live.example.com","AppName":"live","ScrollToken":"2"}"#);
}

#[tokio::test]
async fn an_impossible_task_is_an_error() {
    let whole = json!({
        "TaskId": ID, "DomainName": "push.live.example.com", "AppName": "live", "StreamName": "room7",
        "StartTime": NOW, "EndTime": NOW + 60,
    });
    let (_server, client) = start([listed(&json!([whole.clone()]), "")]).await;
    let page = client.record_tasks(&week()).await.unwrap();
    assert_eq!(page.tasks[0].template_id, None);
    for field in ["TaskId", "StreamName", "StartTime", "EndTime"] {
        let mut without = whole.clone();
        without[field] = Value::Null;
        let (_server, client) = start([listed(&json!([without]), "")]).await;
        let error = client.record_tasks(&week()).await.unwrap_err();
        assert!(
            matches!(error, ApiError::Malformed { .. }),
            "{field}: {error}"
        );
    }
}
