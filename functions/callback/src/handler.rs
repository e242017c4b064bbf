//! One callback, from its request to its reply.

use crate::{
    Config,
    reply::{MAX_BODY_BYTES, Reply},
};
use lambda_http::{Body, Request, RequestExt, Response, http::Method, request::RequestContext};
use replay_store::{Kept, Store, StoreError};
use replay_tencent::callback::{Event, Unverified, Verified, read};

const PATH: &str = "/callbacks/live";

/// The function.
#[derive(Debug)]
pub struct Callback {
    config: Config,
    store: Store,
}

/// What became of an event that was correctly signed.
#[derive(Debug)]
enum Outcome {
    Kept(Kept),
    Quarantined(String),
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
            Ok(()) => Reply::Accepted,
            Err(reply) => reply,
        };
        match &reply {
            Reply::Accepted => {}
            Reply::NotStored(error) => tracing::error!(request_id, %error, "callback not stored"),
            Reply::Refused(refusal) => tracing::warn!(request_id, %refusal, "callback refused"),
            other => tracing::info!(
                request_id,
                status = other.status().as_u16(),
                "callback refused"
            ),
        }
        reply.response(&request_id)
    }

    async fn receive(&self, request: &Request, now: i64) -> Result<(), Reply> {
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
        let outcome = self
            .keep(&verified, raw, now)
            .await
            .map_err(Reply::NotStored)?;
        match outcome {
            Outcome::Kept(kept) => tracing::info!(?kept, "callback kept"),
            Outcome::Quarantined(reason) => tracing::warn!(reason, "callback quarantined"),
        }
        Ok(())
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
        let event = match read(verified, &self.config.defaults, now) {
            Ok(event) => event,
            Err(unusable) => {
                return self
                    .quarantine(verified, unusable.to_string(), raw, now)
                    .await;
            }
        };
        let kept = match &event {
            Event::Fact(fact) => self.store.keep(fact, raw, now).await?,
            Event::Signal(signal) => {
                self.store
                    .keep_signal(&signal.stream, signal.id.as_str(), signal, raw, now)
                    .await?
            }
        };
        match kept {
            Kept::Contradicts => {
                let reason = format!("contradicts what is known of stream {}", event.stream());
                self.quarantine(verified, reason, raw, now).await
            }
            kept => Ok(Outcome::Kept(kept)),
        }
    }

    async fn quarantine(
        &self,
        verified: &Verified,
        reason: String,
        raw: &str,
        now: i64,
    ) -> Result<Outcome, StoreError> {
        self.store
            .quarantine(&verified.fingerprint(), &reason, raw, now)
            .await?;
        Ok(Outcome::Quarantined(reason))
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
