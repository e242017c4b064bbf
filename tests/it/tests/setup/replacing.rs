//! Another name, domain or app is another resource. The old one is deleted after the stack has succeeded.

use crate::setup::stack::{ID, Stack, failed, properties, succeeded};
use replay_simulator::Fault;
use serde_json::{Value, json};

/// A changed property, and the id of the resource that follows from it.
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

async fn made() -> (Stack, Value) {
    let stack = Stack::start().await;
    let old = properties(&json!({}));
    succeeded(&stack.create(&old).await, ID);
    (stack, old)
}

fn names(stack: &Stack, kind: &str) -> Vec<String> {
    let everything = stack.everything();
    let templates = everything[kind]["templates"].as_array().unwrap().iter();
    templates
        .map(|it| it["TemplateName"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_new_one_takes_over_before_the_old_one_goes() {
    for (change, id) in replacements() {
        let (stack, old) = made().await;
        let new = properties(&change);
        succeeded(&stack.update(ID, &old, &new).await, id);
        // CloudFormation may repeat a request.
        succeeded(&stack.update(ID, &old, &new).await, id);
        succeeded(&stack.delete(ID, &old).await, ID);
        let (name, place) = id.split_once('@').unwrap();
        for kind in ["record", "callback"] {
            assert_eq!(names(&stack, kind), [name], "{id}");
            let rules = stack.rules(kind);
            assert_eq!(rules.len(), 1, "{rules:?}");
            assert!(rules[0].starts_with(place), "{rules:?}");
        }
        succeeded(&stack.delete(id, &new).await, id);
        assert!(stack.has_nothing(), "{id}");
    }
}

#[tokio::test]
async fn a_replacement_is_rolled_back_when_the_stack_fails() {
    for (change, id) in replacements() {
        let (stack, old) = made().await;
        let before = stack.everything();
        let new = properties(&change);
        succeeded(&stack.update(ID, &old, &new).await, id);
        succeeded(&stack.update(id, &new, &old).await, ID);
        succeeded(&stack.delete(id, &new).await, id);
        assert_eq!(stack.everything(), before, "{id}");
    }
}

#[tokio::test]
async fn a_replacement_is_rolled_back_when_it_fails_itself() {
    for (change, id) in replacements() {
        let (stack, old) = made().await;
        let before = stack.everything();
        let new = properties(&change);
        for nth in 4.. {
            stack.fail(move |before| (before == nth).then_some(Fault::Refuse));
            let answer = stack.update(ID, &old, &new).await;
            stack.calm();
            if answer["Status"] == "SUCCESS" {
                assert!(nth > 5, "{id}");
                break;
            }
            failed(&answer, ID, "All is as it was before.");
            assert_eq!(stack.everything(), before, "{id} {nth}");
            // The rollback that CloudFormation sends.
            succeeded(&stack.update(ID, &new, &old).await, ID);
            assert_eq!(stack.everything(), before, "{id} {nth}");
        }
    }
}

/// Restoring fails too. Then the rollback finds the rules bound to the new templates and binds them back.
#[tokio::test]
async fn the_rollback_repairs_what_could_not_be_restored() {
    let (stack, old) = made().await;
    let rules = stack.rules("record");
    let new = properties(&json!({"Name": "other"}));
    // Four reads, two templates, four rules: the last call fails, and every later one.
    stack.fail(|before| (before >= 9).then_some(Fault::Refuse));
    let answer = stack.update(ID, &old, &new).await;
    failed(&answer, ID, "NOT put back: ");
    stack.calm();
    assert_ne!(stack.rules("callback"), rules);
    succeeded(&stack.update(ID, &new, &old).await, ID);
    for kind in ["record", "callback"] {
        assert_eq!(stack.rules(kind), rules);
    }
}
