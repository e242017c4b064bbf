//! Adopting templates of our name that exist already.

use crate::setup::stack::{ID, NOTHING, Stack, failed, properties, succeeded};
use replay_tencent::{
    client::Secret,
    live::{
        CallbackKey, CallbackTemplate, RecordParam, RecordTemplate,
        TemplateKind::{Callback, Record},
    },
};
use serde_json::json;

fn by_hand() -> RecordTemplate {
    RecordTemplate {
        name: "replays".to_owned(),
        description: Some("made-by-hand".to_owned()),
        hls: Some(RecordParam {
            enable: true,
            procedure: Some("cover".to_owned()),
            class_id: Some(7),
            ..RecordParam::default()
        }),
        flv: Some(RecordParam {
            enable: true,
            record_interval: Some(3_600),
            ..RecordParam::default()
        }),
        ..RecordTemplate::default()
    }
}

#[tokio::test]
async fn existing_templates_are_adopted_and_keep_their_other_settings() {
    let stack = Stack::start().await;
    let record = stack.record_template(&by_hand()).await;
    let callback = CallbackTemplate {
        name: "replays".to_owned(),
        record_notify_url: Some("https://old.example.com/".to_owned()),
        key: CallbackKey::Given(Secret::new("old").unwrap()),
        ..CallbackTemplate::default()
    };
    let callback = stack
        .others
        .create_template(&callback.into())
        .await
        .unwrap();
    stack.bind(Record, "push.example.com", "live", record).await;
    stack
        .bind(Callback, "push.example.com", "live", callback)
        .await;
    let other = stack.record_named("other").await;

    let answer = stack.create(&properties(&json!({}))).await;
    succeeded(&answer, ID);
    assert_eq!(answer["Data"]["RecordTemplateId"], record.to_string());
    assert_eq!(answer["Data"]["CallbackTemplateId"], callback.to_string());
    let everything = stack.everything();
    let templates = everything["record"]["templates"].as_array().unwrap();
    assert_eq!(templates.len(), 2);
    let adopted = &templates[0];
    assert_eq!(adopted["Description"], "made-by-hand");
    let hls = &adopted["HlsParam"];
    assert_eq!(
        (&hls["Procedure"], &hls["ClassId"]),
        (&json!("cover"), &json!(7))
    );
    let formats = ["HlsParam", "Mp4Param", "FlvParam"].map(|format| &adopted[format]["Enable"]);
    assert_eq!(formats, [1, 1, 0]);
    assert_eq!(templates[1]["TemplateId"], json!(other.0));
    assert_eq!(templates[1]["Mp4Param"]["Enable"], 0);
    let callbacks = everything["callback"]["templates"].as_array().unwrap();
    assert_eq!(callbacks.len(), 1);
    assert_eq!(callbacks[0]["CallbackKey"], crate::setup::stack::KEY);
}

#[tokio::test]
async fn a_correct_setup_is_not_changed() {
    let stack = Stack::start().await;
    succeeded(&stack.create(&properties(&json!({}))).await, ID);
    stack.server.take_calls().clear();
    succeeded(&stack.create(&properties(&json!({}))).await, ID);
    let calls: Vec<_> = stack.server.take_calls().into_keys().collect();
    // Tencent does not show the address for the recording status, so it is always written.
    assert_eq!(
        calls,
        [
            "DescribeLiveCallbackRules",
            "DescribeLiveCallbackTemplates",
            "DescribeLiveRecordRules",
            "DescribeLiveRecordTemplates",
            "ModifyLiveCallbackTemplate",
        ]
    );
}

#[tokio::test]
async fn of_several_templates_the_bound_one_counts_else_the_oldest() {
    let stack = Stack::start().await;
    let first = stack.record_named("replays").await;
    let second = stack.record_named("replays").await;
    let answer = stack.create(&properties(&json!({}))).await;
    assert_eq!(answer["Data"]["RecordTemplateId"], first.to_string());
    assert_eq!(
        stack.everything()["record"]["templates"][1]["Mp4Param"]["Enable"],
        0
    );

    let stack = Stack::start().await;
    for _ in 0..2 {
        stack.record_named("replays").await;
    }
    stack.bind(Record, "push.example.com", "live", second).await;
    let answer = stack.create(&properties(&json!({}))).await;
    assert_eq!(answer["Data"]["RecordTemplateId"], second.to_string());
    assert_eq!(
        stack.everything()["record"]["templates"][0]["Mp4Param"]["Enable"],
        0
    );
    // One delete removes both.
    succeeded(&stack.delete(ID, &properties(&json!({}))).await, ID);
    assert!(stack.has_nothing());
}

#[tokio::test]
async fn a_template_that_stores_elsewhere_is_not_adopted() {
    let stack = Stack::start().await;
    stack.cos_template("replays");
    let before = stack.everything();
    let answer = stack.create(&properties(&json!({}))).await;
    failed(
        &answer,
        NOTHING,
        "recording template 'replays' (1000) stores in COS",
    );
    assert_eq!(stack.everything(), before);
}
