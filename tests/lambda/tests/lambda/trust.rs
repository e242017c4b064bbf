//! Stores with an untrusted certificate.

use crate::{publishing, replays};
use replay_it::{part, signed};
use replay_lambda::{Answer, Function, Place, Sandbox, asked, called_back, now};

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_store_with_an_untrusted_certificate_gets_nothing() {
    let place = Place::start().await;
    let strange = |function| {
        let mut environment = publishing(&place, function);
        environment.insert("SSL_CERT_FILE".to_owned(), place.strange_roots());
        environment
    };
    let callback = Sandbox::start(Function::Callback, &strange(Function::Callback)).await;
    let body = part("room", 1, "mp4", now() - 600, now() - 300);
    let answer = callback.invoke(&called_back(&signed(&body, now()))).await;
    assert_eq!(Answer::read(&answer).status, 503, "{answer}");
    let said = callback.program.said();
    assert!(said.contains("the store is unavailable"), "{said}");
    Place::assert_no_secret_in(&said);

    let doubting = Sandbox::start(Function::ApiRead, &strange(Function::ApiRead)).await;
    let answer = Answer::read(&doubting.invoke(&asked("/replays")).await);
    assert_eq!(answer.status, 503);
    let api = Sandbox::start(Function::ApiRead, &publishing(&place, Function::ApiRead)).await;
    assert!(replays(&api, "/replays").await.is_empty());
}
