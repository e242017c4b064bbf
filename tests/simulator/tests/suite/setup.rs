//! Live: templates and the rules that bind them.

use crate::{OPENS_AT, api, api::Asked, client::credentials, key, one_drop};
use replay_simulator::{Account, Clock, Fault, Faults, Options, Server};
use replay_tencent::api::{
    CallbackKey, CallbackTemplate, RecordParam, RecordTemplate, Secret, Settings,
    TemplateKind::{Callback, Record},
    Tencent,
};
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
fn names_are_no_keys_and_fifty_templates_are_all() {
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

#[test]
fn what_tencent_would_not_take() {
    let asked = console();
    let (template, callbacks) = (record(&asked, "a"), callback(&asked, "a"));
    let before = asked.console().everything();
    let (value, unknown, missing) = (
        "InvalidParameterValue",
        "UnknownParameter",
        "MissingParameter",
    );
    for (action, body, code) in [
        ("CreateLiveRecordTemplate", json!({}), missing),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a b"}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": ""}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "TemplateId": 1}),
            unknown,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "Mp5Param": {}}),
            unknown,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "Mp4Param": {"Enabled": 1}}),
            unknown,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "Mp4Param": {"Enable": 2}}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "Mp4Param": {"RecordInterval": 59}}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "FlvParam": {"RecordInterval": 43_201}}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "AacParam": {"RecordInterval": 7_201}}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "HlsParam": {"StorageTime": 129_600_001}}),
            value,
        ),
        (
            "CreateLiveRecordTemplate",
            json!({"TemplateName": "a", "HlsSpecialParam": {"FlowContinueDuration": 1_801}}),
            value,
        ),
        (
            "ModifyLiveRecordTemplate",
            json!({"TemplateName": "b"}),
            missing,
        ),
        (
            "ModifyLiveRecordTemplate",
            json!({"TemplateId": template, "CosStore": 1}),
            unknown,
        ),
        (
            "ModifyLiveRecordTemplate",
            json!({"TemplateId": 7}),
            "InternalError.ConfNotFound",
        ),
        (
            "CreateLiveCallbackTemplate",
            json!({"TemplateName": "a"}),
            value,
        ),
        (
            "CreateLiveCallbackTemplate",
            json!({"TemplateName": "a", "RecordNotifyUrl": "x"}),
            "InvalidParameter.InvalidCallbackUrl",
        ),
        (
            "ModifyLiveCallbackTemplate",
            json!({"TemplateId": callbacks, "RecordNotifyUrl": ""}),
            value,
        ),
        (
            "ModifyLiveCallbackTemplate",
            json!({"TemplateId": callbacks, "CallbackKey": "replay-demo-key"}),
            value,
        ),
        (
            "ModifyLiveCallbackTemplate",
            json!({"TemplateId": callbacks, "CallbackKey": "k".repeat(33)}),
            value,
        ),
        (
            "ModifyLiveCallbackTemplate",
            json!({"TemplateId": callbacks, "RecordExceptionLevels": ["fatal"]}),
            value,
        ),
        (
            "CreateLiveRecordRule",
            json!({"DomainName": "push", "TemplateId": template}),
            "InvalidParameter.DomainFormatError",
        ),
        (
            "CreateLiveRecordRule",
            json!({"DomainName": "push.example.com"}),
            missing,
        ),
        (
            "CreateLiveCallbackRule",
            json!({"DomainName": "push.example.com", "TemplateId": callbacks, "StreamName": ""}),
            unknown,
        ),
        (
            "DescribeLiveRecordRules",
            json!({"DomainName": "push.example.com"}),
            unknown,
        ),
        (
            "DescribeLiveCallbackTemplate",
            json!({"TemplateId": callbacks}),
            "InvalidAction",
        ),
    ] {
        assert_eq!(asked.live(action, &body), Err(code), "{action} {body}");
    }
    assert_eq!(asked.console().everything(), before);
    assert_eq!(
        asked.vod("CreateLiveRecordTemplate", &json!({"TemplateName": "a"})),
        Err("InvalidAction")
    );
}

/// The bundle's own client, over HTTP and signed.
#[tokio::test]
async fn the_real_client_makes_changes_and_deletes() {
    let clock = Clock::manual(OPENS_AT);
    let options = Options {
        credentials: credentials(),
        faults: Faults::none(),
        limit_rates: false,
    };
    let listen = ([127, 0, 0, 1], 0).into();
    let account = Account::new(one_drop(), key());
    let server = Server::start(listen, account, clock, options)
        .await
        .unwrap();
    let settings = Settings {
        live: server.endpoint().parse().unwrap(),
        ..Settings::new(credentials())
    };
    let tencent = Tencent::new(settings, || OPENS_AT).unwrap();

    let mp4 = RecordParam {
        enable: true,
        record_interval: Some(600),
        ..RecordParam::default()
    };
    let mut wanted = RecordTemplate {
        name: "replays".to_owned(),
        mp4: Some(mp4),
        ..RecordTemplate::default()
    };
    let id = tencent.create_record_template(&wanted).await.unwrap();
    wanted.description = Some("d".to_owned());
    tencent.modify_record_template(id, &wanted).await.unwrap();
    let found = tencent.record_templates().await.unwrap().remove(0);
    assert_eq!(
        (found.id, found.template.description.as_deref()),
        (id, Some("d"))
    );
    assert_eq!(found.template.mp4.unwrap().record_interval, Some(600));
    tencent
        .create_rule(Record, "push.example.com", "live", id)
        .await
        .unwrap();
    let rule = tencent.rules(Record).await.unwrap().remove(0);
    assert_eq!(
        (rule.app.as_str(), rule.stream_id.as_str(), rule.template),
        ("live", "", id)
    );
    assert!(
        tencent
            .delete_template(Record, id)
            .await
            .unwrap_err()
            .is_in_use()
    );
    let again = tencent
        .create_rule(Record, "push.example.com", "live", id)
        .await;
    assert!(again.unwrap_err().is_taken());

    // It is made, and only the answer gets lost: it isn't made twice.
    server.set_faults(Faults::scripted(vec![Some(Fault::Lose)]));
    let callbacks = CallbackTemplate {
        name: "replays".to_owned(),
        record_notify_url: Some(URL.to_owned()),
        key: CallbackKey::Given(Secret::new("hunter2").unwrap()),
        ..CallbackTemplate::default()
    };
    let error = tencent
        .create_callback_template(&callbacks)
        .await
        .unwrap_err();
    assert!(error.is_undecided());
    let found = tencent.callback_templates().await.unwrap();
    assert_eq!(found.len(), 1);
    let key = &found[0].template.key;
    assert!(matches!(key, CallbackKey::Given(key) if key.matches("hunter2")));
    let id = found[0].id;
    tencent
        .create_rule(Callback, "push.example.com", "live", id)
        .await
        .unwrap();

    for kind in [Record, Callback] {
        let id = tencent.rules(kind).await.unwrap().remove(0).template;
        // Whose first answer gets lost is told by the second that there is nothing to delete.
        server.set_faults(Faults::scripted(vec![
            Some(Fault::Lose),
            None,
            Some(Fault::Lose),
        ]));
        tencent
            .delete_rule(kind, "push.example.com", "live")
            .await
            .unwrap();
        tencent.delete_template(kind, id).await.unwrap();
    }
    let nothing = json!({"templates": [], "rules": []});
    let everything = server.console().everything();
    assert_eq!(everything, json!({"record": nothing, "callback": nothing}));
}
