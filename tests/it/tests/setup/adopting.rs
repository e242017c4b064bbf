//! What is there already under our name.

use crate::stage::{ID, NOTHING, Stage, failed, properties, succeeded};
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
async fn what_is_there_is_taken_over_and_what_else_it_does_it_goes_on_doing() {
    let stage = Stage::start().await;
    let record = stage.record_template(&by_hand()).await;
    let callback = CallbackTemplate {
        name: "replays".to_owned(),
        record_notify_url: Some("https://old.example.com/".to_owned()),
        key: CallbackKey::Given(Secret::new("old").unwrap()),
        ..CallbackTemplate::default()
    };
    let callback = stage
        .others
        .create_callback_template(&callback)
        .await
        .unwrap();
    stage.bind(Record, "push.example.com", "live", record).await;
    stage
        .bind(Callback, "push.example.com", "live", callback)
        .await;
    let other = stage.record_named("other").await;

    let answer = stage.create(&properties(&json!({}))).await;
    succeeded(&answer, ID);
    assert_eq!(answer["Data"]["RecordTemplateId"], record.to_string());
    assert_eq!(answer["Data"]["CallbackTemplateId"], callback.to_string());
    let everything = stage.everything();
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
    assert_eq!(callbacks[0]["CallbackKey"], crate::stage::KEY);
}

#[tokio::test]
async fn what_is_right_already_is_left_alone() {
    let stage = Stage::start().await;
    succeeded(&stage.create(&properties(&json!({}))).await, ID);
    stage.server.take_calls().clear();
    succeeded(&stage.create(&properties(&json!({}))).await, ID);
    let calls: Vec<_> = stage.server.take_calls().into_keys().collect();
    // Where recordings tell how they go on isn't shown: it is written to be sure.
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
async fn of_several_the_one_that_is_bound_counts_else_the_oldest() {
    let stage = Stage::start().await;
    let first = stage.record_named("replays").await;
    let second = stage.record_named("replays").await;
    let answer = stage.create(&properties(&json!({}))).await;
    assert_eq!(answer["Data"]["RecordTemplateId"], first.to_string());
    assert_eq!(
        stage.everything()["record"]["templates"][1]["Mp4Param"]["Enable"],
        0
    );

    let stage = Stage::start().await;
    for _ in 0..2 {
        stage.record_named("replays").await;
    }
    stage.bind(Record, "push.example.com", "live", second).await;
    let answer = stage.create(&properties(&json!({}))).await;
    assert_eq!(answer["Data"]["RecordTemplateId"], second.to_string());
    assert_eq!(
        stage.everything()["record"]["templates"][0]["Mp4Param"]["Enable"],
        0
    );
    // They go together.
    succeeded(&stage.delete(ID, &properties(&json!({}))).await, ID);
    assert!(stage.has_nothing());
}

#[tokio::test]
async fn what_is_stored_elsewhere_can_not_be_taken_over() {
    let stage = Stage::start().await;
    stage.cos_template("replays");
    let before = stage.everything();
    let answer = stage.create(&properties(&json!({}))).await;
    failed(
        &answer,
        NOTHING,
        "recording template 'replays' (1000) stores in COS",
    );
    assert_eq!(stage.everything(), before);
}
