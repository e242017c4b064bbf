//! A browser works the console: `make browse`. What it does there is in `tests/console`.

use crate::program::{Result, curate, now, until};
use replay_grouping::Timestamp;
use replay_local::{Config, Play, Runner, demo};
use replay_simulator::{Disorder, Script, StreamScript, World};
use std::{path::Path, process::Command};
use tokio::sync::oneshot;

/// A Tencent in which nothing happens but what a test does. It has files that play.
fn quiet(now: Timestamp, media_base: &str) -> Script {
    Script {
        title: String::new(),
        seed: 1,
        opens_at: now.0 - 60,
        closes_after: 86_400,
        habits: Default::default(),
        streams: vec![StreamScript::of("nobody")],
        media_base: media_base.to_owned(),
        deletions: Vec::new(),
    }
}

/// Runs the tests of some files against a runner with these settings; where `evening` is true, against the simulated rooms and the
/// evening of `make demo`.
async fn works(tests: &[&str], evening: bool, settings: &[(&str, &str)]) -> Result {
    let all = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_DIR", ":memory:"),
        ("SIMULATE", "true"),
        ("RECONCILE_EVERY_SECONDS", "1"),
    ];
    let config = Config::read(all.iter().chain(settings).copied().collect())?;
    let runner = match evening {
        true => Runner::start(&config).await?,
        false => {
            let play = |now, media_base: &str| {
                Ok(Play {
                    world: World::new(quiet(now, media_base))?,
                    disorder: Disorder::default(),
                })
            };
            Runner::start_with(&config, play).await?
        }
    };
    let address = runner.address().to_string();
    let url = format!("http://{address}");
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(runner.serve(async {
        let _ = stopped.await;
    }));
    if evening {
        // First the rooms: one search asks about up to ten streams, from the earliest to the latest of their shows.
        until(async || {
            let kitchen = format!("{url}/replays?stream_id=kitchen&state=complete");
            let (_, list) = curate(&kitchen).await?;
            Ok(list["replays"][0]["id"].as_str().map(drop))
        })
        .await?;
        let here = Config::read([("LISTEN", &*address)].into_iter().collect())?;
        demo(&here, Timestamp(now()?), &mut Vec::new()).await?;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/console");
    let mut node = Command::new("node");
    // One file after the other: they share the runner.
    node.args(["--test", "--test-concurrency=1", "--test-reporter", "spec"]);
    node.args(tests);
    node.env("CONSOLE_URL", &url).current_dir(folder);
    // The runner answers on the other threads.
    let status = tokio::task::spawn_blocking(move || node.status()).await??;
    drop(stop);
    serving.await?;
    assert!(status.success(), "{tests:?}");
    Ok(())
}

macro_rules! console {
    ($($name:ident: $tests:expr, $evening:literal, $settings:expr;)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        #[ignore = "needs chromium and node: make browse"]
        async fn $name() -> Result {
            works(&$tests, $evening, &$settings).await
        }
    )+};
}

console! {
    // Every replay waits for a curator.
    the_queue_is_emptied_by_keyboard: ["keyboard.test.mjs"], false, [("PUBLISH", "manual")];
    everything_is_curated: ["curating.test.mjs", "hostile.test.mjs"], false, [];
    the_evening_of_the_documents_by_mouse: ["evening.test.mjs", "accessible.test.mjs"], true, [];
    // `make screenshots` takes them.
    screenshots: ["screenshots.mjs"], true, [];
}
