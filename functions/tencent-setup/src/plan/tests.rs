//! Which steps are planned for which account.

use super::{
    Conflict, Plan, Step,
    desired::Desired,
    existing::{Existing, Side},
    kinds::PerKind,
};
use crate::cloudformation::identity::Identity;
use replay_tencent::live::{
    CallbackTemplate, RecordParam, RecordTemplate, Rule, StoredTemplate, Template, TemplateId,
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
    let templates = PerKind {
        record: template(Record, "ours"),
        callback: template(Callback, "ours"),
    };
    let desired = Desired {
        identity,
        templates,
    };
    let former_names = ["ours".to_owned(), "old".to_owned()];
    Plan::new(&Existing { record, callback }, &desired, &former_names)
}

fn described(plan: &Plan) -> Vec<String> {
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
    let all = described(&plan);
    let record: Vec<&String> = all.iter().filter(|step| step.contains("Record")).collect();
    assert_eq!(record, steps);
}

const OURS: &str = "push.example.com/live/";

#[test]
fn missing_templates_are_made_and_callbacks_are_bound_first() {
    let plan = plan(Side::default(), Side::default()).unwrap();
    let steps = [
        "make Record",
        "make Callback",
        "bind Callback new",
        "bind Record new",
    ];
    assert_eq!(described(&plan), steps);
}

#[test]
fn existing_templates_and_rules_are_kept() {
    check(&["ours"], &[(OURS, 1)], &[]);
    check(&["ours"], &[("PUSH.example.com/live/", 1)], &[]);
    check(&["ours"], &[], &["bind Record 1"]);
    // Rules for other streams don't count.
    for other in [
        "push.example.com/live/room",
        "push.example.com//",
        "example.com/live/",
    ] {
        check(&["ours"], &[(other, 1)], &["bind Record 1"]);
    }
}

#[test]
fn of_several_templates_of_our_name_the_bound_one_or_else_the_first_is_used() {
    check(&["ours", "ours"], &[(OURS, 2)], &[]);
    check(&["x", "ours", "ours"], &[], &["bind Record 2"]);
    let plan = plan(side(Record, &["ours", "x", "ours"], &[]), Side::default()).unwrap();
    assert_eq!(plan.others, [(Record, TemplateId(3))]);
}

#[test]
fn a_rule_that_binds_our_template_of_a_former_name_is_replaced() {
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
fn a_conflict_says_what_is_in_the_way() {
    let conflict = |record| plan(record, Side::default()).unwrap_err().to_string();
    let theirs =
        "push.example.com/live already records with template 'theirs' (1), which is not ours";
    assert_eq!(
        conflict(side(Record, &["theirs", "ours"], &[(OURS, 1)])),
        theirs
    );
    // A template that doesn't exist any more.
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
