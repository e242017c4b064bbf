//! Functions that can't start.

use replay_lambda::{Environment, Function, Place, Sandbox};

/// The function ends before it asks for an event, and prints why.
async fn refuses(function: Function, environment: &Environment, variable: &str) {
    let mut sandbox = Sandbox::start(function, environment).await;
    let status = sandbox.program.ended().await;
    let said = sandbox.program.said();
    assert!(!status.success(), "{function:?}: {said}");
    assert!(said.contains(variable), "{function:?}: {said}");
    assert!(!sandbox.runtime.was_asked());
    Place::assert_no_secret_in(&said);
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_missing_variable_stops_the_start_with_its_name() {
    let place = Place::start().await;
    for function in Function::ALL {
        for variable in function.required() {
            let mut environment = place.environment(function);
            environment.remove(*variable).unwrap();
            refuses(function, &environment, variable).await;
        }
    }
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_wrong_variable_stops_the_start_without_its_value() {
    let place = Place::start().await;
    for (function, variable, value) in [
        (Function::Callback, "CALLBACK_PATH_TOKEN", "curator-token/"),
        (Function::Reconcile, "TENCENT_SECRET_KEY", ""),
        (Function::Reconcile, "VOD_ENDPOINT", "curator-token"),
        (Function::ApiRead, "CURATOR_TOKENS", "curator-token"),
        (
            Function::Console,
            "PLAYBACK_DOMAINS",
            "https://curator-token",
        ),
    ] {
        let mut environment = place.environment(function);
        environment.insert(variable.to_owned(), value.to_owned());
        refuses(function, &environment, variable).await;
    }
}
