//! Templates and rules: what is sent, what comes back, and when it is asked again.

use crate::{Reply, Server, client, refusal, settings, start};
use replay_signature::Secret;
use replay_tencent::{
    client::ApiError,
    live::{
        CallbackKey, CallbackTemplate, HlsSpecial, RecordParam, RecordTemplate, Rule, Template,
        TemplateId,
        TemplateKind::{Callback, Record},
    },
};
use std::time::Duration;

const MADE: &str = r#"{"Response":{"TemplateId":"1000","RequestId":"r"}}"#;
const DONE: &str = r#"{"Response":{"RequestId":"r"}}"#;

const ID: TemplateId = TemplateId(1_000);

fn reply(body: &str) -> Reply {
    Reply::json(200, body)
}

fn recording() -> RecordTemplate {
    RecordTemplate {
        name: "replays".to_owned(),
        hls: Some(RecordParam {
            enable: true,
            storage_time: Some(0),
            ..RecordParam::default()
        }),
        mp4: Some(RecordParam {
            enable: true,
            record_interval: Some(1_800),
            storage_time: Some(86_400),
            vod_sub_app_id: Some(1_500_000_001),
            ..RecordParam::default()
        }),
        aac: Some(RecordParam::default()),
        hls_special: Some(HlsSpecial {
            flow_continue_duration: 600,
        }),
        ..RecordTemplate::default()
    }
}

fn callbacks() -> CallbackTemplate {
    let url = || Some("https://api.example.com/callbacks/live/hunter2".to_owned());
    CallbackTemplate {
        name: "replays".to_owned(),
        stream_begin_notify_url: url(),
        record_status_notify_url: url(),
        snapshot_notify_url: Some(String::new()),
        record_exception_levels: Some(vec!["error".to_owned()]),
        key: CallbackKey::Given(Secret::new("hunter3").unwrap()),
        ..CallbackTemplate::default()
    }
}

