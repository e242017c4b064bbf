//! CloudFormation gets an answer to every request.

use crate::setup::stack::{ID, NOTHING, Stack, failed, properties, setup, succeeded};
use replay_tencent_setup::Unanswered;
use serde_json::{Value, json};
use std::time::Duration;

const TIME: Duration = Duration::from_secs(60);

fn create() -> Value {
    json!({"RequestType": "Create", "ResourceProperties": properties(&json!({}))})
}

#[tokio::test]
async fn an_undelivered_answer_is_sent_again() {
    let stack = Stack::start().await;
    stack.inbox.refuse(&[503, 500]);
    stack.send_within(create(), TIME).await.unwrap();
    let answers = stack.inbox.take();
    assert_eq!(answers.len(), 3);
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
    succeeded(&answers[0], ID);
}

#[tokio::test]
async fn an_undeliverable_answer_is_an_error_so_that_the_request_is_retried() {
    let stack = Stack::start().await;
    stack.inbox.refuse(&[403; 4]);
    let unanswered = stack.send_within(create(), TIME).await.unwrap_err();
    assert_eq!(unanswered, Unanswered::Undelivered("status 403".to_owned()));
    assert_eq!(stack.inbox.take().len(), 4);
    let made = stack.everything();
    succeeded(&stack.send(create()).await, ID);
    assert_eq!(stack.everything(), made);
}

#[tokio::test]
async fn a_request_without_a_usable_address_is_an_error() {
    let stack = Stack::start().await;
    for url in [json!(null), json!(""), json!(7)] {
        let mut event = create();
        event["ResponseURL"] = url;
        let handled = stack.setup.handle(&event, TIME).await;
        assert_eq!(handled, Err(Unanswered::Nowhere));
    }
    assert!(stack.has_nothing());
    for url in [
        "not an address",
        "http://127.0.0.1:1/?X-Amz-Signature=hunter5",
    ] {
        let mut event = json!({"RequestType": "Delete"});
        event["ResponseURL"] = json!(url);
        let unanswered = stack.setup.handle(&event, TIME).await.unwrap_err();
        assert!(!unanswered.to_string().contains("hunter5"), "{unanswered}");
        assert!(matches!(unanswered, Unanswered::Undelivered(_)));
    }
}

#[tokio::test]
async fn an_invalid_request_is_answered() {
    let stack = Stack::start().await;
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
        failed(&stack.send(event).await, id, reason);
    }
    let long = "x".repeat(100_000);
    let answer = stack.create(&json!({long: "1"})).await;
    failed(&answer, NOTHING, "is not a property");
    let answer = stack
        .create(&properties(&json!({"Formats": "\u{1}\"".repeat(10_000)})))
        .await;
    failed(&answer, NOTHING, "Formats may hold");
    assert!(stack.has_nothing());
}

#[tokio::test]
async fn an_unreachable_tencent_is_reported() {
    let mut stack = Stack::start().await;
    stack.setup = setup("http://127.0.0.1:1", &[]);
    let answer = stack.send(create()).await;
    failed(
        &answer,
        NOTHING,
        "DescribeLiveRecordTemplates could not be exchanged: ",
    );
    failed(&answer, NOTHING, "refused");
    let answer = stack.delete(ID, &json!({"DeleteWithStack": "true"})).await;
    failed(&answer, ID, "could not be exchanged");
}
