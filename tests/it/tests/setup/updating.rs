//! Another value of a property.

use crate::stage::{ID, Stage, failed, properties, setup, succeeded};
use replay_simulator::Fault;
use replay_tencent::live::TemplateKind::Record;
use serde_json::{Value, json};

/// A resource that was made, and what it was made of.
async fn made() -> (Stage, Value) {
    let stage = Stage::start().await;
    let properties = properties(&json!({}));
    succeeded(&stage.create(&properties).await, ID);
    (stage, properties)
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
        let (stage, old) = made().await;
        let before = stage.everything();
        let new = properties(&change);
        succeeded(&stage.update(ID, &old, &new).await, ID);
        let after = stage.everything();
        let template = &after[kind]["templates"][0];
        assert_eq!(template.pointer(pointer), Some(&value), "{change}");
        succeeded(&stage.update(ID, &new, &old).await, ID);
        let mut again = stage.everything();
        // A format that isn't recorded any more keeps how it was.
        if change.get("Formats").is_some() {
            again["record"]["templates"][0]["AacParam"] =
                before["record"]["templates"][0]["AacParam"].clone();
        }
        assert_eq!(again, before, "{change}");
    }
}

#[tokio::test]
async fn a_new_key_comes_with_a_new_revision() {
    let (mut stage, old) = made().await;
    stage.setup = setup(
        &stage.server.endpoint(),
        &[("CALLBACK_KEYS", "newkey,hunter2hunter2")],
    );
    let new = properties(&json!({"Revision": "2"}));
    succeeded(&stage.update(ID, &old, &new).await, ID);
    assert_eq!(
        stage.everything()["callback"]["templates"][0]["CallbackKey"],
        "newkey"
    );
}

#[tokio::test]
async fn what_somebody_took_away_is_made_again() {
    let (stage, old) = made().await;
    stage
        .others
        .delete_rule(Record, "push.example.com", "live")
        .await
        .unwrap();
    let id = stage.others.record_templates().await.unwrap()[0].id;
    stage.others.delete_template(Record, id).await.unwrap();
    let answer = stage.update(ID, &old, &old).await;
    succeeded(&answer, ID);
    assert_eq!(answer["Data"]["RecordTemplateId"], "1001");
    assert_eq!(stage.rules("record"), ["push.example.com/live/: 1001"]);
}

#[tokio::test]
async fn an_update_that_fails_is_taken_back_by_another_one() {
    let (stage, old) = made().await;
    let before = stage.everything();
    let new = properties(&json!({"SegmentMinutes": "60", "HlsResumeSeconds": "1"}));
    // The callback template, after the recording template was changed.
    stage.fail(|before| (before == 5).then_some(Fault::Refuse));
    failed(
        &stage.update(ID, &old, &new).await,
        ID,
        "ModifyLiveCallbackTemplate was refused",
    );
    assert_eq!(stage.everything(), before);
    stage.calm();
    succeeded(&stage.update(ID, &new, &old).await, ID);
    assert_eq!(stage.everything(), before);

    let wrong = properties(&json!({"SegmentMinutes": "0"}));
    failed(&stage.update(ID, &old, &wrong).await, ID, "SegmentMinutes");
    succeeded(&stage.update(ID, &wrong, &old).await, ID);
    assert_eq!(stage.everything(), before);
}

#[tokio::test]
async fn somebody_else_has_bound_another_template() {
    let (stage, old) = made().await;
    stage
        .others
        .delete_rule(Record, "push.example.com", "live")
        .await
        .unwrap();
    let theirs = stage.record_named("theirs").await;
    stage.bind(Record, "push.example.com", "live", theirs).await;
    let before = stage.everything();
    let new = properties(&json!({"SegmentMinutes": "60"}));
    failed(&stage.update(ID, &old, &new).await, ID, "template 'theirs'");
    assert_eq!(stage.everything(), before);
    // What is ours goes, what is theirs stays.
    succeeded(&stage.delete(ID, &old).await, ID);
    assert_eq!(
        stage.rules("record"),
        [format!("push.example.com/live/: {theirs}")]
    );
    assert_eq!(stage.rules("callback"), [""; 0]);
}