#[tokio::test]
async fn a_recording_template_is_made_changed_and_deleted() {
    let (server, client) = start([reply(MADE), reply(DONE), reply(DONE)]).await;
    let template = recording().into();
    assert_eq!(client.create_template(&template).await.unwrap(), ID);
    client.modify_template(ID, &template).await.unwrap();
    client.delete_template(Record, ID).await.unwrap();

    let asked = server.asked();
    assert!(asked.iter().all(|it| it.is_signed_for("live")));
    let actions = asked.iter().map(|it| it.header("x-tc-action").to_owned());
    insta::assert_debug_snapshot!(actions.collect::<Vec<_>>(), @r#"
    [
        "CreateLiveRecordTemplate",
        "ModifyLiveRecordTemplate",
        "DeleteLiveRecordTemplate",
    ]
    "#);
    insta::assert_snapshot!(asked[0].body, @r#"{"TemplateName":"replays","HlsParam":{"Enable":1,"StorageTime":0},"Mp4Param":{"Enable":1,"RecordInterval":1800,"StorageTime":86400,"VodSubAppId":1500000001},"AacParam":{"Enable":0},"HlsSpecialParam":{"FlowContinueDuration":600}}"#);
    let rest = asked[0].body.strip_prefix('{').unwrap();
    assert_eq!(asked[1].body, format!(r#"{{"TemplateId":1000,{rest}"#));
    insta::assert_snapshot!(asked[2].body, @r#"{"TemplateId":1000}"#);
}

#[tokio::test]
async fn a_callback_template_is_made_changed_and_deleted_and_its_secrets_are_not_printed() {
    let (server, client) = start([reply(MADE), reply(DONE), reply(DONE)]).await;
    let template = callbacks().into();
    assert_eq!(client.create_template(&template).await.unwrap(), ID);
    client.modify_template(ID, &template).await.unwrap();
    client.delete_template(Callback, ID).await.unwrap();

    let asked = server.asked();
    let actions = asked.iter().map(|it| it.header("x-tc-action").to_owned());
    insta::assert_debug_snapshot!(actions.collect::<Vec<_>>(), @r#"
    [
        "CreateLiveCallbackTemplate",
        "ModifyLiveCallbackTemplate",
        "DeleteLiveCallbackTemplate",
    ]
    "#);
    insta::assert_snapshot!(asked[0].body, @r#"{"TemplateName":"replays","StreamBeginNotifyUrl":"https://api.example.com/callbacks/live/hunter2","RecordStatusNotifyUrl":"https://api.example.com/callbacks/live/hunter2","SnapshotNotifyUrl":"","RecordExceptionLevels":["error"],"CallbackKey":"hunter3"}"#);
    let rest = asked[0].body.strip_prefix('{').unwrap();
    assert_eq!(asked[1].body, format!(r#"{{"TemplateId":1000,{rest}"#));
    insta::assert_snapshot!(asked[2].body, @r#"{"TemplateId":1000}"#);
    assert!(!format!("{template:?}").contains("hunter"));

    let (server, client) = start([reply(DONE), reply(DONE)]).await;
    for key in [CallbackKey::None, CallbackKey::Kept] {
        let template = CallbackTemplate {
            name: "replays".to_owned(),
            key,
            ..CallbackTemplate::default()
        };
        let changed = client.modify_template(ID, &template.into()).await;
        changed.unwrap();
    }
    let asked = server.asked();
    insta::assert_snapshot!(asked[0].body, @r#"{"TemplateId":1000,"TemplateName":"replays","CallbackKey":""}"#);
    insta::assert_snapshot!(asked[1].body, @r#"{"TemplateId":1000,"TemplateName":"replays"}"#);
}

#[tokio::test]
async fn rules_are_made_and_deleted() {
    let (server, client) = start([(); 4].map(|()| reply(DONE))).await;
    for kind in [Record, Callback] {
        let made = client.create_rule(kind, "push.example.com", "live", ID);
        made.await.unwrap();
        let deleted = client.delete_rule(kind, "push.example.com", "live");
        deleted.await.unwrap();
    }
    let told = server.asked().into_iter().map(|asked| {
        let action = asked.header("x-tc-action").to_owned();
        format!("{action} {}", asked.body)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    CreateLiveRecordRule {"DomainName":"push.example.com","AppName":"live","TemplateId":1000}
    DeleteLiveRecordRule {"DomainName":"push.example.com","AppName":"live","StreamName":""}
    CreateLiveCallbackRule {"DomainName":"push.example.com","AppName":"live","TemplateId":1000}
    DeleteLiveCallbackRule {"DomainName":"push.example.com","AppName":"live"}
    "#);
}

/// As the documentation shows it, with numbers as text and nulls where there may be some.
#[tokio::test]
async fn templates_as_they_are() {
    let body = r#"{"Response":{"Templates":[
        {"TemplateId":"7","TemplateName":"replays","Description":"","IsDelayLive":0,"CosStore":null,"RemoveWatermark":false,
         "FlvParam":{"RecordInterval":1800,"StorageTime":0,"Enable":0,"VodSubAppId":0,"VodFileName":"","Procedure":""},
         "HlsParam":{"RecordInterval":"1800","StorageTime":3600,"Enable":"1","Procedure":"cover","ClassId":3,"StorageMode":"cold"},
         "Mp4Param":null,"Mp3Param":{},"HlsSpecialParam":{"FlowContinueDuration":120},"FlvSpecialParam":null},
        {"TemplateId":8,"TemplateName":null,"CosStore":1}
    ],"RequestId":"r"}}"#;
    let (server, client) = start([reply(body)]).await;
    insta::assert_debug_snapshot!(client.templates(Record).await.unwrap());
    let asked = &server.asked()[0];
    assert_eq!(asked.header("x-tc-action"), "DescribeLiveRecordTemplates");
    assert!(asked.body == "{}" && asked.is_signed_for("live"));

    let body = r#"{"Response":{"Templates":[
        {"TemplateId":9,"TemplateName":"replays","Description":"d","StreamBeginNotifyUrl":"https://a.example.com/x",
         "StreamMixNotifyUrl":"","RecordNotifyUrl":"","CallbackKey":"hunter3","RecordExceptionLevels":["error","info"]},
        {"TemplateId":10,"TemplateName":"other","CallbackKey":"","RecordExceptionLevels":null}
    ],"RequestId":"r"}}"#;
    let (server, client) = start([reply(body)]).await;
    let found = client.templates(Callback).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.header("x-tc-action"), "DescribeLiveCallbackTemplates");
    assert_eq!((found[0].id, found[1].id), (TemplateId(9), TemplateId(10)));
    let [Template::Callback(first), Template::Callback(second)] =
        [&found[0].template, &found[1].template]
    else {
        panic!("they are for callbacks");
    };
    assert_eq!((&*first.name, &*second.name), ("replays", "other"));
    let url = first.stream_begin_notify_url.as_deref();
    assert_eq!(url, Some("https://a.example.com/x"));
    assert_eq!(first.record_notify_url, None);
    let levels = first.record_exception_levels.as_ref().unwrap();
    assert_eq!(*levels, ["error", "info"]);
    assert!(matches!(&first.key, CallbackKey::Given(key) if key.matches("hunter3")));
    assert!(matches!(second.key, CallbackKey::None));
    assert_eq!(second.record_exception_levels, None);
}

#[tokio::test]
async fn rules_as_they_are() {
    let body = r#"{"Response":{"Rules":[
        {"CreateTime":"2020-01-01 00:00:00","UpdateTime":"","TemplateId":7,"DomainName":"push.example.com","AppName":"live","StreamName":""},
        {"TemplateId":"8","DomainName":"push.example.com","AppName":"","StreamName":"room"}
    ],"RequestId":"r"}}"#;
    let none = r#"{"Response":{"Rules":null,"RequestId":"r"}}"#;
    let (server, client) = start([reply(body), reply(none)]).await;
    let rule = |app: &str, stream_id: &str, template| Rule {
        domain: "push.example.com".to_owned(),
        app: app.to_owned(),
        stream_id: stream_id.to_owned(),
        template: TemplateId(template),
    };
    let rules = [rule("live", "", 7), rule("", "room", 8)];
    assert_eq!(client.rules(Record).await.unwrap(), rules);
    assert_eq!(client.rules(Callback).await.unwrap(), []);
    let asked = server.asked();
    assert_eq!(asked[0].header("x-tc-action"), "DescribeLiveRecordRules");
    assert_eq!(asked[1].header("x-tc-action"), "DescribeLiveCallbackRules");
}

async fn make(replies: impl IntoIterator<Item = Reply>) -> (u64, Result<TemplateId, ApiError>) {
    let (_server, client) = start(replies).await;
    let made = client.create_template(&recording().into()).await;
    (client.calls(), made)
}

#[tokio::test]
async fn templates_and_rules_are_not_made_again_when_they_may_have_been_made() {
    let (calls, made) = make([refusal("RequestLimitExceeded"), reply(MADE)]).await;
    assert_eq!((calls, made.ok()), (2, Some(ID)));
    for undecided in [
        refusal("InternalError"),
        refusal("InternalError.DBError"),
        Reply::json(502, ""),
        reply(DONE),
        reply("{"),
    ] {
        let (calls, made) = make([undecided]).await;
        assert_eq!(calls, 1);
        assert!(made.unwrap_err().is_undecided());
    }
    let (calls, made) = make([refusal("InternalError.ConfOutLimit")]).await;
    assert_eq!(calls, 1);
    assert!(!made.unwrap_err().is_undecided());

    let server = Server::start([(); 3].map(|()| Reply::Silence)).await;
    let client = client(replay_tencent::client::Settings {
        request_timeout: Duration::from_millis(30),
        ..settings(&server)
    });
    let made = client.create_rule(Callback, "push.example.com", "live", ID);
    assert!(made.await.unwrap_err().is_undecided());
    let made = client.create_template(&callbacks().into()).await;
    assert!(made.unwrap_err().is_undecided());
    assert_eq!(client.calls(), 2);
}

#[tokio::test]
async fn idempotent_changes_are_retried() {
    let bad = || refusal("InternalError");
    let (_server, client) = start([bad(), reply(DONE), bad(), reply(DONE)]).await;
    let changed = client.modify_template(ID, &recording().into()).await;
    changed.unwrap();
    client.delete_rule(Record, "d", "live").await.unwrap();
    assert_eq!(client.calls(), 4);
}

#[tokio::test]
async fn a_missing_template_counts_as_deleted_and_one_in_use_is_refused() {
    let replies = ["InternalError.ConfNotFound", "FailedOperation.NotFound"];
    let (_server, client) = start(replies.map(refusal)).await;
    client.delete_template(Record, ID).await.unwrap();
    client.delete_rule(Callback, "d", "live").await.unwrap();
    for code in ["FailedOperation.ConfInUsed", "InternalError.ConfInUsed"] {
        let (_server, client) = start([refusal(code)]).await;
        let error = client.delete_template(Callback, ID).await.unwrap_err();
        assert!(error.is_in_use());
        assert_eq!(client.calls(), 1);
    }
    let (_server, client) = start([refusal("FailedOperation.RuleAlreadyExist")]).await;
    let error = client.create_rule(Record, "d", "live", ID).await;
    assert!(error.unwrap_err().is_taken());
}
