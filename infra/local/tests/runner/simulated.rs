//! A stand-in Tencent broadcasts beside it.

use crate::program::{Program, Result, curate, get, simulating, until};
use replay_grouping::Timestamp;
use replay_local::{Config, Play, Runner, demo};
use replay_simulator::{BadScript, Disorder, Script, World};
use tokio::sync::{oneshot, watch};

/// The stream of a live broadcast, once there is one.
pub(crate) async fn live(url: &str) -> Result<String> {
    // In the first the recordings of broadcasts are unconfirmed, if there are any.
    let pages = ["visibility=pending", "visibility=published"];
    until(async || {
        for page in pages {
            let target = format!("{url}/replays?state=live&{page}");
            let (status, list) = curate(&target).await?;
            assert_eq!(status, 200, "{list}");
            if let Some(id) = list["replays"][0]["stream"]["stream_id"].as_str() {
                return Ok(Some(id.to_owned()));
            }
        }
        Ok(None)
    })
    .await
}

#[tokio::test]
async fn with_nothing_set_a_broadcast_goes_live_and_it_still_stops_when_told_to() -> Result {
    let folder = tempfile::tempdir()?;
    let mut running = Program::spawn(simulating(folder.path()))?;
    let rooms = [
        "kitchen", "garden", "workshop", "library", "studio", "harbour",
    ];
    let stream = live(&running.url).await?;
    assert!(rooms.contains(&stream.as_str()), "{stream}");
    running.tell_to_stop()?;
    assert!(running.child.wait()?.success());
    Ok(())
}

/// A push that goes on for longer than anybody looks.
fn endless(opens_at: Timestamp) -> Result<Play, BadScript> {
    let script = r#"{
        "opens_at": "2025-10-09T08:53:20Z",
        "closes_after": 3600,
        "streams": [{"stream_id": "studio", "pushes": [{"begin": 0}]}]
    }"#;
    let script = Script::from_json(script);
    let script = script.map_err(|error| BadScript::Unreadable(error.to_string()))?;
    Ok(Play {
        world: World::new(Script {
            opens_at: opens_at.0,
            ..script
        })?,
        disorder: Disorder::default(),
    })
}

#[tokio::test]
async fn its_callbacks_use_a_configured_key_and_path_token() -> Result {
    let settings = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_DIR", ":memory:"),
        ("SIMULATE", "true"),
        ("CALLBACK_KEYS", "first-key, second-key"),
        ("CALLBACK_PATH_TOKEN", "only-tencent-knows"),
    ];
    let config = Config::read(settings.into_iter().collect())?;
    let runner = Runner::start_with(&config, |now, _| endless(now)).await?;
    let url = format!("http://{}", runner.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(runner.serve(async {
        let _ = stopped.await;
    }));
    assert_eq!(live(&url).await?, "studio");
    drop(stop);
    serving.await?;
    Ok(())
}

/// A broadcast of eight seconds that begins at once, in the world that opened at `opens_at`.
fn short(opens_at: i64) -> Result<Play, BadScript> {
    let script = r#"{
        "opens_at": "2025-10-09T08:53:20Z",
        "closes_after": 60,
        "habits": {"ready_after": [1, 1], "search_lag": [0, 0]},
        "streams": [{"stream_id": "short", "template": {"hls_continues": 0}, "pushes": [{"begin": 1, "end": 9}]}]
    }"#;
    let script = Script::from_json(script);
    let script = script.map_err(|error| BadScript::Unreadable(error.to_string()))?;
    Ok(Play {
        world: World::new(Script { opens_at, ..script })?,
        disorder: Disorder::default(),
    })
}

#[tokio::test]
async fn a_broadcast_that_a_stop_interrupts_goes_on_and_settles() -> Result {
    let folder = tempfile::tempdir()?;
    let data = folder.path().to_str().ok_or("no path")?;
    let settings = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_DIR", data),
        ("RECORDING_LAG_SECONDS", "1"),
        ("RECONCILE_EVERY_SECONDS", "1"),
    ];
    let config = Config::read(settings.into_iter().collect())?;
    let opens_at = crate::program::now()?;
    for state in ["live", "complete"] {
        let runner = Runner::start_with(&config, |_, _| short(opens_at)).await?;
        let url = format!("http://{}", runner.address());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(runner.serve(async {
            let _ = stopped.await;
        }));
        until(async || {
            let (_, list) = curate(&format!("{url}/replays?visibility=all&state={state}")).await?;
            Ok(list["replays"][0]["id"].as_str().map(drop))
        })
        .await?;
        drop(stop);
        serving.await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_a_callback_tells_is_confirmed_and_told_without_a_poll_unless_that_is_off() -> Result {
    let (stop, stopped) = watch::channel(());
    let opens_at = crate::program::now()?;
    let mut runners = Vec::new();
    for confirm in ["true", "false"] {
        let folder = tempfile::tempdir()?;
        let data = folder.path().to_str().ok_or("no path")?;
        let settings = [
            ("LISTEN", "127.0.0.1:0"),
            ("DATA_DIR", data),
            ("RECONCILE_EVERY_SECONDS", "0"),
            ("CONFIRM", confirm),
        ];
        let config = Config::read(settings.into_iter().collect())?;
        let runner = Runner::start_with(&config, |_, _| short(opens_at)).await?;
        let url = format!("http://{}", runner.address());
        let mut stopped = stopped.clone();
        let serving = tokio::spawn(runner.serve(async move {
            let _ = stopped.changed().await;
        }));
        runners.push((url, serving, folder));
    }
    let listed = async |url: &str| -> Result<_> {
        let (_, mut list) = get(&format!("{url}/replays")).await?;
        Ok(list["replays"].as_array_mut().and_then(Vec::pop))
    };
    let replay = until(async || listed(&runners[0].0).await).await?;
    assert_eq!(replay["confirmed"], true, "{replay}");
    assert_eq!(listed(&runners[1].0).await?, None);
    let told = |folder: &tempfile::TempDir| {
        let lines = std::fs::read_to_string(folder.path().join("events.jsonl"));
        lines.is_ok_and(|lines| lines.contains("\"replay.published\""))
    };
    until(async || Ok(told(&runners[0].2).then_some(()))).await?;
    assert!(!told(&runners[1].2));
    drop(stop);
    for (_, serving, _) in runners {
        serving.await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_files_of_the_demo_are_there_after_a_restart() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::spawn(simulating(folder.path()))?;
    let address = running.url.trim_start_matches("http://").to_owned();
    let here = Config::read([("LISTEN", address.as_str())].into_iter().collect())?;
    demo(&here, Timestamp(crate::program::now()?), &mut Vec::new()).await?;
    drop(running);
    let mut command = simulating(folder.path());
    command.env("LISTEN", &address);
    let running = Program::spawn(command)?;
    let (_, list) = curate(&format!("{}/replays?stream_id=room42_host7", running.url)).await?;
    let url = list["replays"][0]["play"]["url"]
        .as_str()
        .ok_or("no file")?;
    let curl = std::process::Command::new("curl")
        .args(["-sS", "--fail", url])
        .output()?;
    let playlist = String::from_utf8(curl.stdout)?;
    assert!(
        curl.status.success() && playlist.contains("#EXTINF"),
        "{playlist}"
    );
    Ok(())
}
