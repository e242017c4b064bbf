//! The embedded store: a DynamoDB in this process, over SQLite.
//!
//! Every acknowledged write is in SQLite's write-ahead log and synced (`journal_mode=WAL`, `synchronous=FULL`), so it
//! survives a kill; the next start replays the log that was left behind.

use crate::config::Data;
use dynoxide::{Database, server::serve_with_shutdown};
use replay_embedded::TableStream;
use replay_store::table::STREAM_VIEW;
use std::{
    fs::{self, File, TryLockError},
    io,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// Why the embedded store does not start.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The folder can't be made or written to.
    #[error("DATA_DIR {} can't be used: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Another process uses the same folder.
    #[error("DATA_DIR {} is in use by another live-replay", .0.display())]
    InUse(PathBuf),
    /// The file is not a database of ours, or is damaged.
    #[error(
        "the data in {place} can't be opened ({reason}): move the file away, or choose another DATA_DIR"
    )]
    Open {
        /// The file.
        place: String,
        /// The store's error.
        reason: String,
    },
    /// No port can be opened.
    #[error("the embedded store can't listen: {0}")]
    Listen(io::Error),
}

/// How long to wait for requests when it stops. They take milliseconds, and even a kill loses nothing.
const STOP: Duration = Duration::from_secs(2);

pub(crate) struct Embedded {
    endpoint: String,
    database: Database,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
    /// The system releases it however the process ends.
    _lock: Option<File>,
}

impl Embedded {
    /// Starts it on a free port, unless another store has the data.
    pub(crate) async fn start(data: &Data) -> Result<Option<Self>, EmbeddedError> {
        let (database, lock) = match data {
            Data::Elsewhere(_) => return Ok(None),
            Data::Memory => (opened(":memory:", replay_embedded::memory())?, None),
            Data::Folder(folder) => {
                let lock = lock(folder)?;
                let file = folder.join("live-replay.sqlite").display().to_string();
                (opened(&file, replay_embedded::file(&file))?, Some(lock))
            }
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(EmbeddedError::Listen)?;
        let address = listener.local_addr().map_err(EmbeddedError::Listen)?;
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(serve_with_shutdown(listener, database.clone(), async {
            // A dropped sender stops it as well.
            let _ = stopped.await;
        }));
        Ok(Some(Self {
            endpoint: format!("http://{address}"),
            database,
            stop,
            server,
            _lock: lock,
        }))
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The stream of the table, which an earlier version may have created without one.
    pub(crate) fn stream(&self, table: &str) -> Result<TableStream, EmbeddedError> {
        opened(table, TableStream::open(&self.database, table, STREAM_VIEW))
    }

    /// Stops it when its requests are answered.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        match tokio::time::timeout(STOP, self.server).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::error!("the embedded store failed: {error}"),
            Ok(Err(_)) => tracing::error!("the embedded store crashed"),
            Err(_) => tracing::warn!("the embedded store was still busy"),
        }
    }
}

/// Creates the folder and locks it against other processes.
fn lock(folder: &Path) -> Result<File, EmbeddedError> {
    let wrong = |source| EmbeddedError::Folder {
        folder: folder.to_owned(),
        source,
    };
    fs::create_dir_all(folder).map_err(wrong)?;
    let file = File::create(folder.join("lock")).map_err(wrong)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(wrong(source)),
    }
}

fn opened<T>(place: &str, opened: dynoxide::Result<T>) -> Result<T, EmbeddedError> {
    opened.map_err(|error| EmbeddedError::Open {
        place: place.to_owned(),
        // What follows the first sentence is for who compiles the store.
        reason: error.to_string().split(". ").take(1).collect(),
    })
}
