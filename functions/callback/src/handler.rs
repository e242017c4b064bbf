//! One callback, from its request to its reply.

use crate::{
    Config,
    reply::{MAX_BODY_BYTES, Reply},
};
use lambda_http::{Body, Request, RequestExt, Response, http::Method, request::RequestContext};
use replay_grouping::{Fact, FileId, Stream};
use replay_store::{Kept, Store, StoreError};
use replay_tencent::callback::{Event, Unverified, Verified, read};
use std::fmt;

const PATH: &str = "/callbacks/live";

/// The function.
#[derive(Debug)]
pub struct Callback {
    config: Config,
    store: Store,
}

/// What became of an event that was correctly signed.
enum Outcome {
    Kept { stream: Stream, kept: Kept },
    Quarantined(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept { stream, kept } => write!(f, "stream {stream}: {kept:?}"),
            Self::Quarantined(reason) => write!(f, "in quarantine: {reason}"),
        }
    }
}

impl Callback {
    /// Connects to the store; nothing is sent yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let store = Store::connect(config.store.clone());
        Self { config, store }
    }

    /// Receives one callback at the Unix second `now`.
    pub async fn handle(&self, request: Request, now: i64) -> Response<Body> {
        let request_id = request_id(&request);
        let reply = match self.receive(&request, now).await {
            Ok(outcome) => {
                tracing::info!(request_id, %outcome, "callback accepted");
                Reply::Accepted
            }
            Err(Reply::NotStored(error)) => {
                tracing::error!(request_id, %error, "callback not stored");
                Reply::NotStored(error)
            }
            Err(reply) => {
                tracing::warn!(request_id, reason = reply.message(), "callback refused");
                reply
            }
        };
        reply.response(&request_id)
    }

    async fn receive(&self, request: &Request, now: i64) -> Result<Outcome, Reply> {
        if !self.is_ours(request.raw_http_path()) {
            return Err(Reply::WrongPath);
        }
        if request.method() != Method::POST {
            return Err(Reply::WrongMethod);
        }
        let body: &[u8] = request.body();
        if body.len() > MAX_BODY_BYTES {
            return Err(Reply::TooLarge);
        }
        let unverified = Unverified::parse(body).map_err(|_| Reply::NotAnObject)?;
        let raw = std::str::from_utf8(body).map_err(|_| Reply::NotAnObject)?;
        let verified = unverified
            .verify_at(&self.config.verifier, now)
            .map_err(Reply::Refused)?;
        self.keep(&verified, raw, now)
            .await
            .map_err(Reply::NotStored)
    }

    fn is_ours(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix(PATH) else {
            return false;
        };
        match &self.config.path_token {
            None => rest.is_empty(),
            Some(token) => rest
                .strip_prefix('/')
                .is_some_and(|rest| token.matches(rest)),
        }
    }

    async fn keep(&self, verified: &Verified, raw: &str, now: i64) -> Result<Outcome, StoreError> {
        let event = match read(verified, &self.config.store.defaults, now) {
            Ok(event) => event,
            Err(unusable) => {
                return self
                    .quarantine(verified, unusable.to_string(), raw, None, now)
                    .await;
            }
        };
        let kept = match &event {
            Event::Fact(fact) => self.store.keep(fact, raw, now).await?,
            Event::Signal(signal) => self.store.keep_signal(&signal.told(), raw, now).await?,
        };
        match kept {
            Kept::Contradicts => {
                let reason = format!("contradicts what is known of {}", subject(&event));
                let file = match &event {
                    Event::Fact(Fact::Part(file)) => Some(&file.file_id),
                    _ => None,
                };
                self.quarantine(verified, reason, raw, file, now).await
            }
            kept => Ok(Outcome::Kept {
                stream: event.stream().clone(),
                kept,
            }),
        }
    }

    async fn quarantine(
        &self,
        verified: &Verified,
        reason: String,
        raw: &str,
        rivals: Option<&FileId>,
        now: i64,
    ) -> Result<Outcome, StoreError> {
        self.store
            .quarantine(&verified.fingerprint(), &reason, raw, rivals, now)
            .await?;
        Ok(Outcome::Quarantined(reason))
    }
}

/// What an event is about.
fn subject(event: &Event) -> String {
    match event {
        Event::Fact(Fact::Part(file)) => format!("file {}", file.file_id),
        Event::Fact(Fact::Begin(begin)) => format!("the begin of push {}", begin.sequence),
        Event::Fact(Fact::End(end)) => format!("the end of push {}", end.sequence),
        Event::Signal(signal) => format!("signal {}", signal.id),
    }
}

/// API Gateway's id of the request; it stands in its access log too.
fn request_id(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.request_id.clone().unwrap_or_default()
        }
        _ => String::new(),
    }
}
