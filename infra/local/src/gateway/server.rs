//! Accepts connections, logs a line for each request, and closes connections in order.

use super::{Caller, Gateway, media::Content};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use lambda_http::{
    Response,
    http::{HeaderName, HeaderValue, header::USER_AGENT},
};
use replay_simulator::USER_AGENT as NAME;
use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpStream};

/// How long requests that are under way may take when the runner stops. Tencent waits 20 s and then sends a callback again.
const DRAIN: Duration = Duration::from_secs(10);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How the stand-in names itself.
const STAND_IN: HeaderValue = HeaderValue::from_static(NAME);

/// Prevents a busy loop while the process can open no more files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop`, then waits for the requests that are under way.
pub(crate) async fn serve(
    listener: TcpListener,
    server: SocketAddr,
    gateway: Arc<Gateway>,
    stop: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, source)) => connect(stream, [source, server], &gateway, &connections),
            Err(error) => {
                tracing::warn!("a connection was lost before it began: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    let drained = tokio::time::timeout(DRAIN, connections.shutdown());
    if drained.await.is_err() {
        tracing::warn!("stopped with requests still under way");
    }
}

fn connect(
    stream: TcpStream,
    [source, server]: [SocketAddr; 2],
    gateway: &Arc<Gateway>,
    connections: &GracefulShutdown,
) {
    let gateway = Arc::clone(gateway);
    let service = service_fn(move |request| {
        let gateway = Arc::clone(&gateway);
        async move { Ok::<_, Infallible>(answer(gateway, request, source, server).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!("a connection broke: {error}");
        }
    });
}

async fn answer(
    gateway: Arc<Gateway>,
    request: Request<Incoming>,
    source: SocketAddr,
    server: SocketAddr,
) -> Response<Content> {
    let began = Instant::now();
    let request_id = format!("{:016x}", fastrand::u64(..));
    let line = format!("{} {}", request.method(), public_path(request.uri().path()));
    let caller = Caller {
        source,
        server,
        request_id: &request_id,
        at: OffsetDateTime::now_utc(),
    };
    // The stand-in sends a callback every second, and what comes of them is printed.
    let of_stand_in = request.headers().get(USER_AGENT) == Some(&STAND_IN);
    let mut response = gateway.answer(request, caller).await;
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        // The answers of the functions carry it already.
        response.headers_mut().entry(REQUEST_ID).or_insert(id);
    }
    let (status, ms) = (response.status().as_u16(), began.elapsed().as_millis());
    if of_stand_in && status == 200 {
        tracing::debug!(request_id, "{line} {status} in {ms} ms");
    } else {
        tracing::info!(request_id, "{line} {status} in {ms} ms");
    }
    response
}

/// The path without the token that the path of a callback may contain.
fn public_path(path: &str) -> &str {
    if path.starts_with("/callbacks/") && path != "/callbacks/live" {
        "/callbacks/…"
    } else {
        path
    }
}
