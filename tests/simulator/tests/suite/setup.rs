//! Live: templates and the rules that bind them.

mod real_client;
mod refused;

use crate::{OPENS_AT, api, api::Asked, one_drop};
use serde_json::{Value, json};

const URL: &str = "https://api.example.com/callbacks/live";

fn console() -> Asked {
    api::at(&one_drop(), OPENS_AT)
}

#[track_caller]
fn id(answer: Result<Value, &'static str>) -> u64 {
    answer.unwrap()["TemplateId"].as_u64().unwrap()
}

fn record(asked: &Asked, name: &str) -> u64 {
    id(asked.live("CreateLiveRecordTemplate", &json!({"TemplateName": name})))
}

fn callback(asked: &Asked, name: &str) -> u64 {
    let body = json!({"TemplateName": name, "RecordNotifyUrl": URL});
    id(asked.live("CreateLiveCallbackTemplate", &body))
}

fn list(asked: &Asked, action: &str) -> Vec<Value> {
    let answer = asked.live(action, &json!({})).unwrap();
    let list = answer.get("Templates").or(answer.get("Rules")).unwrap();
    list.as_array().unwrap().clone()
}

#[test]
fn a_recording_template_is_shown_as_it_was_made_and_changed() {
    let asked = console();
    let body = json!({
        "TemplateName": "回放_1-a", "Mp4Param": {"Enable": 1, "RecordInterval": 600, "VodSubAppId": 7, "Procedure": "p"},
        "HlsSpecialParam": {"FlowContinueDuration": 1_800},
    });
    let id = id(asked.live("CreateLiveRecordTemplate", &body));
    let shown = &list(&asked, "DescribeLiveRecordTemplates")[0];
    assert_eq!(shown["TemplateId"], id);
    assert_eq!(shown["TemplateName"], "回放_1-a");
    assert_eq!(shown["Mp4Param"]["RecordInterval"], 600);
    assert_eq!(shown["Mp4Param"]["Procedure"], "p");
    assert_eq!(shown["FlvParam"]["Enable"], 0);
    assert_eq!(shown["HlsSpecialParam"]["FlowContinueDuration"], 1_800);

    // What isn't named stays; of what is named, all is new.
    let change = json!({"TemplateId": id, "Mp4Param": {"Enable": 1}, "RemoveWatermark": true});
    asked.live("ModifyLiveRecordTemplate", &change).unwrap();
    let shown = &list(&asked, "DescribeLiveRecordTemplates")[0];
    assert_eq!(shown["TemplateName"], "回放_1-a");
    assert_eq!(shown["Mp4Param"]["RecordInterval"], 1_800);
    assert_eq!(shown["Mp4Param"]["Procedure"], "");
    assert_eq!(shown["RemoveWatermark"], true);
}

#[test]
fn a_callback_template_hides_one_address_and_shows_its_key() {
    let asked = console();
    let body = json!({
        "TemplateName": "replays", "RecordNotifyUrl": URL, "RecordStatusNotifyUrl": URL, "CallbackKey": "hunter2",
        "RecordExceptionLevels": ["error", "info"],
    });
    let id = id(asked.live("CreateLiveCallbackTemplate", &body));
    let shown = &list(&asked, "DescribeLiveCallbackTemplates")[0];
    assert_eq!(shown["CallbackKey"], "hunter2");
    assert_eq!(shown["RecordNotifyUrl"], URL);
    assert_eq!(shown["StreamEndNotifyUrl"], "");
    assert!(shown.get("RecordStatusNotifyUrl").is_none());
    let everything = asked.console().everything();
    let kept = &everything["callback"]["templates"][0];
    assert_eq!(kept["RecordStatusNotifyUrl"], URL);

    let change = json!({"TemplateId": id, "RecordNotifyUrl": "", "SnapshotNotifyUrl": URL});
    asked.live("ModifyLiveCallbackTemplate", &change).unwrap();
    let shown = &list(&asked, "DescribeLiveCallbackTemplates")[0];
    assert_eq!(
        (&shown["RecordNotifyUrl"], &shown["SnapshotNotifyUrl"]),
        (&json!(""), &json!(URL))
    );
    assert_eq!(shown["CallbackKey"], "hunter2");
}

