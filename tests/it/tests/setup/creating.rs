//! Making what isn't there.

use crate::stage::{ID, KEY, NOTHING, Stage, failed, properties, succeeded};
use replay_tencent::live::TemplateKind::{Callback, Record};
use serde_json::json;

#[tokio::test]
async fn all_that_is_needed_is_made() {
    let stage = Stage::with(&[("VOD_SUB_APP_ID", "1500000001")]).await;
    let answer = stage.create(&properties(&json!({}))).await;
    succeeded(&answer, ID);
    let data = json!({"RecordTemplateId": "1000", "CallbackTemplateId": "1000"});
    assert_eq!(answer["Data"], data);

    let everything = stage.everything();
    let rules = json!(["push.example.com/live/: 1000"]);
    assert_eq!(everything["record"]["rules"], rules);
    assert_eq!(everything["callback"]["rules"], rules);
    let record = &everything["record"]["templates"][0];
    assert_eq!(record["TemplateName"], "replays");
    for (format, enabled) in [
        ("HlsParam", 1),
        ("Mp4Param", 1),
        ("FlvParam", 0),
        ("AacParam", 0),
        ("Mp3Param", 0),
    ] {
        assert_eq!(record[format]["Enable"], enabled, "{format}");
    }
    let mp4 = &record["Mp4Param"];
    assert_eq!(
        (&mp4["RecordInterval"], &mp4["StorageTime"]),
        (&json!(1_800), &json!(0))
    );
    assert_eq!(mp4["VodSubAppId"], 1_500_000_001);
    assert_eq!(record["HlsSpecialParam"]["FlowContinueDuration"], 600);

    let callback = &everything["callback"]["templates"][0];
    assert_eq!(
        (&callback["TemplateName"], &callback["CallbackKey"]),
        (&json!("replays"), &json!(KEY))
    );
    for event in [
        "StreamBegin",
        "StreamEnd",
        "Record",
        "RecordStatus",
        "Snapshot",
        "PornCensorship",
        "PushException",
        "RecordException",
    ] {
        let url = &callback[format!("{event}NotifyUrl")];
        assert_eq!(
            url, "https://api.example.com/callbacks/live/hunter3.hunter3",
            "{event}"
        );
    }
    assert_eq!(callback["AudioAuditNotifyUrl"], "");
    assert_eq!(
        callback["RecordExceptionLevels"],
        json!(["error", "warning", "info"])
    );
}

#[tokio::test]
async fn without_a_token_the_address_ends_where_it_does() {
    let stage = Stage::with(&[("CALLBACK_PATH_TOKEN", "")]).await;
    succeeded(&stage.create(&properties(&json!({}))).await, ID);
    let callback = &stage.everything()["callback"]["templates"][0];
    assert_eq!(
        callback["RecordNotifyUrl"],
        "https://api.example.com/callbacks/live"
    );
}

#[tokio::test]
async fn asked_again_it_is_the_same() {
    let stage = Stage::start().await;
    let first = stage.create(&properties(&json!({}))).await;
    let made = stage.everything();
    for _ in 0..2 {
        assert_eq!(stage.create(&properties(&json!({}))).await, first);
        assert_eq!(stage.everything(), made);
    }
}

#[tokio::test]
async fn streams_of_others_are_theirs() {
    let stage = Stage::start().await;
    let (record, callback) = (
        stage.record_named("other").await,
        stage.callback_named("other").await,
    );
    for (domain, app) in [("push.example.com", "show"), ("other.example.com", "live")] {
        stage.bind(Record, domain, app, record).await;
        stage.bind(Callback, domain, app, callback).await;
    }
    // Of all apps of a domain: ours comes before it.
    stage.bind(Record, "push.example.com", "", record).await;
    let before = stage.everything();
    succeeded(&stage.create(&properties(&json!({}))).await, ID);
    assert_eq!(stage.rules("record").len(), 4);
    succeeded(&stage.delete(ID, &properties(&json!({}))).await, ID);
    assert_eq!(stage.everything(), before);
}

#[tokio::test]
async fn a_rule_of_somebody_else_is_in_the_way() {
    for kind in [Record, Callback] {
        let stage = Stage::start().await;
        let (id, does) = match kind {
            Record => (stage.record_named("theirs").await, "records with"),
            Callback => (stage.callback_named("theirs").await, "sends callbacks by"),
        };
        stage.bind(kind, "push.example.com", "live", id).await;
        let before = stage.everything();
        let answer = stage.create(&properties(&json!({}))).await;
        let reason = format!(
            "push.example.com/live already {does} template 'theirs' ({id}), which is not ours"
        );
        failed(&answer, NOTHING, &reason);
        assert_eq!(stage.everything(), before);
        succeeded(
            &stage.delete(NOTHING, &properties(&json!({}))).await,
            NOTHING,
        );
        assert_eq!(stage.everything(), before);
    }
}

#[tokio::test]
async fn a_full_account_is_said_to_be_full_before_anything_is_made() {
    let stage = Stage::start().await;
    for _ in 0..50 {
        stage.callback_named("other").await;
    }
    let before = stage.everything();
    let answer = stage.create(&properties(&json!({}))).await;
    failed(&answer, NOTHING, "there are 50 callback templates already");
    assert_eq!(stage.everything(), before);

    let stage = Stage::start().await;
    let record = stage.record_named("other").await;
    for number in 0..50 {
        let app = format!("app{number}");
        stage.bind(Record, "push.example.com", &app, record).await;
    }
    let before = stage.everything();
    let answer = stage.create(&properties(&json!({}))).await;
    failed(&answer, NOTHING, "there are 50 recording rules already");
    assert_eq!(stage.everything(), before);
}

#[tokio::test]
async fn what_is_wrong_is_refused_before_anybody_is_asked() {
    let stage = Stage::start().await;
    for (changes, reason) in [
        (
            json!({"Colour": "red"}),
            "Colour is not a property of this resource",
        ),
        (
            json!({"SegmentMinutes": "121"}),
            "SegmentMinutes must be a whole number from 1 to 120",
        ),
        (json!({"Formats": []}), "Formats must hold at least one"),
        (json!({"Name": null}), "Name is required"),
    ] {
        let answer = stage.create(&properties(&changes)).await;
        failed(&answer, NOTHING, reason);
    }
    assert_eq!(stage.calls(), 0);
    assert!(stage.has_nothing());
}

#[tokio::test]
async fn what_tencent_refuses_is_told_in_its_own_words() {
    let stage = Stage::start().await;
    // The first one after the four looks: the recording template.
    stage.fail(|before| (before == 4).then_some(replay_simulator::Fault::Refuse));
    let answer = stage.create(&properties(&json!({}))).await;
    let reason = "CreateLiveRecordTemplate was refused: InvalidParameterValue: The value of a parameter is invalid. (request 0";
    failed(&answer, NOTHING, reason);
    failed(&answer, NOTHING, "All is as it was before.");

    // Tencent repeats what it was sent; nobody else does.
    stage.calm();
    let url = format!("https://{}/callbacks/live", "localhost");
    let answer = stage
        .create(&properties(&json!({"CallbackUrl": url})))
        .await;
    failed(
        &answer,
        NOTHING,
        "InvalidParameter.InvalidCallbackUrl: https://localhost/callbacks/live/… is no address",
    );
    assert!(stage.has_nothing());
}
