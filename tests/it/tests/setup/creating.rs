//! Creating the resource.

use crate::setup::stack::{ID, KEY, NOTHING, Stack, failed, properties, succeeded};
use replay_tencent::live::TemplateKind::{Callback, Record};
use serde_json::json;

#[tokio::test]
async fn create_makes_all_templates_and_rules() {
    let stack = Stack::with(&[("VOD_SUB_APP_ID", "1500000001")]).await;
    let answer = stack.create(&properties(&json!({}))).await;
    succeeded(&answer, ID);
    let data = json!({"RecordTemplateId": "1000", "CallbackTemplateId": "1000"});
    assert_eq!(answer["Data"], data);

    let everything = stack.everything();
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
async fn without_a_token_the_callback_address_has_no_suffix() {
    let stack = Stack::with(&[("CALLBACK_PATH_TOKEN", "")]).await;
    succeeded(&stack.create(&properties(&json!({}))).await, ID);
    let callback = &stack.everything()["callback"]["templates"][0];
    assert_eq!(
        callback["RecordNotifyUrl"],
        "https://api.example.com/callbacks/live"
    );
}

#[tokio::test]
async fn a_repeated_create_changes_nothing() {
    let stack = Stack::start().await;
    let first = stack.create(&properties(&json!({}))).await;
    let made = stack.everything();
    for _ in 0..2 {
        assert_eq!(stack.create(&properties(&json!({}))).await, first);
        assert_eq!(stack.everything(), made);
    }
}

#[tokio::test]
async fn rules_of_other_streams_are_not_touched() {
    let stack = Stack::start().await;
    let (record, callback) = (
        stack.record_named("other").await,
        stack.callback_named("other").await,
    );
    for (domain, app) in [("push.example.com", "show"), ("other.example.com", "live")] {
        stack.bind(Record, domain, app, record).await;
        stack.bind(Callback, domain, app, callback).await;
    }
    // This rule is for all apps of a domain. Ours takes precedence.
    stack.bind(Record, "push.example.com", "", record).await;
    let before = stack.everything();
    succeeded(&stack.create(&properties(&json!({}))).await, ID);
    assert_eq!(stack.rules("record").len(), 4);
    succeeded(&stack.delete(ID, &properties(&json!({}))).await, ID);
    assert_eq!(stack.everything(), before);
}

#[tokio::test]
async fn a_rule_with_a_foreign_template_is_a_conflict() {
    for kind in [Record, Callback] {
        let stack = Stack::start().await;
        let (id, does) = match kind {
            Record => (stack.record_named("theirs").await, "records with"),
            Callback => (stack.callback_named("theirs").await, "sends callbacks by"),
        };
        stack.bind(kind, "push.example.com", "live", id).await;
        let before = stack.everything();
        let answer = stack.create(&properties(&json!({}))).await;
        let reason = format!(
            "push.example.com/live already {does} template 'theirs' ({id}), which is not ours"
        );
        failed(&answer, NOTHING, &reason);
        assert_eq!(stack.everything(), before);
        succeeded(
            &stack.delete(NOTHING, &properties(&json!({}))).await,
            NOTHING,
        );
        assert_eq!(stack.everything(), before);
    }
}

#[tokio::test]
async fn a_full_account_fails_before_anything_is_made() {
    let stack = Stack::start().await;
    for _ in 0..50 {
        stack.callback_named("other").await;
    }
    let before = stack.everything();
    let answer = stack.create(&properties(&json!({}))).await;
    failed(&answer, NOTHING, "there are 50 callback templates already");
    assert_eq!(stack.everything(), before);

    let stack = Stack::start().await;
    let record = stack.record_named("other").await;
    for number in 0..50 {
        let app = format!("app{number}");
        stack.bind(Record, "push.example.com", &app, record).await;
    }
    let before = stack.everything();
    let answer = stack.create(&properties(&json!({}))).await;
    failed(&answer, NOTHING, "there are 50 recording rules already");
    assert_eq!(stack.everything(), before);
}

#[tokio::test]
async fn invalid_properties_fail_before_tencent_is_asked() {
    let stack = Stack::start().await;
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
        let answer = stack.create(&properties(&changes)).await;
        failed(&answer, NOTHING, reason);
    }
    assert_eq!(stack.calls(), 0);
    assert!(stack.has_nothing());
}

#[tokio::test]
async fn a_refusal_is_reported_in_tencents_words() {
    let stack = Stack::start().await;
    // The first call after the four reads creates the recording template.
    stack.fail(|before| (before == 4).then_some(replay_simulator::Fault::Refuse));
    let answer = stack.create(&properties(&json!({}))).await;
    let reason = "CreateLiveRecordTemplate was refused: InvalidParameterValue: The value of a parameter is invalid. (request 0";
    failed(&answer, NOTHING, reason);
    failed(&answer, NOTHING, "All is as it was before.");

    // Tencent's message may repeat a secret that it was sent. Our answer may not.
    stack.calm();
    let url = format!("https://{}/callbacks/live", "localhost");
    let answer = stack
        .create(&properties(&json!({"CallbackUrl": url})))
        .await;
    failed(
        &answer,
        NOTHING,
        "InvalidParameter.InvalidCallbackUrl: https://localhost/callbacks/live/… is no address",
    );
    assert!(stack.has_nothing());
}
