//! A viewer, who looks at the front page and the list again and again, and notes when something appears.

use crate::LOOK;
use replay_https::{Bytes, Client, http::Request};
use serde_json::Value;
use std::{collections::HashMap, time::Duration};
use tokio::{
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, sleep},
};

const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BYTES: usize = 10 << 20;

/// When something was first seen.
#[derive(Default)]
pub(crate) struct Seen {
    /// A stream among those that are live.
    pub(crate) live: HashMap<String, Instant>,
    /// A file of a replay in the list.
    pub(crate) files: HashMap<String, Instant>,
}

/// A viewer at work.
pub(crate) struct Viewer {
    leave: oneshot::Sender<()>,
    watching: JoinHandle<Seen>,
}

impl Viewer {
    pub(crate) fn watch(url: &str) -> Self {
        let (leave, mut left) = oneshot::channel::<()>();
        let mut eyes = Eyes {
            url: url.to_owned(),
            http: Client::new(false, TIMEOUT).unwrap(),
            versions: HashMap::new(),
            seen: Seen::default(),
        };
        let watching = tokio::spawn(async move {
            while left.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
                eyes.look_at_feed().await;
                eyes.look_at_list().await;
                sleep(LOOK).await;
            }
            eyes.seen
        });
        Self { leave, watching }
    }

    pub(crate) async fn leave(self) -> Seen {
        drop(self.leave);
        self.watching.await.unwrap()
    }
}

struct Eyes {
    url: String,
    http: Client,
    /// The versions of the replays whose files were looked at.
    versions: HashMap<String, u64>,
    seen: Seen,
}

impl Eyes {
    async fn look_at_feed(&mut self) {
        let feed = self.get("/feed?limit=100").await;
        for live in feed["live"].as_array().into_iter().flatten() {
            let stream = live["stream"]["stream_id"].as_str().unwrap().to_owned();
            self.seen.live.entry(stream).or_insert_with(Instant::now);
        }
    }

    async fn look_at_list(&mut self) {
        let mut page = "/replays?limit=100".to_owned();
        loop {
            let list = self.get(&page).await;
            let listed = Instant::now();
            for replay in list["replays"].as_array().into_iter().flatten() {
                let id = replay["id"].as_str().unwrap();
                let version = replay["version"].as_u64().unwrap();
                if self.versions.insert(id.to_owned(), version) != Some(version) {
                    let parts = self.get(&format!("/replays/{id}/parts?limit=100")).await;
                    for part in parts["parts"].as_array().into_iter().flatten() {
                        let file = part["file_id"].as_str().unwrap().to_owned();
                        self.seen.files.entry(file).or_insert(listed);
                    }
                }
            }
            let Some(cursor) = list["next_cursor"].as_str() else {
                return;
            };
            page = format!("/replays?limit=100&cursor={cursor}");
        }
    }

    async fn get(&self, path: &str) -> Value {
        let request = Request::get(format!("{}{path}", self.url));
        let request = request.body(Bytes::new()).unwrap();
        let answer = self.http.send(request, MAX_BYTES, Instant::now() + TIMEOUT);
        let answer = answer.await.expect("an answer");
        serde_json::from_slice(answer.body()).expect("JSON")
    }
}
