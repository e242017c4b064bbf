//! The commands of docs/curating.md do what the page says.

use crate::program::{Result, curate, get, now, until};
use replay_grouping::Timestamp;
use replay_local::{Config, Runner, demo};
use std::process::Command;
use tokio::sync::oneshot;

/// The commands are the indented lines between these.
const MARKS: [&str; 2] = ["<!-- evening -->", "<!-- /evening -->"];

/// The commands as they are written, but for where they go.
fn evening(url: &str) -> Result<String> {
    let page = include_str!("../../../../docs/curating.md");
    let (_, rest) = page.split_once(MARKS[0]).ok_or("no evening")?;
    let (evening, _) = rest.split_once(MARKS[1]).ok_or("no end")?;
    let commands = evening.lines().filter_map(|line| line.strip_prefix("    "));
    let commands: Vec<&str> = commands.collect();
    let commands = commands.join("\n");
    let usual = "http://127.0.0.1:8787";
    assert_eq!(commands.matches(usual).count(), 1, "{commands}");
    Ok(commands.replace(usual, url))
}

#[tokio::test]
async fn a_curators_evening_by_curl_alone() -> Result {
    let settings = [
        ("LISTEN", "127.0.0.1:0"),
        ("DATA_DIR", ":memory:"),
        ("SIMULATE", "true"),
        ("RECONCILE_EVERY_SECONDS", "1"),
    ];
    let config = Config::read(settings.into_iter().collect())?;
    let runner = Runner::start(&config).await?;
    let address = runner.address().to_string();
    let url = format!("http://{address}");
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(runner.serve(async {
        let _ = stopped.await;
    }));
    let here = Config::read([("LISTEN", &*address)].into_iter().collect())?;
    demo(&here, Timestamp(now()?), &mut Vec::new()).await?;
    until(async || {
        let (_, list) = curate(&format!("{url}/replays?stream_id=kitchen&state=complete")).await?;
        Ok(list["replays"][0]["id"].as_str().map(drop))
    })
    .await?;

    let commands = evening(&url)?;
    let mut bash = Command::new("bash");
    bash.args(["-euxo", "pipefail", "-c", &commands]);
    // The runner answers on this thread.
    let output = tokio::task::spawn_blocking(move || bash.output()).await??;
    let [told, trace] = [output.stdout, output.stderr].map(String::from_utf8);
    let (told, trace) = (told?, trace?);
    assert!(output.status.success(), "{trace}\n{told}");

    // What is left: a featured one, two made one, one that is hidden while its files are joined, and a
    // recording that was stopped.
    let shown = async |query: &str| -> Result<_> {
        let (_, page) = curate(&format!("{url}/replays?{query}")).await?;
        Ok(page["replays"].as_array().cloned().unwrap_or_default())
    };
    let finale = shown("stream_id=room42_host7").await?;
    assert_eq!(finale.len(), 1, "{told}");
    assert_eq!(
        (&finale[0]["title"], &finale[0]["featured_rank"]),
        (&"Finale".into(), &1.into())
    );
    let (_, feed) = get(&format!("{url}/feed")).await?;
    assert_eq!(feed["replays"][0]["title"], "Finale", "{feed}");
    let merged = shown("stream_id=room7_host2").await?;
    assert_eq!(merged.len(), 1, "{told}");
    let hidden = shown("stream_id=kitchen&visibility=hidden").await?;
    assert_eq!(hidden.len(), 1, "{told}");
    until(async || {
        let (_, joins) = curate(&format!("{url}/queries?kind=join")).await?;
        Ok(joins["queries"][0]["result"]["file_id"].as_str().map(drop))
    })
    .await?;
    let (_, recorded) = curate(&format!("{url}/recordings/tasks?stream_id=lounge")).await?;
    assert_eq!(recorded["tasks"][0]["state"], "stopped", "{told}");
    drop(stop);
    serving.await?;
    Ok(())
}
