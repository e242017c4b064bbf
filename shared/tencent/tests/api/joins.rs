//! What makes and deletes files: what is sent, what comes back, and when it is asked again.

use crate::{Reply, Server, client, refusal, settings, start};
use replay_grouping::{FileId, Timestamp};
use replay_tencent::{
    TaskId,
    client::ApiError,
    vod::{Join, JoinKey, JoinedFile, Sources},
};
use std::time::Duration;

const JOINED: &str = r#"{"Response":{"FileId":"5285890806906490900",
    "Url":"https://1500000001.vod2.myqcloud.com/a/b.m3u8","RequestId":"r"}}"#;
const TAKEN: &str = r#"{"Response":{"TaskId":"1500000001-EditMedia-f5ac","RequestId":"r"}}"#;

fn file(id: &str) -> FileId {
    FileId::new(id).unwrap()
}

fn sources() -> Sources {
    Sources::new(vec![file("2"), file("1")]).unwrap()
}

fn join() -> Join {
    Join {
        sources: sources(),
        key: JoinKey::new("join-room42_host7-1760000000").unwrap(),
        name: "房".repeat(65),
        context: "jakfk4v1xr1zjk1q".to_owned(),
        expires_at: None,
    }
}

/// How often a fast join is asked that gets these replies, and what becomes of it.
async fn fast(replies: impl IntoIterator<Item = Reply>) -> (u64, Result<JoinedFile, ApiError>) {
    let (_server, client) = start(replies).await;
    let joined = client.fast_edit_media(&sources()).await;
    (client.calls(), joined)
}

async fn edit(replies: impl IntoIterator<Item = Reply>) -> (u64, Result<TaskId, ApiError>) {
    let (_server, client) = start(replies).await;
    let task = client.edit_media(&join()).await;
    (client.calls(), task)
}

async fn delete(replies: impl IntoIterator<Item = Reply>) -> (u64, Result<(), ApiError>) {
    let (_server, client) = start(replies).await;
    let deleted = client.delete_media(&file("1")).await;
    (client.calls(), deleted)
}

