//! The runner as a person meets it: over HTTP, stopped, killed and started again.

mod backfilling;
mod browsing;
mod console;
mod converging;
mod curating;
mod doctor;
mod events;
mod killed;
mod media;
mod playing;
mod program;
mod readme;
mod reconciling;
mod simulated;
mod wrong;

use http_body_util::Full;
use lambda_http::http::Request;
use program::{Program, Result, Store, get, now, program, record, send};
use replay_grouping::Timestamp;
use replay_local::{Config, demo};
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    time::Duration,
};

#[tokio::test]
async fn health_is_200() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let (status, body) = get(&format!("{}/-/health", running.url)).await?;
    assert_eq!((status, &body["status"]), (200, &"ok".into()));
    Ok(())
}

#[tokio::test]
async fn health_is_503_without_the_store() -> Result {
    let store = Store::start().await?;
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("AWS_ENDPOINT_URL_DYNAMODB", &store.endpoint);
    let running = tokio::task::spawn_blocking(|| Program::spawn(command)).await??;
    let health = format!("{}/-/health", running.url);
    assert_eq!(get(&health).await?.0, 200);
    store.stop().await?;
    assert_eq!(get(&health).await?.0, 503);
    assert_eq!(folder.path().read_dir()?.count(), 0);
    Ok(())
}

#[tokio::test]
async fn an_unknown_route_of_its_own_is_a_problem() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let (status, body) = get(&format!("{}/-/nothing", running.url)).await?;
    assert_eq!((status, &body["code"]), (404, &"not_found".into()));
    Ok(())
}

#[tokio::test]
async fn a_body_above_the_gateways_limit_is_refused_unread() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let body = vec![b'x'; 10 * 1024 * 1024 + 1];
    let request =
        Request::post(format!("{}/callbacks/live", running.url)).body(Full::from(body))?;
    // The connection may break while the rest of the body is still being sent.
    if let Ok((status, _)) = send(request).await {
        assert_eq!(status, 413);
    }
    assert_eq!(get(&format!("{}/-/health", running.url)).await?.0, 200);
    Ok(())
}

#[tokio::test]
async fn acknowledged_callbacks_survive_a_kill() -> Result {
    let folder = tempfile::tempdir()?;
    let mut running = Program::start(folder.path())?;
    assert_eq!(record(&running.url, "5285890806906490201").await?, 200);
    let before = get(&format!("{}/replays", running.url)).await?;
    assert_eq!(
        before.1["replays"].as_array().map(Vec::len),
        Some(1),
        "{before:?}"
    );
    running.child.kill()?;
    running.child.wait()?;
    let running = Program::start(folder.path())?;
    assert_eq!(get(&format!("{}/replays", running.url)).await?, before);
    Ok(())
}

#[tokio::test]
async fn on_a_signal_it_exits_cleanly_and_the_list_stays() -> Result {
    let folder = tempfile::tempdir()?;
    let mut running = Program::start(folder.path())?;
    assert_eq!(record(&running.url, "5285890806906490201").await?, 200);
    let before = get(&format!("{}/replays", running.url)).await?;
    running.tell_to_stop()?;
    assert!(running.child.wait()?.success());
    let running = Program::start(folder.path())?;
    assert_eq!(get(&format!("{}/replays", running.url)).await?, before);
    Ok(())
}

#[test]
fn on_a_signal_it_finishes_requests_under_way() -> Result {
    let folder = tempfile::tempdir()?;
    let mut running = Program::start(folder.path())?;
    let address = running.url.trim_start_matches("http://").to_owned();
    let mut connection = TcpStream::connect(&address)?;
    connection.write_all(
        b"POST /callbacks/live HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{",
    )?;
    // It asks for the body: the request is under way.
    let mut invitation = [0; 25];
    connection.read_exact(&mut invitation)?;
    assert_eq!(&invitation, b"HTTP/1.1 100 Continue\r\n\r\n");
    running.tell_to_stop()?;
    while TcpStream::connect(&address).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
    connection.write_all(b"}")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    assert!(running.child.wait()?.success());
    Ok(())
}

/// What it says on the way out, on one line.
fn complaint(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr)?;
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    Ok(complaint)
}

