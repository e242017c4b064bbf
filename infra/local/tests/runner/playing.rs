//! A browser plays what the simulated Tencent serves. The tests run with `make play`.

use crate::program::{Result, curate, get, until};
use replay_local::{Config, Play, Runner};
use replay_simulator::{BadScript, Disorder, Script, World};
use serde_json::Value;
use std::{path::Path, process::Command};
use tokio::{sync::oneshot, task::JoinHandle};

/// A broadcast in four formats, one whose connection broke, so that HLS has two files, and one that is live; over for five
/// minutes but for the last.
const SCRIPT: &str = r#"{
    "opens_at": "2025-10-09T08:53:20Z",
    "closes_after": 7200,
    "habits": {"ready_after": [1, 1], "search_lag": [0, 0]},
    "streams": [{
        "stream_id": "four",
        "template": {"hls_continues": 0, "mp4_interval": 60, "flv_interval": 60, "aac_interval": 60},
        "pushes": [{"begin": 0, "end": 20}],
        "screenshots_every": 5
    }, {
        "stream_id": "joined",
        "template": {"hls_continues": 0},
        "pushes": [{"begin": 0, "end": 15, "errcode": 4}, {"begin": 16, "end": 30}],
        "screenshots_every": 5
    }, {
        "stream_id": "lives",
        "pushes": [{"begin": 310}]
    }]
}"#;

