//! Handles one callback, from its request to its reply.

use crate::{
    Config, metrics,
    reply::{Accepted, MAX_BODY_BYTES, Reply},
};
use lambda_http::{Body, Request, RequestExt, Response, http::Method, request::RequestContext};
use replay_grouping::{Fact, Timestamp};
use replay_store::{FactOutcome, QuarantineCode, Quarantined, Store, StoreError, WaitsFor};
use replay_tencent::callback::{Event, Unverified, Verified, read};
use std::time::Instant;

const PATH: &str = "/callbacks/live";

/// The function.
#[derive(Debug)]
pub struct Callback {
    config: Config,
    store: Store,
}

impl Callback {
    /// Makes the function. Nothing is sent yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let store = Store::connect(config.store.clone());
        Self { config, store }
    }

    /// Receives one callback at the Unix second `now`.
    pub async fn handle(&self, request: Request, now: Timestamp) -> Response<Body> {
        let began = Instant::now();
        let request_id = request_id(&request);
        let (verified, reply) = match self.verify(&request, now) {
            Ok((verified, raw)) => {
                // Boxed, because the compiler limits how deep futures may be nested.
                let stored = Box::pin(self.store_event(&verified, raw, now)).await;
                let reply = stored.map_or_else(Reply::NotStored, Reply::Accepted);
                (Some(verified), reply)
            }
            Err(reply) => (None, reply),
        };
        match &reply {
            Reply::Accepted(Accepted::Quarantined { reason, event }) => {
                let event = event.unwrap_or("unknown");
                tracing::warn!(request_id, event, reason, "callback put into quarantine");
            }
            Reply::Accepted(outcome) => {
                tracing::info!(request_id, %outcome, "callback accepted");
            }
            Reply::NotStored(error) => {
                tracing::error!(request_id, %error, "callback not stored");
            }
            reply => {
                tracing::warn!(request_id, reason = reply.message(), "callback refused");
            }
        }
        let store = self.store.take_counts();
        let record = metrics::record(verified.as_ref(), &reply, now, began.elapsed(), store);
        self.config.metrics.write(&record, now);
        reply.response(&request_id)
    }

    /// The callback if it is signed with one of the keys, and its body.
    fn verify<'r>(
        &self,
        request: &'r Request,
        now: Timestamp,
    ) -> Result<(Verified, &'r str), Reply> {
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
        let foreign = unverified.foreign();
        let verified = unverified
            .verify_at(&self.config.verifier, now)
            .map_err(|refusal| foreign.map_or(Reply::Refused(refusal), Reply::Foreign))?;
        Ok((verified, raw))
    }

    fn is_ours(&self, path: &str) -> bool {
        let rest = path.strip_prefix(PATH);
        let Some(token) = &self.config.path_token else {
            return rest == Some("");
        };
        let last_part = rest.and_then(|rest| rest.strip_prefix('/'));
        last_part.is_some_and(|part| token.matches(part))
    }

    /// Stores a callback as a fact or a signal, or else in quarantine.
    async fn store_event(
        &self,
        verified: &Verified,
        raw: &str,
        now: Timestamp,
    ) -> Result<Accepted, StoreError> {
        let (code, reason, waits_for) = match read(verified, &self.config.store.defaults, now) {
            Ok(event) => {
                let kept = verified.kept();
                let outcome = match &event {
                    Event::Fact(fact) => self.store.record_callback(fact, &kept, now).await?,
                    Event::Signal(signal) => {
                        let signal = signal.as_new_signal();
                        self.store.record_signal(&signal, &kept, now).await?
                    }
                };
                let stream = event.stream().clone();
                match outcome {
                    FactOutcome::Contradicts => {
                        let reason = format!("contradicts what is known of {}", subject(&event));
                        (QuarantineCode::Contradicts, reason, file(event))
                    }
                    FactOutcome::TooManyNewStreams => {
                        let code = QuarantineCode::TooManyNewStreams;
                        (code, code.to_string(), Some(WaitsFor::Stream(stream)))
                    }
                    FactOutcome::New | FactOutcome::Completes | FactOutcome::Repeated => {
                        return Ok(Accepted::Stored { stream, outcome });
                    }
                }
            }
            Err(unusable) => (QuarantineCode::Unusable, unusable.to_string(), None),
        };
        let event = Quarantined {
            id: verified.fingerprint(),
            received_at: now,
            code,
            reason,
            body: raw.to_owned(),
        };
        self.store.quarantine(&event, waits_for.as_ref()).await?;
        Ok(Accepted::Quarantined {
            reason: event.reason,
            event: verified.event_name(),
        })
    }
}

/// The file that an event is about, if it is about one.
fn file(event: Event) -> Option<WaitsFor> {
    match event {
        Event::Fact(Fact::Part(file)) => Some(WaitsFor::File(file.file_id)),
        _ => None,
    }
}

fn subject(event: &Event) -> String {
    match event {
        Event::Fact(Fact::Part(file)) => format!("file {}", file.file_id),
        Event::Fact(Fact::Begin(begin)) => format!("the begin of push {}", begin.sequence),
        Event::Fact(Fact::End(end)) => format!("the end of push {}", end.sequence),
        Event::Signal(signal) => format!("signal {}", signal.id),
    }
}

/// The id that API Gateway gave the request, and wrote into its access log.
fn request_id(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.request_id.clone().unwrap_or_default()
        }
        _ => String::new(),
    }
}
