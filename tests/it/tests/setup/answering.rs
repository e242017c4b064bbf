//! Whatever happens, CloudFormation gets an answer.

use crate::stage::{ID, NOTHING, Stage, failed, properties, setup, succeeded};
use replay_tencent_setup::Unanswered;
use serde_json::{Value, json};
use std::time::Duration;

const TIME: Duration = Duration::from_secs(60);

fn create() -> Value {
    json!({"RequestType": "Create", "ResourceProperties": properties(&json!({}))})
}

#[tokio::test]
async fn an_answer_that_does_not_get_through_is_brought_again() {
    let stage = Stage::start().await;
    stage.inbox.refuse(&[503, 500]);
    stage.send_within(create(), TIME).await.unwrap();
    let answers = stage.inbox.take();
    assert_eq!(answers.len(), 3);
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
    succeeded(&answers[0], ID);
}

#[tokio::test]
async fn an_answer_that_never_gets_through_is_an_error_so_that_the_request_comes_again() {
    let stage = Stage::start().await;
    stage.inbox.refuse(&[403; 4]);
    let unanswered = stage.send_within(create(), TIME).await.unwrap_err();
    assert_eq!(unanswered, Unanswered::Undelivered("status 403".to_owned()));
    assert_eq!(stage.inbox.take().len(), 4);
    let made = stage.everything();
    succeeded(&stage.send(create()).await, ID);
    assert_eq!(stage.everything(), made);
}

#[tokio::test]
async fn nobody_to_answer() {
    let stage = Stage::start().await;
    for url in [json!(null), json!(""), json!(7)] {
        let mut event = create();
        event["ResponseURL"] = url;
        let handled = stage.setup.handle(&event, TIME).await;
        assert_eq!(handled, Err(Unanswered::Nowhere));
    }
    assert!(stage.has_nothing());
    for url in [
        "not an address",
        "http://127.0.0.1:1/?X-Amz-Signature=hunter5",
    ] {
        let mut event = json!({"RequestType": "Delete"});
        event["ResponseURL"] = json!(url);
        let unanswered = stage.setup.handle(&event, TIME).await.unwrap_err();
        assert!(!unanswered.to_string().contains("hunter5"), "{unanswered}");
        assert!(matches!(unanswered, Unanswered::Undelivered(_)));
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_answered_too() {
    let stage = Stage::start().await;
    for (event, id, reason) in [
        (json!({}), NOTHING, "RequestType"),
        (
            json!({"RequestType": "Read", "PhysicalResourceId": ID}),
            ID,
            "RequestType",
        ),
        (json!({"RequestType": 7}), NOTHING, "RequestType"),
        (json!({"RequestType": "Create"}), NOTHING, "is required"),
        (
            json!({"RequestType": "Create", "ResourceProperties": []}),
            NOTHING,
            "is required",
        ),
        (
            json!({"RequestType": "Update", "ResourceProperties": {"Name": {}}}),
            NOTHING,
            "must be a text",
        ),
    ] {
        failed(&stage.send(event).await, id, reason);
    }
    let long = "x".repeat(100_000);
    let answer = stage.create(&json!({long: "1"})).await;
    failed(&answer, NOTHING, "is not a property");
    let answer = stage
        .create(&properties(&json!({"Formats": "\u{1}\"".repeat(10_000)})))
        .await;
    failed(&answer, NOTHING, "Formats may hold");
    assert!(stage.has_nothing());
}

#[tokio::test]
async fn nobody_listens_at_tencents_address() {
    let mut stage = Stage::start().await;
    stage.setup = setup("http://127.0.0.1:1", &[]);
    let answer = stage.send(create()).await;
    failed(
        &answer,
        NOTHING,
        "DescribeLiveRecordTemplates could not be exchanged: ",
    );
    failed(&answer, NOTHING, "refused");
    let answer = stage.delete(ID, &json!({})).await;
    failed(&answer, ID, "could not be exchanged");
}