struct Playing {
    url: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

/// The runner, once both broadcasts are published and the third is live.
async fn playing(settings: &[(&str, &str)]) -> Result<Playing> {
    let all = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_DIR", ":memory:"),
        ("RECONCILE_EVERY_SECONDS", "1"),
    ];
    let config = Config::read(all.iter().chain(settings).copied().collect())?;
    let runner = Runner::start_with(&config, |now, media_base| {
        let script = Script::from_json(SCRIPT);
        let script = script.map_err(|error| BadScript::Unreadable(error.to_string()))?;
        Ok(Play {
            world: World::new(Script {
                opens_at: now.0 - 320,
                media_base: media_base.to_owned(),
                ..script
            })?,
            disorder: Disorder::default(),
        })
    })
    .await?;
    let url = format!("http://{}", runner.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(runner.serve(async {
        let _ = stopped.await;
    }));
    until(async || {
        let (_, feed) = get(&format!("{url}/feed")).await?;
        let count = |row: &str| feed[row].as_array().map_or(0, Vec::len);
        Ok((count("live") == 1 && count("replays") == 2).then_some(()))
    })
    .await?;
    Ok(Playing { url, stop, serving })
}

async fn node(arguments: Vec<String>) -> Result<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/play");
    let mut node = Command::new("node");
    node.args(arguments).current_dir(folder);
    let output = tokio::task::spawn_blocking(move || node.output()).await??;
    let trace = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{trace}");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Format, seconds and URL of all there is to play.
async fn files(url: &str) -> Result<Vec<(String, u64, String)>> {
    let mut files = Vec::new();
    let (_, list) = curate(&format!("{url}/replays")).await?;
    for replay in list["replays"].as_array().ok_or("no list")? {
        let own = [&replay["play"]].into_iter();
        for file in own.chain(replay["renditions"].as_array().into_iter().flatten()) {
            let Some(address) = file["url"].as_str() else {
                continue;
            };
            let format = file["format"].as_str().ok_or("no format")?;
            let seconds = file["duration"].as_u64().or(replay["duration"].as_u64());
            let address = match address.strip_prefix('/') {
                Some(path) => format!("{url}/{path}"),
                None => address.to_owned(),
            };
            files.push((format.to_owned(), seconds.ok_or("no duration")?, address));
        }
    }
    Ok(files)
}

/// Each file plays from its first second to its last, with a seek in between.
async fn check(settings: &[(&str, &str)]) -> Result {
    let running = playing(settings).await?;
    let files = files(&running.url).await?;
    let mut arguments = vec!["files.mjs".to_owned()];
    for (format, _, url) in &files {
        arguments.extend([format.clone(), url.clone()]);
    }
    let formats: Vec<&str> = files.iter().map(|(format, ..)| format.as_str()).collect();
    for format in ["hls", "mp4", "flv", "aac"] {
        assert!(formats.contains(&format), "{files:?}");
    }
    assert!(
        files.iter().any(|(.., url)| url.contains("/playlist.m3u8")),
        "{files:?}"
    );
    let seen = node(arguments).await?;
    for ((format, seconds, url), seen) in files.iter().zip(seen.as_array().ok_or("no list")?) {
        assert_eq!(
            seen["errors"],
            serde_json::json!([]),
            "{format} {url}: {seen}"
        );
        assert_eq!(seen["ended"], true, "{format} {url}: {seen}");
        let duration = seen["duration"].as_f64().ok_or("no duration")?;
        // A browser estimates the duration of AAC from its bit rate.
        let off = if format == "aac" { 2.0 } else { 0.5 };
        assert!((duration - *seconds as f64).abs() < off, "{format}: {seen}");
    }
    drop(running.stop);
    running.serving.await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs chromium, node and players: make play"]
async fn a_browser_plays_all_four_formats_single_and_joined_to_the_end() -> Result {
    check(&[]).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs chromium, node and players: make play"]
async fn a_browser_plays_signed_addresses_where_others_are_refused() -> Result {
    check(&[("PLAYBACK_KEY", "Kd7Qm2Xv9TzPa4Ls")]).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs chromium, node and players: make play"]
async fn the_page_in_the_documents_lists_shows_covers_and_plays() -> Result {
    let running = playing(&[]).await?;
    let seen = node(vec!["app.mjs".to_owned(), running.url.clone()]).await?;
    assert_eq!(seen["errors"], serde_json::json!([]), "{seen}");
    assert!(
        seen["live"]
            .as_str()
            .is_some_and(|live| live.contains("lives")),
        "{seen}"
    );
    assert_eq!(
        (&seen["replays"], &seen["covers"]),
        (&2.into(), &2.into()),
        "{seen}"
    );
    assert_eq!(seen["ended"], true, "{seen}");
    drop(running.stop);
    running.serving.await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs chromium, node and the console: make play"]
async fn the_elements_of_the_documents_list_and_play_on_pages_of_others() -> Result {
    let running = playing(&[]).await?;
    let asked = ["embed.mjs", &running.url, "joined"].map(ToOwned::to_owned);
    let seen = node(asked.to_vec()).await?;
    let (list, player) = (&seen["list"], &seen["player"]);
    assert_eq!(seen["errors"], serde_json::json!([]), "{seen}");
    assert!(
        list["live"][0]
            .as_str()
            .is_some_and(|live| live.contains("lives")),
        "{seen}"
    );
    assert_eq!(
        (&list["replays"], &list["ofStream"]),
        (&2.into(), &1.into()),
        "{seen}"
    );
    assert_eq!(list["closed"], 0, "{seen}");
    let title = list["titles"][0].as_str().ok_or("no title")?;
    assert!(
        list["selected"]
            .as_str()
            .is_some_and(|text| text.contains(title)),
        "{seen}"
    );
    assert!(
        player["title"]
            .as_str()
            .is_some_and(|title| title.contains("joined")),
        "{seen}"
    );
    assert_eq!(player["missing"], "This replay is not available.", "{seen}");
    for played in [&list["played"], player] {
        assert_eq!(played["ended"], true, "{seen}");
    }
    drop(running.stop);
    running.serving.await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs node and typescript: make play"]
async fn the_packed_client_lists_what_the_program_of_the_documents_asks_for() -> Result {
    let running = playing(&[]).await?;
    let lines = node(vec!["client.mjs".to_owned(), running.url.clone()]).await?;
    let lines: Vec<&str> = (lines.as_array().ok_or("no lines")?.iter())
        .filter_map(Value::as_str)
        .collect();
    let [first, second, changes] = lines[..] else {
        panic!("{lines:?}");
    };
    assert!(
        first.contains("http") && second.contains("http"),
        "{lines:?}"
    );
    assert!(changes.ends_with("changes meanwhile"), "{lines:?}");
    drop(running.stop);
    running.serving.await?;
    Ok(())
}