#[tokio::test]
async fn a_fast_join_names_its_files_in_order() {
    let (server, client) = start([Reply::json(200, JOINED)]).await;
    let joined = client.fast_edit_media(&sources()).await.unwrap();
    assert_eq!(joined.file_id, file("5285890806906490900"));
    let url = "https://1500000001.vod2.myqcloud.com/a/b.m3u8";
    assert_eq!(joined.url.as_deref(), Some(url));

    let asked = &server.asked()[0];
    assert!(asked.is_signed_for("vod"));
    assert_eq!(asked.header("x-tc-action"), "FastEditMedia");
    assert_eq!(asked.header("x-tc-version"), "2018-07-17");
    insta::assert_snapshot!(asked.body, @r#"{"FileInfos":[{"FileId":"2","AudioVideoType":"Original"},{"FileId":"1","AudioVideoType":"Original"}]}"#);
}

#[tokio::test]
async fn an_order_to_join_is_sent_completely() {
    let taken = || Reply::json(200, TAKEN);
    let server = Server::start([taken(), taken()]).await;
    let mut settings = settings(&server);
    settings.sub_app_id = Some(1_500_000_001);
    let client = client(settings);
    let task = client.edit_media(&join()).await.unwrap();
    assert_eq!(task.as_str(), "1500000001-EditMedia-f5ac");
    let expiring = Join {
        name: "Episode 1".to_owned(),
        context: r#"{"replay":"4f8k2m0c9d7s1xqa"}"#.to_owned(),
        expires_at: Some(Timestamp(1_760_000_001)),
        ..join()
    };
    client.edit_media(&expiring).await.unwrap();

    let asked = server.asked();
    assert_eq!(asked[0].header("x-tc-action"), "EditMedia");
    assert!(asked[0].is_signed_for("vod"));
    let cut = "房".repeat(64);
    let expected = format!(
        r#"{{"InputType":"File","FileInfos":[{{"FileId":"2"}},{{"FileId":"1"}}],"OutputConfig":{{"MediaName":"{cut}","Type":"mp4"}},"SessionId":"join-room42_host7-1760000000","SessionContext":"jakfk4v1xr1zjk1q","SubAppId":1500000001}}"#
    );
    assert_eq!(asked[0].body, expected);
    insta::assert_snapshot!(asked[1].body, @r#"{"InputType":"File","FileInfos":[{"FileId":"2"},{"FileId":"1"}],"OutputConfig":{"MediaName":"Episode 1","Type":"mp4","ExpireTime":"2025-10-09T08:53:21Z"},"SessionId":"join-room42_host7-1760000000","SessionContext":"{\"replay\":\"4f8k2m0c9d7s1xqa\"}","SubAppId":1500000001}"#);
}

#[tokio::test]
async fn a_deletion_names_one_file() {
    let done = Reply::json(200, r#"{"Response":{"RequestId":"r"}}"#);
    let (server, client) = start([done]).await;
    client
        .delete_media(&file("5285890806906490201"))
        .await
        .unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.header("x-tc-action"), "DeleteMedia");
    assert!(asked.is_signed_for("vod"));
    insta::assert_snapshot!(asked.body, @r#"{"FileId":"5285890806906490201"}"#);
}

#[tokio::test]
async fn a_fast_join_is_not_repeated_when_it_may_have_been_made() {
    for reply in [
        Reply::json(502, "<html>busy</html>"),
        refusal("InternalError"),
        refusal("FailedOperation.NetWorkError"),
        Reply::json(200, r#"{"Response":{"RequestId":"r"}}"#),
    ] {
        let (calls, joined) = fast([reply]).await;
        assert_eq!(calls, 1);
        assert!(joined.unwrap_err().is_undecided());
    }
    let server = Server::start([Reply::Silence]).await;
    let client = client(replay_tencent::client::Settings {
        fast_edit_timeout: Duration::from_millis(30),
        ..settings(&server)
    });
    let error = client.fast_edit_media(&sources()).await.unwrap_err();
    assert!(matches!(error, ApiError::TimedOut { .. }) && error.is_undecided());
    assert_eq!(client.calls(), 1);
}

#[tokio::test]
async fn a_throttled_fast_join_is_repeated() {
    let often = [
        refusal("RequestLimitExceeded"),
        Reply::json(429, ""),
        Reply::json(200, JOINED),
    ];
    let (calls, joined) = fast(often).await;
    assert!(calls == 3 && joined.is_ok());
    let (calls, joined) = fast([refusal("InvalidParameterValue")]).await;
    let error = joined.unwrap_err();
    assert!(calls == 1 && !error.is_undecided() && error.is_about_parameters());
}

#[tokio::test]
async fn a_join_is_repeated_and_a_duplicate_means_that_it_was_accepted() {
    let busy = || Reply::json(503, "");
    let (calls, task) = edit([busy(), refusal("InternalError"), Reply::json(200, TAKEN)]).await;
    assert!(calls == 3 && task.is_ok());
    for code in [
        "FailedOperation.TaskDuplicate",
        "InvalidParameterValue.SessionId",
    ] {
        let (calls, task) = edit([busy(), refusal(code)]).await;
        let error = task.unwrap_err();
        assert!(calls == 2 && error.is_duplicate(), "{error}");
    }
    let (_, task) = edit([Reply::json(200, r#"{"Response":{"TaskId":""}}"#)]).await;
    assert!(matches!(task, Err(ApiError::Malformed { .. })));
}

#[tokio::test]
async fn a_missing_file_counts_as_deleted() {
    for code in [
        "ResourceNotFound",
        "ResourceNotFound.FileNotExist",
        "InvalidParameterValue.FileId",
    ] {
        let (calls, deleted) = delete([Reply::json(502, ""), refusal(code)]).await;
        assert!(calls == 2 && deleted.is_ok(), "{code}");
    }
    for code in ["UnauthorizedOperation", "ResourceNotFound.UserNotExist"] {
        let (calls, deleted) = delete([refusal(code)]).await;
        assert!(calls == 1 && deleted.is_err(), "{code}");
    }
}
