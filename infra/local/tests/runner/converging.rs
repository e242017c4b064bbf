//! From a broadcast's begin to the published replay, with all that reconciling takes.

use crate::{
    program::{Program, Result, Store, get, now, program, reconcile, until},
    simulated::live,
};
use replay_grouping::Timestamp;
use replay_local::{Config, Play, Runner};
use replay_signature::{Secret, tc3::Credentials};
use replay_simulator::{
    Account, BadScript, Clock, Disorder, Fault, Faults, Options, Script, Sender, Server, What,
    World,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// One broadcast of six seconds, recorded as one HLS file and two MP4 files, which VOD has a second later.
const SCRIPT: &str = r#"{
    "opens_at": "2025-10-09T08:53:20Z",
    "closes_after": 60,
    "habits": {"ready_after": [1, 1]},
    "streams": [{
        "stream_id": "studio",
        "template": {"hls_continues": 0, "mp4_interval": 5},
        "pushes": [{"begin": 1, "end": 7}]
    }]
}"#;

/// It opens at a Unix second, and the callback of one file, but nothing else, gets lost.
fn losing_a_file(opens_at: Timestamp) -> Result<Play, BadScript> {
    let script = Script::from_json(SCRIPT);
    let script = script.map_err(|error| BadScript::Unreadable(error.to_string()))?;
    let disorder = Disorder {
        drop: 0.2,
        ..Disorder::default()
    };
    let mut seed = 0;
    loop {
        seed += 1;
        let script = script.clone();
        let world = World::new(Script {
            opens_at: opens_at.0,
            seed,
            ..script
        })?;
        let sender = Sender::new(Arc::new(world.clone()), &disorder, seed);
        let mut lost = sender
            .dropped()
            .iter()
            .map(|id| world.events()[*id].what.clone());
        if let (Some(What::File(_)), None) = (lost.next(), lost.next()) {
            return Ok(Play { world, disorder });
        }
    }
}

#[tokio::test]
async fn a_broadcast_goes_live_ends_settles_and_is_published_with_the_file_that_no_callback_announced()
-> Result {
    let settings = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_DIR", ":memory:"),
        ("RECORDING_LAG_SECONDS", "1"),
        ("RECONCILE_EVERY_SECONDS", "1"),
        // What is whole without that file is polled no more, so a sweep finds the file.
        ("SWEEP_EVERY_SECONDS", "1"),
    ];
    let config = Config::read(settings.into_iter().collect())?;
    let runner = Runner::start_with(&config, |now, _| losing_a_file(now)).await?;
    let url = format!("http://{}", runner.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(runner.serve(async {
        let _ = stopped.await;
    }));
    assert_eq!(live(&url).await?, "studio");
    until(async || {
        let (status, list) = get(&format!("{url}/replays")).await?;
        assert_eq!(status, 200, "{list}");
        let replay = &list["replays"][0];
        let rendition = |i: usize| &replay["renditions"][i];
        let parts = |i| [&rendition(i)["format"], &rendition(i)["parts"]];
        let whole = replay["state"] == "complete"
            && replay["confirmed"] == true
            && parts(0) == [&json!("hls"), &json!(1)]
            && parts(1) == [&json!("mp4"), &json!(2)];
        Ok(whole.then_some(()))
    })
    .await?;
    let (status, report) = reconcile(&url).await?;
    assert_eq!(status, 200, "{report}");
    let done = ["new", "confirmed", "changed", "gone", "settled", "failed"];
    assert_eq!(done.map(|count| &report[count]), [0; 6], "{report}");
    drop(stop);
    serving.await?;
    Ok(())
}

/// An account whose VOD answers its first request never.
async fn hanging_once() -> Result<Server> {
    let world = Arc::new(losing_a_file(Timestamp(now()?))?.world);
    let account = Account::new(world, Secret::new("replay-demo-key")?);
    let hang = Fault::Hang(Duration::from_secs(1));
    let options = Options {
        credentials: Credentials {
            secret_id: "AKIDexample".to_owned(),
            secret_key: Secret::new("example-key")?,
            token: None,
        },
        faults: Faults::scripted(vec![Some(hang)]),
        limit_rates: false,
    };
    let listen = ([127, 0, 0, 1], 0).into();
    Ok(Server::start(listen, account, Clock::real(), options).await?)
}

#[tokio::test]
async fn it_goes_on_when_the_caller_hangs_up() -> Result {
    let tencent = hanging_once().await?;
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command
        .env("TENCENT_SECRET_ID", "AKIDexample")
        .env("TENCENT_SECRET_KEY", "example-key")
        .env("VOD_ENDPOINT", tencent.endpoint())
        .env("LIVE_ENDPOINT", tencent.endpoint());
    let running = Program::spawn(command)?;
    let url = running.url.clone();
    let caller = tokio::spawn(async move { reconcile(&url).await });
    let asked = async || until(async || Ok((!tencent.take_calls().is_empty()).then_some(()))).await;
    asked().await?;
    caller.abort();
    // It asks again what was never answered.
    asked().await
}

#[tokio::test]
async fn without_its_store_it_says_so() -> Result {
    let store = Store::start().await?;
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("AWS_ENDPOINT_URL_DYNAMODB", &store.endpoint);
    let running = tokio::task::spawn_blocking(|| Program::spawn(command)).await??;
    store.stop().await?;
    let (status, problem) = reconcile(&running.url).await?;
    assert_eq!((status, &problem["code"]), (503, &"unavailable".into()));
    Ok(())
}
