//! Taking it away.

use crate::stage::{ID, NOTHING, Stage, failed, properties, setup, succeeded};
use replay_simulator::Fault;
use replay_tencent::live::TemplateKind::{Callback, Record};
use serde_json::{Value, json};

async fn made() -> (Stage, Value) {
    let stage = Stage::start().await;
    let properties = properties(&json!({}));
    succeeded(&stage.create(&properties).await, ID);
    (stage, properties)
}

#[tokio::test]
async fn it_goes_once_and_stays_gone() {
    let (stage, properties) = made().await;
    for _ in 0..2 {
        let answer = stage.delete(ID, &properties).await;
        succeeded(&answer, ID);
        assert_eq!(answer.get("Data"), None);
        assert!(stage.has_nothing());
    }
    // Its name says which it is, whatever its properties have become.
    let (stage, _) = made().await;
    succeeded(&stage.delete(ID, &json!({"Name": "other"})).await, ID);
    assert!(stage.has_nothing());
}

#[tokio::test]
async fn another_stack_of_the_same_name_takes_it_over() {
    let (stage, properties) = made().await;
    let elsewhere =
        crate::stage::properties(&json!({"CallbackUrl": "https://new.example.com/callbacks/live"}));
    succeeded(&stage.create(&elsewhere).await, ID);
    let everything = stage.everything();
    succeeded(&stage.delete(ID, &properties).await, ID);
    assert_eq!(stage.everything(), everything);
    succeeded(&stage.delete(ID, &elsewhere).await, ID);
    assert!(stage.has_nothing());
}

#[tokio::test]
async fn what_others_use_stays() {
    let (stage, properties) = made().await;
    let id = stage.others.record_templates().await.unwrap()[0].id;
    stage.bind(Record, "other.example.com", "live", id).await;
    stage.bind(Callback, "push.example.com", "show", id).await;
    succeeded(&stage.delete(ID, &properties).await, ID);
    assert_eq!(stage.rules("record"), ["other.example.com/live/: 1000"]);
    assert_eq!(stage.rules("callback"), ["push.example.com/show/: 1000"]);
    assert_eq!(
        stage.everything()["record"]["templates"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_template_that_is_bound_meanwhile_stays() {
    let (stage, properties) = made().await;
    let everything = stage.everything();
    stage
        .others
        .delete_rule(Record, "push.example.com", "live")
        .await
        .unwrap();
    // The look at the rules shows none; the rule is there when the template is to go.
    let id = stage.others.record_templates().await.unwrap()[0].id;
    stage
        .fail(|before| (before == 2).then_some(Fault::Hang(std::time::Duration::from_millis(300))));
    let binding = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        stage.bind(Record, "other.example.com", "live", id).await;
    };
    let (answer, ()) = tokio::join!(stage.delete(ID, &properties), binding);
    succeeded(&answer, ID);
    assert_eq!(stage.rules("record"), ["other.example.com/live/: 1000"]);
    assert_eq!(
        stage.everything()["record"]["templates"],
        everything["record"]["templates"]
    );
}

#[tokio::test]
async fn what_was_never_made_touches_nothing() {
    let (stage, properties) = made().await;
    let before = stage.everything();
    for id in [NOTHING, "2026/11/24/[$LATEST]0123", "live-LiveSetup-1ABC"] {
        stage.calls();
        succeeded(&stage.delete(id, &properties).await, id);
        assert_eq!(
            (stage.calls(), stage.everything()),
            (0, before.clone()),
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_delete_that_is_cut_off_goes_on_where_it_was() {
    for nth in 0.. {
        let (stage, properties) = made().await;
        stage.fail(move |before| (before == nth).then_some(Fault::Refuse));
        let answer = stage.delete(ID, &properties).await;
        stage.calm();
        if answer["Status"] == "SUCCESS" {
            assert_eq!(nth, 8);
            break;
        }
        failed(&answer, ID, "was refused");
        succeeded(&stage.delete(ID, &properties).await, ID);
        assert!(stage.has_nothing(), "{nth}");
    }
}

#[tokio::test]
async fn wrong_settings_are_told_and_hold_up_nothing_that_was_not_made() {
    let (mut stage, properties) = made().await;
    let before = stage.everything();
    stage.setup = setup(&stage.server.endpoint(), &[("CALLBACK_KEYS", "")]);
    failed(
        &stage.create(&properties).await,
        NOTHING,
        "settings are wrong: CALLBACK_KEYS is required",
    );
    failed(
        &stage.update(ID, &properties, &properties).await,
        ID,
        "CALLBACK_KEYS is required",
    );
    failed(
        &stage.delete(ID, &properties).await,
        ID,
        "CALLBACK_KEYS is required",
    );
    succeeded(&stage.delete(NOTHING, &properties).await, NOTHING);
    assert_eq!(stage.everything(), before);
    stage.setup = setup(
        &stage.server.endpoint(),
        &[("TENCENT_SECRET_KEY", "ssm:/x")],
    );
    failed(
        &stage.create(&properties).await,
        NOTHING,
        "TENCENT_SECRET_KEY must be given",
    );
}
