//! Tencent fails at each call in turn.

use crate::setup::stack::{ID, NOTHING, Stack, failed, properties, succeeded};
use replay_simulator::Fault;
use serde_json::{Value, json};
use std::{ops::Range, time::Duration};

/// More calls than any request makes.
const CALLS: Range<usize> = 0..40;

/// What exists before, and what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// Nothing exists, and everything is created.
    Create,
    /// Templates of our name exist, without rules.
    Adopt,
    /// Everything exists, and a property changes.
    Update,
    /// Everything exists, and the name changes.
    Rename,
}

const CASES: [Case; 4] = [Case::Create, Case::Adopt, Case::Update, Case::Rename];

impl Case {
    async fn stack(self) -> Stack {
        let stack = Stack::start().await;
        stack.record_named("other").await;
        match self {
            Self::Create => {}
            Self::Adopt => {
                stack.record_named("replays").await;
                stack.adoptable_callbacks().await;
            }
            Self::Update | Self::Rename => {
                succeeded(&stack.create(&properties(&json!({}))).await, ID);
            }
        }
        stack
    }

    fn event(self) -> Value {
        let old = properties(&json!({}));
        let update = |changes: &Value| {
            json!({
                "RequestType": "Update", "PhysicalResourceId": ID, "OldResourceProperties": old,
                "ResourceProperties": properties(changes),
            })
        };
        match self {
            Self::Create | Self::Adopt => {
                json!({"RequestType": "Create", "ResourceProperties": old})
            }
            Self::Update => update(&json!({
                "SegmentMinutes": "60", "Formats": ["hls", "flv"],
                "CallbackUrl": "https://new.example.com/callbacks/live",
            })),
            Self::Rename => update(&json!({"Name": "renamed", "StorageDays": "3"})),
        }
    }

    /// The physical id after a failure whose changes were reverted.
    fn id(self) -> &'static str {
        match self {
            Self::Create | Self::Adopt => NOTHING,
            Self::Update | Self::Rename => ID,
        }
    }
}

fn is_done(answer: &Value) -> bool {
    answer["Status"] == "SUCCESS"
}

fn admits(answer: &Value) -> bool {
    let reason = answer["Reason"].as_str().unwrap_or_default();
    reason.contains("NOT put back: ")
}

/// The account after a request without failures.
async fn as_wanted(case: Case) -> Value {
    let stack = case.stack().await;
    assert!(is_done(&stack.send(case.event()).await));
    stack.everything()
}

/// One call fails. The request succeeds nevertheless, or leaves the account as it was.
async fn one_failure(fault: Fault) -> usize {
    let mut failures = 0;
    for case in CASES {
        let wanted = as_wanted(case).await;
        for nth in CALLS {
            let stack = case.stack().await;
            let before = stack.everything();
            stack.calls();
            stack.fail(move |before| (before == nth).then_some(fault));
            let answer = stack.send(case.event()).await;
            if is_done(&answer) {
                assert_eq!(stack.everything(), wanted, "{case:?} {nth}");
                if stack.calls() <= nth {
                    break;
                }
                continue;
            }
            failures += 1;
            failed(&answer, case.id(), "");
            assert!(!admits(&answer), "{answer}");
            assert_eq!(stack.everything(), before, "{case:?} {nth}: {answer}");
            assert!(nth < 39, "it goes on for ever");
        }
    }
    failures
}

#[tokio::test]
async fn a_refused_call_leaves_the_account_as_it_was() {
    // Four reads, and one call for each change.
    let failures = one_failure(Fault::Refuse).await;
    assert_eq!(failures, 4 * 4 + 4 + 4 + 2 + 6);
}

#[tokio::test]
async fn a_lost_answer_changes_nothing() {
    assert_eq!(one_failure(Fault::Lose).await, 0);
}

#[tokio::test]
async fn temporary_errors_are_retried_and_nothing_is_made_twice() {
    // Only calls that create something are not repeated: 4 + 2 + 0 + 4.
    for fault in [Fault::Internal, Fault::Status(502), Fault::Break] {
        assert_eq!(one_failure(fault).await, 10, "{fault:?}");
    }
    assert_eq!(one_failure(Fault::RateLimit).await, 0);
}

