//! The APIs over HTTP: signature, limits, faults, and Tencent's envelope around all of it.

pub(crate) mod fault;
mod limits;
mod received;
mod wire;

use crate::{Account, ApiError, Call, Clock, Console, Fault, Faults, Service, Studio};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use limits::Limits;
use received::Received;
use replay_grouping::FileId;
use replay_signature::tc3::Credentials;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use wire::{envelope, header, page};

/// TC3 allows 10 MB.
const MAX_BODY_BYTES: usize = 10_000_000;

/// How the server treats its callers.
#[derive(Debug)]
pub struct Options {
    /// The keys of requests that it accepts.
    pub credentials: Credentials,
    /// The faults of requests.
    pub faults: Faults,
    /// Refuses more requests per second than Tencent allows, by the real clock. Off in tests that set the clock, because they can't wait.
    pub limit_rates: bool,
}

/// VOD and Live on one port, until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    account: Account,
    clock: Clock,
    options: Options,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    requests: usize,
    calls: BTreeMap<String, usize>,
    /// The present faults, and the number of requests before they were set.
    faults: Option<(Faults, usize)>,
    limits: Limits,
}

impl Server {
    /// Serves the state of `account` at the clock's time.
    ///
    /// # Errors
    /// When `listen` is taken.
    pub async fn start(
        listen: SocketAddr,
        account: Account,
        clock: Clock,
        options: Options,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            account,
            clock,
            options,
            state: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self {
            address,
            shared,
            accepting,
        })
    }

    /// The address of both services, without a path.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the services answer from.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.shared.account
    }

    /// What callers had made and deleted.
    #[must_use]
    pub fn studio(&self) -> &Studio {
        &self.shared.account.studio
    }

    /// The callers' templates and rules.
    #[must_use]
    pub fn console(&self) -> &Console {
        &self.shared.account.console
    }

    /// Deletes a file now, as somebody else would.
    pub fn delete(&self, file_id: &FileId) {
        let account = &self.shared.account;
        account
            .studio
            .open()
            .delete(file_id, self.shared.clock.now());
    }

    /// The fast joins that can't be played now, because a source was deleted before VOD had copied it.
    #[must_use]
    pub fn broken_joins(&self) -> Vec<FileId> {
        let Account { studio, world, .. } = &self.shared.account;
        studio.broken_joins(world, self.shared.clock.now())
    }

    /// Replaces the faults; the count of requests starts at zero.
    pub fn set_faults(&self, faults: Faults) {
        let mut state = self.shared.state();
        state.faults = Some((faults, state.requests));
    }

    /// How often each action was called since this was last called, failed calls included.
    #[must_use]
    pub fn take_calls(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut self.shared.state().calls)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropping the set at the end of this task closes the connections.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(connections.spawn(connection(stream, Arc::clone(&shared)))),
            Err(error) => {
                tracing::warn!("a connection to the simulator was lost: {error}");
                tokio::task::yield_now().await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { shared.answer(request).await }
    });
    if let Err(error) = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
    {
        tracing::debug!("a connection to the simulator broke: {error}");
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
        let (head, body) = request.into_parts();
        let body = Limited::new(body, MAX_BODY_BYTES).collect().await;
        let Ok(body) = body.map(http_body_util::Collected::to_bytes) else {
            return Ok(page(StatusCode::PAYLOAD_TOO_LARGE));
        };
        if head.method != Method::POST || head.uri.path() != "/" {
            return Ok(page(StatusCode::NOT_FOUND));
        }
        let (number, fault) = self.count(header(&head.headers, "x-tc-action"), &body);
        let refusal = match fault {
            Some(Fault::Break) => return Err(io::Error::other("told to break")),
            Some(Fault::Hang(time)) => {
                tokio::time::sleep(time).await;
                return Err(io::Error::other("told to hang"));
            }
            Some(Fault::Status(status)) => {
                return Ok(page(StatusCode::from_u16(status).unwrap_or_default()));
            }
            Some(Fault::RateLimit) => Some(ApiError::rate_limit(100)),
            Some(Fault::Internal) => Some(ApiError::internal()),
            Some(Fault::Refuse) => Some(ApiError::refused()),
            Some(Fault::Forbid) => Some(ApiError::forbidden()),
            Some(Fault::Delay(time)) => {
                tokio::time::sleep(time).await;
                None
            }
            Some(Fault::Lose) | None => None,
        };
        let answer = match refusal {
            Some(refusal) => Err(refusal),
            None => self.called(&head.headers, &body),
        };
        if fault == Some(Fault::Lose) {
            return Err(io::Error::other("told to lose the answer"));
        }
        Ok(envelope(answer, number))
    }

    fn count(&self, action: &str, body: &[u8]) -> (usize, Option<Fault>) {
        let mut state = self.state();
        let number = state.requests;
        state.requests += 1;
        *state.calls.entry(action.to_owned()).or_default() += 1;
        let (faults, since) = match &state.faults {
            Some((faults, since)) => (faults, *since),
            None => (&self.options.faults, 0),
        };
        let before = number - since;
        let fault = faults.decide(&fault::Request {
            action,
            body,
            before,
        });
        (number, fault)
    }

    fn called(&self, headers: &HeaderMap, body: &[u8]) -> Result<Value, ApiError> {
        let action = header(headers, "x-tc-action");
        let service = Service::of_version(header(headers, "x-tc-version"))
            .ok_or_else(|| ApiError::new("NoSuchVersion", "There is no such version."))?;
        let received = Received {
            authorization: header(headers, "authorization"),
            content_type: header(headers, "content-type"),
            host: header(headers, "host"),
            action,
            timestamp: header(headers, "x-tc-timestamp"),
            payload: body,
        };
        received
            .verify_at(service.name(), &self.options.credentials, self.clock.wall())
            .map_err(|refusal| ApiError::new(refusal.code(), refusal.to_string()))?;
        if self.options.limit_rates {
            self.state().limits.take(action)?;
        }
        let call = Call {
            service,
            action,
            body,
        };
        self.account.answer(&call, self.clock.now())
    }
}
