//! A host of files, as VOD's delivery network is one. It answers as told, and remembers all requests.

use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, LOCATION},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::net::TcpListener;

/// The answer to requests for a path.
#[derive(Debug, Clone)]
pub enum File {
    /// The file.
    Bytes(Bytes),
    /// An empty body with this status.
    Status(u16),
    /// A redirect to this address.
    Redirect(String),
    /// The file, after a pause.
    Slow(Duration, Bytes),
}

impl File {
    /// A file with this text in it.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Bytes(text.into().into())
    }
}

#[derive(Debug, Default)]
struct Shared {
    files: Mutex<HashMap<String, File>>,
    asked: Mutex<Vec<String>>,
    under_way: AtomicUsize,
    most: AtomicUsize,
}

/// A host of files, on a port of its own. It goes on until the test's runtime ends.
#[derive(Debug)]
pub struct Files {
    /// As in `http://127.0.0.1:8080`.
    pub base: String,
    shared: Arc<Shared>,
}

impl Files {
    /// Starts one without files.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let shared = Arc::clone(&serving);
                let service = service_fn(move |request| answer(Arc::clone(&shared), request));
                let connection = http1::Builder::new();
                tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { base, shared }
    }

    /// Puts a file at a path, and returns its address.
    pub fn put(&self, path: &str, file: File) -> String {
        let mut files = self.shared.files.lock().unwrap();
        files.insert(path.to_owned(), file);
        format!("{}{path}", self.base)
    }

    /// The paths and queries of all requests since the last call.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }

    /// The largest number of requests at the same time.
    pub fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::Relaxed)
    }
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path();
    shared.asked.lock().unwrap().push(request.uri().to_string());
    let file = shared.files.lock().unwrap().get(path).cloned();
    let under_way = shared.under_way.fetch_add(1, Ordering::Relaxed) + 1;
    shared.most.fetch_max(under_way, Ordering::Relaxed);
    let (status, body) = match &file {
        Some(File::Bytes(bytes)) => (200, bytes.clone()),
        Some(File::Slow(pause, bytes)) => {
            tokio::time::sleep(*pause).await;
            (200, bytes.clone())
        }
        Some(File::Redirect(_)) => (302, Bytes::new()),
        Some(File::Status(status)) => (*status, Bytes::new()),
        None => (404, Bytes::new()),
    };
    shared.under_way.fetch_sub(1, Ordering::Relaxed);
    let mut response = Response::builder()
        .status(status)
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if let Some(File::Redirect(there)) = &file {
        response = response.header(LOCATION, there);
    }
    Ok(response.body(Full::new(body)).unwrap())
}
