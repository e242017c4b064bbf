//! CloudFormation sets Tencent up.

use replay_lambda::{Environment, Function, Inbox, Place, Sandbox};
use serde_json::json;

const ID: &str = "replays@push.example.com/live";

fn environment(place: &Place) -> Environment {
    let mut environment = place.environment(Function::Setup);
    environment.insert("CALLBACK_PATH_TOKEN".to_owned(), "path-token".to_owned());
    environment
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_resource_is_made_changed_and_deleted_and_all_of_it_twice() {
    let place = Place::start().await;
    let mut inbox = Inbox::start(&place).await;
    let setup = Sandbox::start(Function::Setup, &environment(&place)).await;
    let mut ids = Vec::new();
    for (request, id, segment) in [
        ("Create", None, "30"),
        ("Create", None, "30"),
        ("Update", Some(ID), "60"),
        ("Delete", Some(ID), "60"),
        ("Delete", Some(ID), "60"),
    ] {
        let event = inbox.event(request, id, segment);
        setup.invoke(&event).await;
        let answer = inbox.take();
        assert_eq!(answer["Status"], "SUCCESS", "{request}: {answer}");
        assert_eq!(answer["PhysicalResourceId"], ID);
        for name in ["StackId", "RequestId", "LogicalResourceId"] {
            assert_eq!(answer[name], event[name]);
        }
        ids.push(answer["Data"].clone());
    }
    assert!(ids[0]["RecordTemplateId"].is_string(), "{ids:?}");
    assert_eq!((&ids[0], &ids[0]), (&ids[1], &ids[2]), "never a second one");
    let nothing = json!({"templates": [], "rules": []});
    let left = place.server.console().everything();
    assert_eq!(left, json!({"record": nothing, "callback": nothing}));
    let said = setup.program.said();
    Place::assert_no_secret_in(&said);
    for secret in ["path-token", "X-Amz-Signature"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_missing_variable_is_reported_to_cloudformation() {
    let place = Place::start().await;
    let mut inbox = Inbox::start(&place).await;
    for variable in ["TENCENT_SECRET_ID", "TENCENT_SECRET_KEY", "CALLBACK_KEYS"] {
        let mut environment = environment(&place);
        environment.remove(variable).unwrap();
        let setup = Sandbox::start(Function::Setup, &environment).await;
        setup.invoke(&inbox.event("Create", None, "30")).await;
        let answer = inbox.take();
        assert_eq!(answer["Status"], "FAILED", "{answer}");
        // With one of the two keys to Tencent missing, the other one may be named.
        let named = answer["Reason"].as_str().unwrap();
        assert!(named.contains(&variable[..8]), "{named}");
        Place::assert_no_secret_in(&format!("{answer}{}", setup.program.said()));
    }
}
