//! From callbacks over a schedule to a viewer, under the stub and under AWS's own emulator.

use crate::host::{Host, emulator, stub};
use replay_it::{key, signed};
use replay_lambda::{
    Answer, Environment, Function, Place, asked, called_back, deliveries, evening, now, scheduled,
};
use serde_json::json;

/// Two files were recorded and the callback of the first one got lost. Viewers see nothing until reconcile asks VOD.
async fn play(host: impl AsyncFn(Function, Environment) -> Host) {
    let place = Place::of(evening()).await;
    let start = async |function| host(function, place.environment(function)).await;
    let callback = start(Function::Callback).await;
    let reconcile = start(Function::Reconcile).await;
    let api = start(Function::ApiRead).await;

    let mut lost = 0;
    for delivery in deliveries(evening()) {
        if lost == 0 && delivery.body["event_type"] == 100 {
            lost += 1;
            continue;
        }
        let event = called_back(&delivery.signed_at(&key(), now()));
        assert_eq!(Answer::read(&callback.invoke(&event).await).status, 200);
    }
    assert_eq!(lost, 1);
    let forged = signed(&json!({"event_type": 100}), 0);
    let refused = callback.invoke(&called_back(&forged)).await;
    assert_eq!(Answer::read(&refused).status, 401);
    let list = Answer::read(&api.invoke(&asked("/replays")).await);
    assert_eq!((list.status, &list.body["replays"]), (200, &json!([])));

    let report = reconcile.invoke(&scheduled()).await;
    let count = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(
        (count("new"), count("confirmed"), count("settled")),
        (1, 1, 1),
        "{report}"
    );
    assert_eq!(count("failed"), 0, "{report}");
    let list = Answer::read(&api.invoke(&asked("/replays")).await);
    let shown = list.body["replays"].as_array().unwrap();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(shown[0]["state"], "complete");
    assert_eq!(shown[0]["confirmed"], true);
    assert_eq!(shown[0]["renditions"][0]["parts"], 2, "{}", shown[0]);

    let again = reconcile.invoke(&scheduled()).await;
    for (name, count) in again.as_object().unwrap() {
        let counts_work =
            !["polled", "api_calls", "watermark_lag_seconds"].contains(&name.as_str());
        assert!(!counts_work || *count == 0, "{again}");
    }
}

#[tokio::test]
#[ignore = "needs the released programs: make emulate"]
async fn a_recording_without_callback_is_found_and_shown() {
    play(stub).await;
}

#[tokio::test]
#[ignore = "needs the released programs and the emulator: make emulate"]
async fn under_the_emulator_the_result_is_the_same() {
    play(emulator).await;
}
