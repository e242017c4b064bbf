//! What changes is told as it happens: in a file, to who listens, and to a URL.

use crate::program::{Program, Result, Store, get, program, record, until};
use http_body_util::{BodyExt, Full};
use hyper::{Response, StatusCode, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    convert::Infallible,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
};
use tokio::{net::TcpListener, sync::mpsc};

/// A browser that listens.
struct Listener(BufReader<TcpStream>);

/// A server-sent event: its id, its type, and its data.
type Told = (u64, String, Value);

impl Listener {
    fn connect(url: &str, headers: &str) -> Result<(Self, String)> {
        let address = url.trim_start_matches("http://");
        let mut connection = TcpStream::connect(address)?;
        connection.set_read_timeout(Some(std::time::Duration::from_secs(60)))?;
        write!(
            connection,
            "GET /-/events HTTP/1.1\r\nhost: x\r\n{headers}\r\n"
        )?;
        let mut reader = BufReader::new(connection);
        let mut head = String::new();
        while reader.read_line(&mut head)? > 2 {}
        Ok((Self(reader), head))
    }

    /// The next event. Chunk sizes, comments and empty lines are skipped.
    fn next(&mut self) -> Result<Told> {
        let (mut id, mut kind) = (0, String::new());
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err("the events ended".into());
            }
            match line.trim_end().split_once(": ") {
                Some(("id", it)) => id = it.parse()?,
                Some(("event", it)) => it.clone_into(&mut kind),
                Some(("data", it)) => return Ok((id, kind, serde_json::from_str(it)?)),
                _ => {}
            }
        }
    }

    fn ends(mut self) -> Result {
        let mut line = String::new();
        while self.0.read_line(&mut line)? > 0 {}
        Ok(())
    }
}

/// The events that are kept beside the store.
fn kept(folder: &Path) -> Vec<Value> {
    let lines = std::fs::read_to_string(folder.join("events.jsonl")).unwrap_or_default();
    let event = |line| serde_json::from_str(line).ok();
    lines.lines().filter_map(event).collect()
}

fn kinds(events: &[Value]) -> BTreeSet<&str> {
    events
        .iter()
        .filter_map(|event| event["type"].as_str())
        .collect()
}

#[tokio::test]
async fn what_changes_is_kept_and_told_to_all_who_listen_and_who_comes_back_misses_nothing()
-> Result {
    let folder = tempfile::tempdir()?;
    let mut running = Program::start(folder.path())?;
    let origin = "origin: https://app.example.com\r\n";
    let (mut one, head) = Listener::connect(&running.url, origin)?;
    let (mut other, _) = Listener::connect(&running.url, "")?;
    for header in [
        "HTTP/1.1 200 OK",
        "content-type: text/event-stream",
        "access-control-allow-origin: *",
    ] {
        assert!(head.contains(header), "{head}");
    }
    // A slow one, which reads nothing.
    let _slow = Listener::connect(&running.url, "")?;
    assert_eq!(record(&running.url, "5285890806906490201").await?, 200);
    let first = one.next()?;
    assert_eq!((first.0, first.1.as_str()), (1, "replay.published"));
    assert_eq!(
        first.2["detail"]["replay"]["stream"]["stream_id"],
        "room1_host1"
    );
    assert_eq!(other.next()?, first);
    assert_eq!(kept(folder.path()), std::slice::from_ref(&first.2));
    running.tell_to_stop()?;
    one.ends()?;
    assert!(running.child.wait()?.success());

    // While it runs again and nobody listens, something else happens.
    running = Program::start(folder.path())?;
    assert_eq!(record(&running.url, "5285890806906490202").await?, 200);
    let (mut back, _) = Listener::connect(&running.url, "last-event-id: 1\r\n")?;
    let second = back.next()?;
    assert_eq!(second.0, 2);
    let (mut stranger, _) = Listener::connect(&running.url, "last-event-id: 0\r\n")?;
    assert_eq!(
        [stranger.next()?, stranger.next()?],
        [first.clone(), second.clone()]
    );
    assert_eq!(kept(folder.path()), [first.2, second.2]);
    assert_eq!(kinds(&kept(folder.path())).len(), 2);
    Ok(())
}

/// A receiver of events, which answers with this status.
async fn receiver(status: &Arc<AtomicU16>) -> Result<(String, mpsc::UnboundedReceiver<Value>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    let (sender, events) = mpsc::unbounded_channel();
    let status = Arc::clone(status);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (sender, status) = (sender.clone(), Arc::clone(&status));
            let answer = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                let (sender, status) = (sender.clone(), Arc::clone(&status));
                async move {
                    let of = request.headers()["content-type"] == "application/json";
                    let body = request
                        .into_body()
                        .collect()
                        .await
                        .map(|body| body.to_bytes());
                    let body = body.unwrap_or_default();
                    let event: Value = serde_json::from_slice(&body).unwrap_or_default();
                    if of {
                        let _ = sender.send(event);
                    }
                    let mut response = Response::new(Full::<hyper::body::Bytes>::default());
                    let status = status.load(Ordering::SeqCst);
                    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
                    Ok::<_, Infallible>(response)
                }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        }
    });
    Ok((url, events))
}

#[tokio::test]
async fn each_is_posted_once_and_one_that_is_refused_holds_up_nothing() -> Result {
    let status = Arc::new(AtomicU16::new(400));
    let (url, mut events) = receiver(&status).await?;
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("EVENTS_URL", &url);
    let running = tokio::task::spawn_blocking(|| Program::spawn(command)).await??;
    record(&running.url, "5285890806906490201").await?;
    let refused = events.recv().await.ok_or("nothing")?;
    status.store(204, Ordering::SeqCst);
    record(&running.url, "5285890806906490202").await?;
    let taken = events.recv().await.ok_or("nothing")?;
    assert_eq!(kept(folder.path()), [refused, taken]);
    // What changes without it is not sent later.
    drop(running);
    let running = tokio::task::spawn_blocking({
        let folder = folder.path().to_owned();
        move || Program::start(&folder)
    });
    let running = running.await??;
    record(&running.url, "5285890806906490203").await?;
    until(async || Ok((kept(folder.path()).len() == 3).then_some(()))).await?;
    assert!(events.try_recv().is_err());
    Ok(())
}

#[tokio::test]
async fn a_store_elsewhere_tells_nothing_and_the_banner_says_so() -> Result {
    let store = Store::start().await?;
    let folder = tempfile::tempdir()?;
    let mut command = program(folder.path());
    command.env("AWS_ENDPOINT_URL_DYNAMODB", &store.endpoint);
    let mut running = tokio::task::spawn_blocking(|| Program::spawn(command)).await??;
    let (status, problem) = get(&format!("{}/-/events", running.url)).await?;
    assert_eq!((status, &problem["code"]), (404, &"not_found".into()));
    let line = running.line_with("events")?;
    assert!(line.contains("off: a store elsewhere"), "{line}");
    Ok(())
}
