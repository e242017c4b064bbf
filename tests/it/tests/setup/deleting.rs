//! Deleting the resource.

use crate::setup::stack::{ID, NOTHING, Stack, failed, properties, setup, succeeded};
use replay_grouping::Timestamp;
use replay_it::at;
use replay_settings::{StartError, Unread};
use replay_simulator::Fault;
use replay_tencent::live::TemplateKind::{Callback, Record};
use replay_tencent_setup::Setup;
use serde_json::{Value, json};

async fn made() -> (Stack, Value) {
    let stack = Stack::start().await;
    let properties = properties(&json!({}));
    succeeded(&stack.create(&properties).await, ID);
    (stack, properties)
}

#[tokio::test]
async fn delete_removes_everything_and_can_be_repeated() {
    let (stack, properties) = made().await;
    for _ in 0..2 {
        let answer = stack.delete(ID, &properties).await;
        succeeded(&answer, ID);
        assert_eq!(answer.get("Data"), None);
        assert!(stack.has_nothing());
    }
    // The physical id identifies the resource, not its properties.
    let (stack, _) = made().await;
    let other = json!({"Name": "other", "DeleteWithStack": "true"});
    succeeded(&stack.delete(ID, &other).await, ID);
    assert!(stack.has_nothing());
}

#[tokio::test]
async fn another_stack_of_the_same_name_takes_the_templates_over() {
    let (stack, properties) = made().await;
    let elsewhere = crate::setup::stack::properties(
        &json!({"CallbackUrl": "https://new.example.com/callbacks/live"}),
    );
    succeeded(&stack.create(&elsewhere).await, ID);
    let everything = stack.everything();
    succeeded(&stack.delete(ID, &properties).await, ID);
    assert_eq!(stack.everything(), everything);
    succeeded(&stack.delete(ID, &elsewhere).await, ID);
    assert!(stack.has_nothing());
}

#[tokio::test]
async fn templates_that_others_use_stay() {
    let (stack, properties) = made().await;
    let id = stack.others.templates(Record).await.unwrap()[0].id;
    stack.bind(Record, "other.example.com", "live", id).await;
    stack.bind(Callback, "push.example.com", "show", id).await;
    succeeded(&stack.delete(ID, &properties).await, ID);
    assert_eq!(stack.rules("record"), ["other.example.com/live/: 1000"]);
    assert_eq!(stack.rules("callback"), ["push.example.com/show/: 1000"]);
    assert_eq!(
        stack.everything()["record"]["templates"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_template_that_is_bound_during_the_delete_stays() {
    let (stack, properties) = made().await;
    let everything = stack.everything();
    stack
        .others
        .delete_rule(Record, "push.example.com", "live")
        .await
        .unwrap();
    // The delete reads the rules before another one is bound, and deletes the template after that.
    let id = stack.others.templates(Record).await.unwrap()[0].id;
    stack
        .fail(|before| (before == 2).then_some(Fault::Hang(std::time::Duration::from_millis(300))));
    let binding = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        stack.bind(Record, "other.example.com", "live", id).await;
    };
    let (answer, ()) = tokio::join!(stack.delete(ID, &properties), binding);
    succeeded(&answer, ID);
    assert_eq!(stack.rules("record"), ["other.example.com/live/: 1000"]);
    assert_eq!(
        stack.everything()["record"]["templates"],
        everything["record"]["templates"]
    );
}

#[tokio::test]
async fn deleting_what_was_never_made_changes_nothing() {
    let (stack, properties) = made().await;
    let before = stack.everything();
    for id in [NOTHING, "2026/11/24/[$LATEST]0123", "live-LiveSetup-1ABC"] {
        stack.calls();
        succeeded(&stack.delete(id, &properties).await, id);
        assert_eq!(
            (stack.calls(), stack.everything()),
            (0, before.clone()),
            "{id}"
        );
    }
}

#[tokio::test]
async fn an_interrupted_delete_continues_where_it_stopped() {
    for nth in 0.. {
        let (stack, properties) = made().await;
        stack.fail(move |before| (before == nth).then_some(Fault::Refuse));
        let answer = stack.delete(ID, &properties).await;
        stack.calm();
        if answer["Status"] == "SUCCESS" {
            assert_eq!(nth, 8);
            break;
        }
        failed(&answer, ID, "was refused");
        succeeded(&stack.delete(ID, &properties).await, ID);
        assert!(stack.has_nothing(), "{nth}");
    }
}

#[tokio::test]
async fn without_being_told_to_delete_recording_goes_on() {
    let (stack, _) = made().await;
    let before = stack.everything();
    stack.calls();
    for told in [json!("false"), json!(null), json!("yes"), json!(["true"])] {
        let properties = properties(&json!({"DeleteWithStack": told}));
        succeeded(&stack.delete(ID, &properties).await, ID);
        assert_eq!((stack.calls(), stack.everything()), (0, before.clone()));
    }
    let wrong = properties(&json!({"DeleteWithStack": "yes"}));
    let answer = stack.update(ID, &wrong, &wrong).await;
    failed(&answer, ID, "DeleteWithStack must be true or false");
}

#[tokio::test]
async fn deleted_secrets_do_not_keep_the_stack() {
    let (mut stack, properties) = made().await;
    let before = stack.everything();
    let missing = || Unread::Missing(vec!["/live-replay/tencent-secret-key".to_owned()]);
    let unavailable = || Unread::Unavailable("no answer".into());
    for (source, keeps) in [(missing(), false), (unavailable(), true)] {
        let name = "TENCENT_SECRET_KEY";
        let config = Err(StartError::Secrets { name, source });
        stack.setup = Setup::new(config, || Timestamp(at(0)));
        let answer = stack.delete(ID, &properties).await;
        match keeps {
            true => failed(&answer, ID, "no answer"),
            false => succeeded(&answer, ID),
        }
        assert_eq!(stack.everything(), before);
    }
    // A key that was deleted at Tencent.
    stack.setup = setup(
        &stack.server.endpoint(),
        &[("TENCENT_SECRET_ID", "AKIDdeleted")],
    );
    succeeded(&stack.delete(ID, &properties).await, ID);
    assert_eq!(stack.everything(), before);
}

#[tokio::test]
async fn wrong_settings_are_reported_and_do_not_block_the_delete_of_nothing() {
    let (mut stack, properties) = made().await;
    let before = stack.everything();
    stack.setup = setup(&stack.server.endpoint(), &[("CALLBACK_KEYS", "")]);
    failed(
        &stack.create(&properties).await,
        NOTHING,
        "settings are wrong: CALLBACK_KEYS is required",
    );
    failed(
        &stack.update(ID, &properties, &properties).await,
        ID,
        "CALLBACK_KEYS is required",
    );
    failed(
        &stack.delete(ID, &properties).await,
        ID,
        "CALLBACK_KEYS is required",
    );
    succeeded(&stack.delete(NOTHING, &properties).await, NOTHING);
    assert_eq!(stack.everything(), before);
    stack.setup = setup(
        &stack.server.endpoint(),
        &[("TENCENT_SECRET_KEY", "ssm:/x")],
    );
    failed(
        &stack.create(&properties).await,
        NOTHING,
        "TENCENT_SECRET_KEY must be given",
    );
}
