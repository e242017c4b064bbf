//! Secrets that the environment names.

use crate::{publishing, replays};
use replay_it::{KEY, Parameters};
use replay_lambda::{Answer, Function, Place, Sandbox, fixtures};

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn secrets_are_read_over_tls_at_the_start() {
    let place = Place::start().await;
    let held = [
        ("/replay/keys", format!("an-older-one,{KEY}")),
        ("/replay/tokens", "ann:curator-token-of-ann".to_owned()),
    ];
    let held = held.each_ref().map(|(name, value)| (*name, value.as_str()));
    let parameters = Parameters::start(&held).await;
    let over_tls = place.behind_tls(&parameters.endpoint).await;
    let started = async |function, variable: &str, value: &str| {
        let mut environment = publishing(&place, function);
        environment.insert("AWS_ENDPOINT_URL_SSM".to_owned(), over_tls.endpoint());
        environment.insert(variable.to_owned(), value.to_owned());
        Sandbox::start(function, &environment).await
    };
    let callback = started(Function::Callback, "CALLBACK_KEYS", "ssm:/replay/keys").await;
    let api = started(Function::ApiRead, "CURATOR_TOKENS", "ssm:/replay/tokens").await;
    let [plain, _] = fixtures();
    assert_eq!(Answer::read(&callback.invoke(&plain).await).status, 200);
    assert_eq!(replays(&api, "/replays").await.len(), 1);

    let mut nothing = started(Function::Callback, "CALLBACK_KEYS", "ssm:/no/such").await;
    let status = nothing.program.ended().await;
    let said = nothing.program.said();
    assert!(!status.success() && !nothing.runtime.was_asked(), "{said}");
    assert!(said.contains("CALLBACK_KEYS") && said.contains("there is no parameter /no/such"));
    Place::assert_no_secret_in(&said);
}
