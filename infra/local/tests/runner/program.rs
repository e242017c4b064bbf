//! A client, and the program itself as a person starts it.

use dynoxide::{Database, server::serve_with_shutdown};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use lambda_http::http::Request;
use replay_signature::{Secret, sign};
use serde_json::{Value, json};
use std::{
    error::Error,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant, SystemTime},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

pub(crate) type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// The program with nothing set but its data and a free port.
pub(crate) fn simulating(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_live-replay"));
    command.env_clear();
    command.env("DATA_DIR", data).env("LISTEN", "127.0.0.1:0");
    command
}

/// The program, in which nothing happens but what a test does.
pub(crate) fn program(data: &Path) -> Command {
    let mut command = simulating(data);
    command.env("SIMULATE", "false");
    command.env("RECONCILE_EVERY_SECONDS", "0");
    command
}

/// The program once it is ready.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) url: String,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    pub(crate) fn start(data: &Path) -> Result<Self> {
        Self::spawn(program(data))
    }

    pub(crate) fn spawn(mut command: Command) -> Result<Self> {
        Self::logging(&mut command, Stdio::null())
    }

    /// Its log goes to `log`.
    pub(crate) fn logging(command: &mut Command, log: Stdio) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        while stdout.read_line(&mut line)? > 0 {
            if let Some((_, url)) = line.trim_end().split_once("live-replay is listening on ") {
                let url = url.to_owned();
                return Ok(Self { child, url, stdout });
            }
            line.clear();
        }
        Err(format!("it did not start: {:?}", child.wait()?).into())
    }

    /// The next line that it prints and that contains this.
    pub(crate) fn line_with(&mut self, text: &str) -> Result<String> {
        let mut line = String::new();
        while self.stdout.read_line(&mut line)? > 0 {
            if line.contains(text) {
                return Ok(line);
            }
            line.clear();
        }
        Err("it printed no such line".into())
    }

    pub(crate) fn tell_to_stop(&self) -> Result {
        let kill = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()?;
        if kill.success() {
            Ok(())
        } else {
            Err("kill failed".into())
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A store outside of the program, which can be stopped.
pub(crate) struct Store {
    pub(crate) endpoint: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
}

impl Store {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(serve_with_shutdown(listener, Database::memory()?, async {
            let _ = stopped.await;
        }));
        Ok(Self {
            endpoint,
            stop,
            server,
        })
    }

    pub(crate) async fn stop(self) -> Result {
        drop(self.stop);
        Ok(self.server.await??)
    }
}

/// Status and JSON of an answer.
pub(crate) async fn send(request: Request<Full<hyper::body::Bytes>>) -> Result<(u16, Value)> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request).await?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

pub(crate) async fn get(url: &str) -> Result<(u16, Value)> {
    send(Request::get(url).body(Full::default())?).await
}

/// Looks as a curator who shows the demo's token.
pub(crate) async fn curate(url: &str) -> Result<(u16, Value)> {
    let request = Request::get(url).header("authorization", "Bearer curator-demo-token");
    send(request.body(Full::default())?).await
}

pub(crate) async fn reconcile(url: &str) -> Result<(u16, Value)> {
    send(Request::post(format!("{url}/-/reconcile")).body(Full::default())?).await
}

/// Looks again and again until something is there, for long enough on a busy machine.
pub(crate) async fn until<T>(mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let patience = Instant::now() + Duration::from_secs(150);
    while Instant::now() < patience {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("it never came".into())
}

/// The Unix second.
pub(crate) fn now() -> Result<i64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_secs())?)
}

/// Sends a signed recording of ten minutes, and gives its status.
pub(crate) async fn record(url: &str, file_id: &str) -> Result<u16> {
    let now = now()?;
    let body = json!({
        "event_type": 100, "stream_id": "room1_host1", "file_id": file_id, "file_format": "hls",
        "start_time": now - 1200, "end_time": now - 600, "duration": 600, "file_size": 1,
        "video_url": "http://1500000001.vod2.myqcloud.com/x/playlist.m3u8",
        "t": now + 600, "sign": sign(&Secret::new("replay-demo-key")?, now + 600),
    });
    let request = Request::post(format!("{url}/callbacks/live")).body(body.to_string().into())?;
    Ok(send(request).await?.0)
}
