//! Another name, domain or app is another resource: it is made, and the old one deleted once all else has worked.

use crate::stage::{ID, Stage, failed, properties, succeeded};
use replay_simulator::Fault;
use serde_json::{Value, json};

/// What CloudFormation changes, and what it then calls the resource.
fn replacements() -> [(Value, &'static str); 4] {
    [
        (json!({"Name": "other"}), "other@push.example.com/live"),
        (
            json!({"PushDomain": "new.example.com"}),
            "replays@new.example.com/live",
        ),
        (json!({"AppName": "show"}), "replays@push.example.com/show"),
        (
            json!({"Name": "other", "PushDomain": "new.example.com", "AppName": "show", "SegmentMinutes": "60"}),
            "other@new.example.com/show",
        ),
    ]
}

async fn made() -> (Stage, Value) {
    let stage = Stage::start().await;
    let old = properties(&json!({}));
    succeeded(&stage.create(&old).await, ID);
    (stage, old)
}

fn names(stage: &Stage, kind: &str) -> Vec<String> {
    let everything = stage.everything();
    let templates = everything[kind]["templates"].as_array().unwrap().iter();
    templates
        .map(|it| it["TemplateName"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_new_one_takes_over_before_the_old_one_goes() {
    for (change, id) in replacements() {
        let (stage, old) = made().await;
        let new = properties(&change);
        succeeded(&stage.update(ID, &old, &new).await, id);
        // Again, as CloudFormation may.
        succeeded(&stage.update(ID, &old, &new).await, id);
        succeeded(&stage.delete(ID, &old).await, ID);
        let (name, place) = id.split_once('@').unwrap();
        for kind in ["record", "callback"] {
            assert_eq!(names(&stage, kind), [name], "{id}");
            let rules = stage.rules(kind);
            assert_eq!(rules.len(), 1, "{rules:?}");
            assert!(rules[0].starts_with(place), "{rules:?}");
        }
        succeeded(&stage.delete(id, &new).await, id);
        assert!(stage.has_nothing(), "{id}");
    }
}

#[tokio::test]
async fn it_is_taken_back_when_something_else_in_the_stack_fails() {
    for (change, id) in replacements() {
        let (stage, old) = made().await;
        let before = stage.everything();
        let new = properties(&change);
        succeeded(&stage.update(ID, &old, &new).await, id);
        succeeded(&stage.update(id, &new, &old).await, ID);
        succeeded(&stage.delete(id, &new).await, id);
        assert_eq!(stage.everything(), before, "{id}");
    }
}

#[tokio::test]
async fn it_is_taken_back_when_it_fails_itself() {
    for (change, id) in replacements() {
        let (stage, old) = made().await;
        let before = stage.everything();
        let new = properties(&change);
        for nth in 4.. {
            stage.fail(move |before| (before == nth).then_some(Fault::Refuse));
            let answer = stage.update(ID, &old, &new).await;
            stage.calm();
            if answer["Status"] == "SUCCESS" {
                assert!(nth > 5, "{id}");
                break;
            }
            failed(&answer, ID, "All is as it was before.");
            assert_eq!(stage.everything(), before, "{id} {nth}");
            // What CloudFormation then sends.
            succeeded(&stage.update(ID, &new, &old).await, ID);
            assert_eq!(stage.everything(), before, "{id} {nth}");
        }
    }
}

/// The put-back fails too: then the rollback finds the rules bound to what was to be, and binds them back.
#[tokio::test]
async fn what_could_not_be_put_back_is_mended_by_the_rollback() {
    let (stage, old) = made().await;
    let rules = stage.rules("record");
    let new = properties(&json!({"Name": "other"}));
    // Two looks each, two templates, four rules: the last one fails, and all after it.
    stage.fail(|before| (before >= 9).then_some(Fault::Refuse));
    let answer = stage.update(ID, &old, &new).await;
    failed(&answer, ID, "NOT put back: ");
    stage.calm();
    assert_ne!(stage.rules("callback"), rules);
    succeeded(&stage.update(ID, &new, &old).await, ID);
    for kind in ["record", "callback"] {
        assert_eq!(stage.rules(kind), rules);
    }
}
