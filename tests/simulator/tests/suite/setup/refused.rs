//! Requests that Tencent would not take.

use super::{callback, console, record};
use serde_json::json;

#[test]
fn parameters_that_tencent_refuses() {
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
