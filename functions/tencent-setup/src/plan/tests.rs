//! What is planned for what is there.

use super::{
    Conflict, Plan, Step,
    desired::Desired,
    existing::{Existing, Side},
    template::Template,
};
use crate::cloudformation::identity::Identity;
use replay_tencent::api::{
    CallbackTemplate, RecordParam, RecordTemplate, Rule, StoredTemplate, TemplateId,
    TemplateKind::{self, Callback, Record},
};

fn template(kind: TemplateKind, name: &str) -> Template {
    let name = name.to_owned();
    match kind {
        Record => RecordTemplate {
            name,
            hls: Some(RecordParam {
                enable: true,
                ..RecordParam::default()
            }),
            ..RecordTemplate::default()
        }
        .into(),
        Callback => CallbackTemplate {
            name,
            ..CallbackTemplate::default()
        }
        .into(),
    }
}

/// Templates by name, with ids from 1 on, and rules by domain, app and stream.
fn side(kind: TemplateKind, names: &[&str], rules: &[(&str, u64)]) -> Side {
    let templates = (1..).zip(names).map(|(id, name)| StoredTemplate {
        id: TemplateId(id),
        template: template(kind, name),
    });
    let rules = rules.iter().map(|(place, template)| {
        let names: Vec<&str> = place.split('/').collect();
        Rule {
            domain: names[0].to_owned(),
            app: names[1].to_owned(),
            stream_id: names[2].to_owned(),
            template: TemplateId(*template),
        }
    });
    Side {
        templates: templates.collect(),
        rules: rules.collect(),
    }
}

fn plan(record: Side, callback: Side) -> Result<Plan, Conflict> {
    let identity = Identity::new("ours", "push.example.com", "live").unwrap();
    let desired = Desired {
        record: template(Record, "ours"),
        callback: template(Callback, "ours"),
        identity,
    };
    let also_ours = ["ours".to_owned(), "old".to_owned()];
    Plan::new(&Existing { record, callback }, &desired, &also_ours)
}

fn told(plan: &Plan) -> Vec<String> {
    let steps = plan.steps.iter();
    steps
        .map(|step| match step {
            Step::Make(template) => format!("make {:?}", template.kind()),
            Step::Change(id, change) => format!("change {:?} {id}", change.to.kind()),
            Step::Unbind(kind, from) => format!("unbind {kind:?} {from}"),
            Step::Bind(kind, Some(to)) => format!("bind {kind:?} {to}"),
            Step::Bind(kind, None) => format!("bind {kind:?} new"),
        })
        .collect()
}

/// The steps for recording, while there are no callbacks at all.
#[track_caller]
fn check(names: &[&str], rules: &[(&str, u64)], steps: &[&str]) {
    let plan = plan(side(Record, names, rules), Side::default()).unwrap();
    let all = told(&plan);
    let record: Vec<&String> = all.iter().filter(|step| step.contains("Record")).collect();
    assert_eq!(record, steps);
}

const OURS: &str = "push.example.com/live/";

#[test]
fn what_is_missing_is_made_and_callbacks_are_bound_first() {
    let plan = plan(Side::default(), Side::default()).unwrap();
    let steps = [
        "make Record",
        "make Callback",
        "bind Callback new",
        "bind Record new",
    ];
    assert_eq!(told(&plan), steps);
}

#[test]
fn what_is_there_is_kept() {
    check(&["ours"], &[(OURS, 1)], &[]);
    check(&["ours"], &[("PUSH.example.com/live/", 1)], &[]);
    check(&["ours"], &[], &["bind Record 1"]);
    // Rules for other streams are no rules for ours.
    for other in [
        "push.example.com/live/room",
        "push.example.com//",
        "example.com/live/",
    ] {
        check(&["ours"], &[(other, 1)], &["bind Record 1"]);
    }
}

#[test]
fn of_several_of_our_name_the_bound_one_counts_else_the_first() {
    check(&["ours", "ours"], &[(OURS, 2)], &[]);
    check(&["x", "ours", "ours"], &[], &["bind Record 2"]);
    let plan = plan(side(Record, &["ours", "x", "ours"], &[]), Side::default()).unwrap();
    assert_eq!(plan.others, [(Record, TemplateId(3))]);
}

#[test]
fn a_rule_that_was_ours_under_another_name_is_bound_anew() {
    check(
        &["old", "ours"],
        &[(OURS, 1)],
        &["unbind Record 1", "bind Record 2"],
    );
    check(
        &["old"],
        &[(OURS, 1)],
        &["make Record", "unbind Record 1", "bind Record new"],
    );
}

#[test]
fn what_is_in_the_way_is_said() {
    let conflict = |record| plan(record, Side::default()).unwrap_err().to_string();
    let theirs =
        "push.example.com/live already records with template 'theirs' (1), which is not ours";
    assert_eq!(
        conflict(side(Record, &["theirs", "ours"], &[(OURS, 1)])),
        theirs
    );
    // One that isn't there any more.
    let gone = "push.example.com/live already records with template '' (9), which is not ours";
    assert_eq!(conflict(side(Record, &["ours"], &[(OURS, 9)])), gone);
    let full = conflict(side(Record, &["x"; 50], &[]));
    assert!(
        full.starts_with("there are 50 recording templates already"),
        "{full}"
    );
    let fits = plan(side(Record, &["x"; 49], &[]), Side::default());
    assert!(fits.is_ok());
}
