//! It is killed while many clients send.

use crate::program::{Program, Result, get, now, send};
use lambda_http::http::Request;
use replay_it::{Play, Stage, comparable, evening, signed};
use serde_json::Value;
use std::{
    sync::{
        Arc, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::task::JoinSet;

const CLIENTS: usize = 16;

/// What the clients share.
struct Sending {
    callbacks: Vec<Value>,
    url: RwLock<String>,
    accepted: AtomicUsize,
}

impl Sending {
    fn url(&self) -> String {
        self.url.read().map(|url| url.clone()).unwrap_or_default()
    }

    /// Sends until it is accepted: not reached and not stored are the same to Tencent.
    async fn send(&self, callback: &Value) -> Result {
        let body = signed(callback, now()?);
        loop {
            let request = Request::post(format!("{}/callbacks/live", self.url()));
            if let Ok((200, _)) = send(request.body(body.clone().into())?).await {
                self.accepted.fetch_add(1, Ordering::SeqCst);
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn list(url: &str) -> Result<String> {
    let mut replays = Vec::new();
    let mut next = Some(format!("{url}/replays?limit=100"));
    while let Some(target) = next {
        let (status, mut page) = get(&target).await?;
        assert_eq!(status, 200, "{page}");
        replays.append(page["replays"].as_array_mut().ok_or("no list")?);
        next = page["next_cursor"]
            .as_str()
            .map(|cursor| format!("{url}/replays?limit=100&cursor={cursor}"));
    }
    Ok(comparable(replays))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_kill_while_sixteen_clients_send_ends_with_the_same_list() -> Result {
    let callbacks = evening(6, 500);
    let expected = Stage::start(Play::quiet(now()?, &[])).await;
    for callback in &callbacks {
        expected.deliver(callback).await;
    }

    let folder = tempfile::tempdir()?;
    let mut running = Program::start(folder.path())?;
    let sending = Arc::new(Sending {
        callbacks,
        url: RwLock::new(running.url.clone()),
        accepted: AtomicUsize::new(0),
    });
    let mut clients: JoinSet<Result> = JoinSet::new();
    for client in 0..CLIENTS {
        let sending = Arc::clone(&sending);
        clients.spawn(async move {
            for callback in sending.callbacks.iter().skip(client).step_by(CLIENTS) {
                sending.send(callback).await?;
            }
            Ok(())
        });
    }
    for kill_at in [100, 300] {
        while sending.accepted.load(Ordering::SeqCst) < kill_at {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        running.child.kill()?;
        running.child.wait()?;
        running = Program::start(folder.path())?;
        if let Ok(mut url) = sending.url.write() {
            url.clone_from(&running.url);
        }
    }
    for client in clients.join_all().await {
        client?;
    }
    assert_eq!(list(&running.url).await?, expected.list().await);
    Ok(())
}
