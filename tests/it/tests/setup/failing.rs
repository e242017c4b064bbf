//! Tencent fails at any call.

use crate::stage::{ID, NOTHING, Stage, failed, properties, succeeded};
use replay_simulator::Fault;
use serde_json::{Value, json};
use std::{ops::Range, time::Duration};

/// More than any request makes.
const CALLS: Range<usize> = 0..40;

/// What is there before, and what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// Nothing, and all is made.
    Create,
    /// Templates of our name without rules.
    Adopt,
    /// All, and it is changed.
    Update,
    /// All, and it is called something else.
    Rename,
}

const CASES: [Case; 4] = [Case::Create, Case::Adopt, Case::Update, Case::Rename];

impl Case {
    async fn stage(self) -> Stage {
        let stage = Stage::start().await;
        stage.record_named("other").await;
        match self {
            Self::Create => {}
            Self::Adopt => {
                stage.record_named("replays").await;
                stage.adoptable_callbacks().await;
            }
            Self::Update | Self::Rename => {
                succeeded(&stage.create(&properties(&json!({}))).await, ID);
            }
        }
        stage
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

    /// What it is called when it failed and all was put back.
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

/// What the account is when nothing fails.
async fn as_wanted(case: Case) -> Value {
    let stage = case.stage().await;
    assert!(is_done(&stage.send(case.event()).await));
    stage.everything()
}

/// One call fails: it is done all the same, or as good as never begun.
async fn one_failure(fault: Fault) -> usize {
    let mut failures = 0;
    for case in CASES {
        let wanted = as_wanted(case).await;
        for nth in CALLS {
            let stage = case.stage().await;
            let before = stage.everything();
            stage.calls();
            stage.fail(move |before| (before == nth).then_some(fault));
            let answer = stage.send(case.event()).await;
            if is_done(&answer) {
                assert_eq!(stage.everything(), wanted, "{case:?} {nth}");
                if stage.calls() <= nth {
                    break;
                }
                continue;
            }
            failures += 1;
            failed(&answer, case.id(), "");
            assert!(!admits(&answer), "{answer}");
            assert_eq!(stage.everything(), before, "{case:?} {nth}: {answer}");
            assert!(nth < 39, "it goes on for ever");
        }
    }
    failures
}

#[tokio::test]
async fn what_is_refused_is_as_good_as_never_begun() {
    // Each call counts: four looks, and one for each change.
    let failures = one_failure(Fault::Refuse).await;
    assert_eq!(failures, 4 * 4 + 4 + 4 + 2 + 6);
}

#[tokio::test]
async fn a_lost_answer_changes_nothing() {
    assert_eq!(one_failure(Fault::Lose).await, 0);
}

#[tokio::test]
async fn bad_moments_pass_but_nothing_is_made_twice() {
    // Only what makes something isn't asked for again: 4 + 2 + 0 + 4.
    for fault in [Fault::Internal, Fault::Status(502), Fault::Break] {
        assert_eq!(one_failure(fault).await, 10, "{fault:?}");
    }
    assert_eq!(one_failure(Fault::RateLimit).await, 0);
}

/// From one call on all fails, or two calls fail: whatever can't be put back is told.
#[tokio::test]
async fn what_can_not_be_put_back_is_told() {
    let mut admitted = 0;
    for case in CASES {
        for first in 4..12 {
            for last in [first + 1, first + 2, first + 3, usize::MAX] {
                let stage = case.stage().await;
                let before = stage.everything();
                stage.fail(move |it| {
                    let hit = it == first || it == last || (last == usize::MAX && it > first);
                    hit.then_some(Fault::Refuse)
                });
                let answer = stage.send(case.event()).await;
                stage.calm();
                if is_done(&answer) {
                    continue;
                }
                if stage.everything() != before {
                    admitted += 1;
                    assert!(admits(&answer), "{case:?} {first} {last}: {answer}");
                }
                take_back(&stage, case, &answer, &before).await;
            }
        }
    }
    assert!(admitted > 20, "{admitted}");
}

/// What CloudFormation sends then.
async fn take_back(stage: &Stage, case: Case, answer: &Value, before: &Value) {
    let id = answer["PhysicalResourceId"].as_str().unwrap();
    let event = case.event();
    let (new, old) = (
        &event["ResourceProperties"],
        &event["OldResourceProperties"],
    );
    match case {
        // All that is left is ours.
        Case::Create => {
            succeeded(&stage.delete(id, new).await, id);
            assert_eq!(stage.everything(), *before, "{answer}");
        }
        // Some of what is left was there before: it isn't deleted.
        Case::Adopt => {
            assert_eq!(id, NOTHING);
            succeeded(&stage.delete(id, new).await, id);
            for kind in ["record", "callback"] {
                let templates = |all: &Value| all[kind]["templates"].as_array().unwrap().len();
                assert!(templates(&stage.everything()) >= templates(before));
            }
        }
        Case::Update | Case::Rename => {
            succeeded(&stage.update(id, new, old).await, ID);
            let rules = |all: &Value| {
                [
                    all["record"]["rules"].clone(),
                    all["callback"]["rules"].clone(),
                ]
            };
            assert_eq!(rules(&stage.everything()), rules(before), "{answer}");
        }
    }
}

/// One call gets no answer for longer than there is time.
async fn time_runs_out(case: Case) {
    let mut cut_off = 0;
    for nth in 0..10 {
        let stage = case.stage().await;
        let before = stage.everything();
        stage.fail(move |it| (it == nth).then_some(Fault::Hang(Duration::from_secs(5))));
        let handled = stage.send_within(case.event(), Duration::from_millis(1_200));
        handled.await.unwrap();
        let answer = stage.inbox.take().remove(0);
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
        assert_eq!(stage.everything(), before, "{case:?} {nth}: {answer}");
    }
    assert!(cut_off >= 6, "{case:?} {cut_off}");
}

#[tokio::test]
async fn time_runs_out_while_all_is_made() {
    time_runs_out(Case::Create).await;
}

#[tokio::test]
async fn time_runs_out_while_some_is_taken_over() {
    time_runs_out(Case::Adopt).await;
}

#[tokio::test]
async fn time_runs_out_while_it_is_changed() {
    time_runs_out(Case::Update).await;
}

#[tokio::test]
async fn time_runs_out_while_it_is_renamed() {
    time_runs_out(Case::Rename).await;
}

#[tokio::test]
async fn no_time_at_all() {
    let stage = Case::Create.stage().await;
    let before = stage.everything();
    stage
        .send_within(Case::Create.event(), Duration::ZERO)
        .await
        .unwrap();
    failed(&stage.inbox.take()[0], NOTHING, "did not answer in time");
    let delete = json!({"RequestType": "Delete", "PhysicalResourceId": ID});
    stage.send_within(delete, Duration::ZERO).await.unwrap();
    failed(&stage.inbox.take()[0], ID, "did not answer in time");
    assert_eq!(stage.everything(), before);
}
