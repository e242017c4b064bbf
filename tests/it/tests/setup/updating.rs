//! Updating the resource.

use crate::setup::stack::{ID, Stack, failed, properties, setup, succeeded};
use replay_simulator::Fault;
use replay_tencent::live::TemplateKind::Record;
use serde_json::{Value, json};

/// A created resource, and its properties.
async fn made() -> (Stack, Value) {
    let stack = Stack::start().await;
    let properties = properties(&json!({}));
    succeeded(&stack.create(&properties).await, ID);
    (stack, properties)
}

#[tokio::test]
async fn each_property_can_be_changed_and_changed_back() {
    for (change, kind, pointer, value) in [
        (
            json!({"SegmentMinutes": "60"}),
            "record",
            "/Mp4Param/RecordInterval",
            json!(3_600),
        ),
        (
            json!({"HlsResumeSeconds": "0"}),
            "record",
            "/HlsSpecialParam/FlowContinueDuration",
            json!(0),
        ),
        (
            json!({"StorageDays": "1"}),
            "record",
            "/HlsParam/StorageTime",
            json!(86_400),
        ),
        (
            json!({"Formats": "hls,aac"}),
            "record",
            "/AacParam/Enable",
            json!(1),
        ),
        (
            json!({"Formats": "hls,aac"}),
            "record",
            "/Mp4Param/Enable",
            json!(0),
        ),
        (
            json!({"CallbackUrl": "https://new.example.com/callbacks/live"}),
            "callback",
            "/RecordStatusNotifyUrl",
            json!("https://new.example.com/callbacks/live/hunter3.hunter3"),
        ),
    ] {
        let (stack, old) = made().await;
        let before = stack.everything();
        let new = properties(&change);
        succeeded(&stack.update(ID, &old, &new).await, ID);
        let after = stack.everything();
        let template = &after[kind]["templates"][0];
        assert_eq!(template.pointer(pointer), Some(&value), "{change}");
        succeeded(&stack.update(ID, &new, &old).await, ID);
        let mut again = stack.everything();
        // A format that is no longer recorded keeps its other settings.
        if change.get("Formats").is_some() {
            again["record"]["templates"][0]["AacParam"] =
                before["record"]["templates"][0]["AacParam"].clone();
        }
        assert_eq!(again, before, "{change}");
    }
}

#[tokio::test]
async fn a_new_key_comes_with_a_new_revision() {
    let (mut stack, old) = made().await;
    stack.setup = setup(
        &stack.server.endpoint(),
        &[("CALLBACK_KEYS", "newkey,hunter2hunter2")],
    );
    let new = properties(&json!({"Revision": "2"}));
    succeeded(&stack.update(ID, &old, &new).await, ID);
    assert_eq!(
        stack.everything()["callback"]["templates"][0]["CallbackKey"],
        "newkey"
    );
}

#[tokio::test]
async fn an_update_restores_what_somebody_removed() {
    let (stack, old) = made().await;
    stack
        .others
        .delete_rule(Record, "push.example.com", "live")
        .await
        .unwrap();
    let id = stack.others.templates(Record).await.unwrap()[0].id;
    stack.others.delete_template(Record, id).await.unwrap();
    let answer = stack.update(ID, &old, &old).await;
    succeeded(&answer, ID);
    assert_eq!(answer["Data"]["RecordTemplateId"], "1001");
    assert_eq!(stack.rules("record"), ["push.example.com/live/: 1001"]);
}

#[tokio::test]
async fn a_failed_update_is_rolled_back_by_another_update() {
    let (stack, old) = made().await;
    let before = stack.everything();
    let new = properties(&json!({"SegmentMinutes": "60", "HlsResumeSeconds": "1"}));
    // The change of the callback template, after that of the recording template.
    stack.fail(|before| (before == 5).then_some(Fault::Refuse));
    failed(
        &stack.update(ID, &old, &new).await,
        ID,
        "ModifyLiveCallbackTemplate was refused",
    );
    assert_eq!(stack.everything(), before);
    stack.calm();
    succeeded(&stack.update(ID, &new, &old).await, ID);
    assert_eq!(stack.everything(), before);

    let wrong = properties(&json!({"SegmentMinutes": "0"}));
    failed(&stack.update(ID, &old, &wrong).await, ID, "SegmentMinutes");
    succeeded(&stack.update(ID, &wrong, &old).await, ID);
    assert_eq!(stack.everything(), before);
}

#[tokio::test]
async fn somebody_else_has_bound_another_template() {
    let (stack, old) = made().await;
    stack
        .others
        .delete_rule(Record, "push.example.com", "live")
        .await
        .unwrap();
    let theirs = stack.record_named("theirs").await;
    stack.bind(Record, "push.example.com", "live", theirs).await;
    let before = stack.everything();
    let new = properties(&json!({"SegmentMinutes": "60"}));
    failed(&stack.update(ID, &old, &new).await, ID, "template 'theirs'");
    assert_eq!(stack.everything(), before);
    // The delete removes our rule and keeps theirs.
    succeeded(&stack.delete(ID, &old).await, ID);
    assert_eq!(
        stack.rules("record"),
        [format!("push.example.com/live/: {theirs}")]
    );
    assert_eq!(stack.rules("callback"), [""; 0]);
}