#[test]
fn names_need_not_be_unique_and_fifty_templates_are_the_limit() {
    let asked = console();
    let first = record(&asked, "replays");
    assert_ne!(record(&asked, "replays"), first);
    for _ in 2..50 {
        record(&asked, "replays");
    }
    let body = json!({"TemplateName": "replays"});
    let refused = asked.live("CreateLiveRecordTemplate", &body);
    assert_eq!(refused, Err("InternalError.ConfOutLimit"));
    callback(&asked, "replays");
    let delete = json!({"TemplateId": first});
    asked.live("DeleteLiveRecordTemplate", &delete).unwrap();
    record(&asked, "replays");
}

#[test]
fn one_rule_binds_one_app() {
    let asked = console();
    let (one, other) = (record(&asked, "one"), record(&asked, "other"));
    let rule = |template: u64, app: &str, stream: &str| {
        let names = json!({"DomainName": "push.example.com", "AppName": app, "StreamName": stream, "TemplateId": template});
        asked.live("CreateLiveRecordRule", &names)
    };
    rule(one, "live", "").unwrap();
    rule(other, "live", "room").unwrap();
    rule(other, "", "").unwrap();
    assert_eq!(
        rule(other, "live", ""),
        Err("FailedOperation.RuleAlreadyExist")
    );
    assert_eq!(rule(7, "show", ""), Err("InternalError.ConfNotFound"));
    let shown = &list(&asked, "DescribeLiveRecordRules")[0];
    assert_eq!(
        (&shown["DomainName"], &shown["AppName"]),
        (&json!("push.example.com"), &json!("live"))
    );
    assert_eq!(
        (&shown["StreamName"], &shown["TemplateId"]),
        (&json!(""), &json!(one))
    );
    assert_eq!(shown["CreateTime"], "2025-10-09 16:53:20");

    let delete = json!({"TemplateId": one});
    assert_eq!(
        asked.live("DeleteLiveRecordTemplate", &delete),
        Err("FailedOperation.ConfInUsed")
    );
    let names = json!({"DomainName": "push.example.com", "AppName": "live", "StreamName": ""});
    asked.live("DeleteLiveRecordRule", &names).unwrap();
    assert_eq!(
        asked.live("DeleteLiveRecordRule", &names),
        Err("FailedOperation.NotFound")
    );
    asked.live("DeleteLiveRecordTemplate", &delete).unwrap();
    assert_eq!(
        asked.live("DeleteLiveRecordTemplate", &delete),
        Err("InternalError.ConfNotFound")
    );
    assert_eq!(list(&asked, "DescribeLiveRecordRules").len(), 2);
}

#[test]
fn callbacks_have_rules_of_their_own() {
    let asked = console();
    let template = callback(&asked, "replays");
    let names = json!({"DomainName": "push.example.com", "TemplateId": template});
    asked.live("CreateLiveCallbackRule", &names).unwrap();
    assert_eq!(
        asked.live("CreateLiveCallbackRule", &names),
        Err("FailedOperation.RuleAlreadyExist")
    );
    let shown = &list(&asked, "DescribeLiveCallbackRules")[0];
    assert_eq!(shown["AppName"], "live");
    assert!(shown.get("StreamName").is_none());
    let delete = json!({"TemplateId": template});
    assert_eq!(
        asked.live("DeleteLiveCallbackTemplate", &delete),
        Err("FailedOperation.ConfInUsed")
    );
    let names = json!({"DomainName": "push.example.com", "AppName": "live"});
    asked.live("DeleteLiveCallbackRule", &names).unwrap();
    asked.live("DeleteLiveCallbackTemplate", &delete).unwrap();
    assert!(list(&asked, "DescribeLiveCallbackTemplates").is_empty());
}