#[test]
fn a_wrong_setting_stops_it_by_name() -> Result {
    let folder = tempfile::tempdir()?;
    let complaint = complaint(program(folder.path()).env("PUBLISH", "always"))?;
    assert_eq!(
        complaint,
        "live-replay: PUBLISH must be manual, confirmed or auto\n"
    );
    Ok(())
}

#[test]
fn two_cannot_share_a_folder() -> Result {
    let folder = tempfile::tempdir()?;
    let _running = Program::start(folder.path())?;
    let complaint = complaint(&mut program(folder.path()))?;
    assert!(
        complaint.contains("is in use by another live-replay"),
        "{complaint}"
    );
    Ok(())
}

#[test]
fn two_cannot_share_a_port() -> Result {
    let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
    let running = Program::start(folders[0].path())?;
    let address = running.url.trim_start_matches("http://");
    let complaint = complaint(program(folders[1].path()).env("LISTEN", address))?;
    assert!(
        complaint.starts_with(&format!("live-replay: LISTEN {address} can't be used")),
        "{complaint}"
    );
    Ok(())
}

#[test]
fn an_external_store_that_does_not_answer_stops_it() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    let complaint = complaint(command.env("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1"))?;
    assert!(
        complaint.contains("the store is unavailable"),
        "{complaint}"
    );
    Ok(())
}

#[test]
fn the_demo_says_how_to_start_what_it_needs() -> Result {
    let folder = tempfile::tempdir()?;
    let complaint = complaint(
        program(folder.path())
            .env("LISTEN", "127.0.0.1:1")
            .arg("demo"),
    )?;
    assert!(
        complaint.contains("start it with `make run`"),
        "{complaint}"
    );
    Ok(())
}

#[tokio::test]
async fn the_demo_can_be_repeated() -> Result {
    let folder = tempfile::tempdir()?;
    let running = Program::start(folder.path())?;
    let address = running.url.trim_start_matches("http://");
    let config = Config::read([("LISTEN", address)].into_iter().collect())?;
    // Somebody else's replay, which it leaves alone.
    record(&running.url, "5285890806906490201").await?;
    let [mut first, mut second] = [Vec::new(), Vec::new()];
    let now = now()?;
    demo(&config, Timestamp(now), &mut first).await?;
    demo(&config, Timestamp(now), &mut second).await?;
    assert_eq!(first, second);
    let printed = String::from_utf8(first)?;
    let (_, list) = printed.split_once("its replays").ok_or("no list")?;
    let shows = |room: &str| list.lines().filter(|line| line.contains(room)).count();
    let rooms = [
        "room42_host7",
        "room7_host2",
        "room108_host1",
        "2121_15919131751",
    ];
    assert_eq!(rooms.map(shows), [1, 2, 1, 1], "{list}");
    assert_eq!(shows("room1_host1"), 0, "{list}");
    assert!(list.contains("hls×1 mp4×5 flv×3 aac×3"), "{list}");
    Ok(())
}

#[tokio::test]
async fn the_demo_shows_unconfirmed_replays() -> Result {
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    let running = Program::spawn({
        command.env("PUBLISH", "confirmed");
        command
    })?;
    let address = running.url.trim_start_matches("http://");
    let config = Config::read([("LISTEN", address)].into_iter().collect())?;
    let mut printed = Vec::new();
    demo(&config, Timestamp(now()?), &mut printed).await?;
    let printed = String::from_utf8(printed)?;
    let pending = |line: &&str| line.contains("settling  pending");
    assert_eq!(printed.lines().filter(pending).count(), 5, "{printed}");
    Ok(())
}

#[test]
fn it_says_how_to_call_it() -> Result {
    let folder = tempfile::tempdir()?;
    let output = program(folder.path()).arg("--help").output()?;
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout)?;
    assert!(help.starts_with("usage: live-replay"), "{help}");
    assert!(help.lines().all(|line| line.len() <= 120), "{help}");
    let complaint = complaint(program(folder.path()).arg("demos"))?;
    assert!(complaint.contains("live-replay --help"), "{complaint}");
    Ok(())
}
