//! It is killed while it imports the past.

use crate::program::{Program, Result, curate, get, now, program, reconcile, send};
use lambda_http::http::Request;
use replay_signature::{Secret, tc3::Credentials};
use replay_simulator::{Account, Clock, Faults, Options, Server, World};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const DAY: i64 = 86_400;
const FILES: u64 = 600;
/// What one search brings.
const PAGE: u64 = 100;

/// An account with recordings of last month.
async fn account() -> Result<Server> {
    let world = World::archive(7, usize::try_from(FILES)?, now()? - 30 * DAY)?;
    let account = Account::new(Arc::new(world), Secret::new("replay-demo-key")?);
    let options = Options {
        credentials: Credentials {
            secret_id: "AKIDexample".to_owned(),
            secret_key: Secret::new("example-key")?,
            token: None,
        },
        faults: Faults::none(),
        limit_rates: false,
    };
    let listen = ([127, 0, 0, 1], 0).into();
    Ok(Server::start(listen, account, Clock::real(), options).await?)
}

async fn start(data: &Path, tencent: &Server) -> Result<Program> {
    let mut command = program(data);
    command
        .env("TENCENT_SECRET_ID", "AKIDexample")
        .env("TENCENT_SECRET_KEY", "example-key")
        .env("VOD_ENDPOINT", tencent.endpoint())
        .env("LIVE_ENDPOINT", tencent.endpoint());
    tokio::task::spawn_blocking(|| Program::spawn(command)).await?
}

async fn import_last_month(url: &str) -> Result<String> {
    let day = |days| -> Result<String> {
        let moment = OffsetDateTime::from_unix_timestamp(now()? + days * DAY)?;
        Ok(moment.format(&Rfc3339)?)
    };
    let range = json!({"from": day(-31)?, "to": day(0)?});
    let request = Request::post(format!("{url}/queries"))
        .header("authorization", "Bearer curator-demo-token")
        .header("content-type", "application/json");
    let (status, query) = send(request.body(range.to_string().into())?).await?;
    assert_eq!(status, 202, "{query}");
    Ok(query["id"].as_str().ok_or("no id")?.to_owned())
}

async fn query(url: &str, id: &str) -> Result<Value> {
    Ok(curate(&format!("{url}/queries/{id}")).await?.1)
}

/// How many replays have so many recordings.
async fn listed(url: &str) -> Result<BTreeMap<u64, u64>> {
    let mut by_parts = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let (_, page) = get(&format!("{url}/replays?limit=100{cursor}")).await?;
        for replay in page["replays"].as_array().ok_or("no list")? {
            let parts = replay["renditions"][0]["parts"].as_u64().unwrap_or(0);
            *by_parts.entry(parts).or_default() += 1;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(by_parts),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_repeatedly_continues_where_it_was() -> Result {
    let tencent = account().await?;
    let folder = tempfile::tempdir()?;
    let mut running = start(folder.path(), &tencent).await?;
    let id = import_last_month(&running.url).await?;
    let mut killed = 0;
    while query(&running.url, &id).await?["state"] == "active" {
        let url = running.url.clone();
        let asked = tokio::spawn(async move { reconcile(&url).await });
        tokio::time::sleep(Duration::from_millis(150 + 130 * killed)).await;
        if !asked.is_finished() {
            running.child.kill()?;
            running.child.wait()?;
            running = start(folder.path(), &tencent).await?;
            killed += 1;
        }
    }
    assert!(killed > 1, "killed {killed} times");
    let done = query(&running.url, &id).await?;
    assert_eq!([&done["found"], &done["new"]], [FILES, FILES], "{done}");
    // One page more for what doesn't fill the last one, and each time at most the page and the sweep once more.
    let searches = tencent.take_calls()["SearchMedia"] as u64;
    assert!(
        searches <= FILES / PAGE + 2 + 2 * killed,
        "{searches} searches, killed {killed} times"
    );
    assert_eq!(reconcile(&running.url).await?.1["failed"], 0);
    assert_eq!(listed(&running.url).await?, BTreeMap::from([(1, FILES)]));
    Ok(())
}