/// All calls fail from one on, or two calls fail. What can't be restored is reported.
#[tokio::test]
async fn what_cannot_be_restored_is_reported() {
    let mut admitted = 0;
    for case in CASES {
        for first in 4..12 {
            for last in [first + 1, first + 2, first + 3, usize::MAX] {
                let stack = case.stack().await;
                let before = stack.everything();
                stack.fail(move |it| {
                    let hit = it == first || it == last || (last == usize::MAX && it > first);
                    hit.then_some(Fault::Refuse)
                });
                let answer = stack.send(case.event()).await;
                stack.calm();
                if is_done(&answer) {
                    continue;
                }
                if stack.everything() != before {
                    admitted += 1;
                    assert!(admits(&answer), "{case:?} {first} {last}: {answer}");
                }
                take_back(&stack, case, &answer, &before).await;
            }
        }
    }
    assert!(admitted > 20, "{admitted}");
}

/// Sends the rollback that follows, and checks its result.
async fn take_back(stack: &Stack, case: Case, answer: &Value, before: &Value) {
    let id = answer["PhysicalResourceId"].as_str().unwrap();
    let event = case.event();
    let (new, old) = (
        &event["ResourceProperties"],
        &event["OldResourceProperties"],
    );
    match case {
        // Everything that is left is ours.
        Case::Create => {
            succeeded(&stack.delete(id, new).await, id);
            assert_eq!(stack.everything(), *before, "{answer}");
        }
        // Some of what is left existed before. It is not deleted.
        Case::Adopt => {
            assert_eq!(id, NOTHING);
            succeeded(&stack.delete(id, new).await, id);
            for kind in ["record", "callback"] {
                let templates = |all: &Value| all[kind]["templates"].as_array().unwrap().len();
                assert!(templates(&stack.everything()) >= templates(before));
            }
        }
        Case::Update | Case::Rename => {
            succeeded(&stack.update(id, new, old).await, ID);
            let rules = |all: &Value| {
                [
                    all["record"]["rules"].clone(),
                    all["callback"]["rules"].clone(),
                ]
            };
            assert_eq!(rules(&stack.everything()), rules(before), "{answer}");
        }
    }
}

/// One call hangs for longer than the function may run.
async fn time_runs_out(case: Case) {
    let mut cut_off = 0;
    for nth in 0..10 {
        let stack = case.stack().await;
        let before = stack.everything();
        stack.fail(move |it| (it == nth).then_some(Fault::Hang(Duration::from_secs(5))));
        let handled = stack.send_within(case.event(), Duration::from_millis(1_200));
        handled.await.unwrap();
        let answer = stack.inbox.take().remove(0);
        if is_done(&answer) {
            continue;
        }
        cut_off += 1;
        let reason = if nth < 4 {
            "did not answer in time"
        } else {
            "the function's time is up. As far as Tencent shows it, all is as it was before."
        };
        failed(&answer, case.id(), reason);
        assert_eq!(stack.everything(), before, "{case:?} {nth}: {answer}");
    }
    assert!(cut_off >= 6, "{case:?} {cut_off}");
}

#[tokio::test]
async fn time_runs_out_during_create() {
    time_runs_out(Case::Create).await;
}

#[tokio::test]
async fn time_runs_out_during_adoption() {
    time_runs_out(Case::Adopt).await;
}

#[tokio::test]
async fn time_runs_out_during_update() {
    time_runs_out(Case::Update).await;
}

#[tokio::test]
async fn time_runs_out_during_rename() {
    time_runs_out(Case::Rename).await;
}

#[tokio::test]
async fn no_time_at_all() {
    let stack = Case::Create.stack().await;
    let before = stack.everything();
    stack
        .send_within(Case::Create.event(), Duration::ZERO)
        .await
        .unwrap();
    failed(&stack.inbox.take()[0], NOTHING, "did not answer in time");
    let delete = json!({
        "RequestType": "Delete", "PhysicalResourceId": ID,
        "ResourceProperties": {"DeleteWithStack": "true"},
    });
    stack.send_within(delete, Duration::ZERO).await.unwrap();
    failed(&stack.inbox.take()[0], ID, "did not answer in time");
    assert_eq!(stack.everything(), before);
}
