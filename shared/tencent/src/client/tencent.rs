//! The client: signs, keeps to the rates, repeats and counts.

use super::{
    Action, ApiError, Failures, NoTls, Settings, action::Service, envelope,
    failures::FailureCounter, rate_limit::RateLimiter,
};
use crate::fields::{Fields, Unreadable};
use replay_grouping::Timestamp;
use replay_https::{
    Bytes, Client,
    http::{self, HeaderName, HeaderValue, header},
};
use replay_signature::tc3::{CONTENT_TYPE, Request, SignedHeaders};
use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::{Instant, sleep};

/// The largest page, of a hundred files, has some 300 KB.
const MAX_ANSWER_BYTES: usize = 8 << 20;

/// Calls Tencent Cloud's API. Made once and lent, because it keeps connections and remembers what it sent when.
///
/// Requests are repeated as [`Settings::retry`] says when that can help and does no harm. What creates something new each
/// time ([`Tencent::fast_edit_media`], [`Tencent::create_record_task`], templates, rules) is repeated only when nothing was
/// created. A call fails with an [`ApiError`] when there is still no answer after these attempts.
pub struct Tencent {
    settings: Settings,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    http: Client,
    rate_limiter: RateLimiter,
    calls: AtomicU64,
    failures: FailureCounter,
}

/// VOD files everything by application.
#[derive(Serialize)]
struct Body<'a, P> {
    #[serde(flatten)]
    parameters: &'a P,
    #[serde(rename = "SubAppId", skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

impl Tencent {
    /// `clock` returns the current time. It is read for every request: Tencent refuses what is 5 minutes off.
    ///
    /// # Errors
    /// [`NoTls`] when an endpoint is HTTPS and this machine has no certificates to trust.
    pub fn new(
        settings: Settings,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, NoTls> {
        let https = settings.vod.is_https || settings.live.is_https;
        Ok(Self {
            http: Client::new(https, settings.connect_timeout)?,
            rate_limiter: RateLimiter::new(settings.rate, settings.share),
            settings,
            clock: Box::new(clock),
            calls: AtomicU64::new(0),
            failures: FailureCounter::default(),
        })
    }

    /// How many requests this client has sent, repeated ones included.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// What failed since this was last called, each attempt counted.
    #[must_use]
    pub fn take_failures(&self) -> Failures {
        self.failures.take()
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Sends a call until there is an answer, an error that repeating can't help, or no attempt left.
    pub(crate) async fn call<T>(
        &self,
        action: &'static Action,
        parameters: &impl Serialize,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<T, ApiError> {
        let sub_app_id = match action.service {
            Service::Vod => self.settings.sub_app_id,
            Service::Live => None,
        };
        let body = serde_json::to_vec(&Body {
            parameters,
            sub_app_id,
        });
        let body = Bytes::from(body.map_err(|error| ApiError::transport(action, error.into()))?);
        let retry = self.settings.retry;
        let mut attempts = 0;
        loop {
            self.rate_limiter.turn(action).await;
            let error = match self.attempt(action, body.clone(), &read).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            self.failures.count(&error);
            attempts += 1;
            if attempts >= retry.attempts || !action.may_repeat(&error) {
                return Err(error);
            }
            sleep(retry.pause(attempts, fastrand::f64())).await;
        }
    }

    /// Signs with the second in which it is sent, so that no attempt is older than its signature may be.
    async fn attempt<T>(
        &self,
        action: &'static Action,
        body: Bytes,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<T, ApiError> {
        let endpoint = match action.service {
            Service::Vod => &self.settings.vod,
            Service::Live => &self.settings.live,
        };
        let request = Request {
            service: action.service.name(),
            host: endpoint.host(),
            action: action.name,
            version: action.service.version(),
            content_type: CONTENT_TYPE,
            payload: &body,
            timestamp: self.now().0,
            signed_headers: SignedHeaders::Least,
        };
        let mut headers = request.headers(&self.settings.credentials);
        headers.push(("x-tc-language", "en-US".to_owned()));
        self.calls.fetch_add(1, Ordering::Relaxed);
        let timeout = match action.is_slow {
            false => self.settings.request_timeout,
            true => self.settings.fast_edit_timeout,
        };
        let request = post(endpoint.url(), headers, body.clone())
            .map_err(|error| ApiError::transport(action, error.into()))?;
        let deadline = Instant::now() + timeout;
        let answer = self.http.send(request, MAX_ANSWER_BYTES, deadline).await;
        let answer = answer.map_err(|error| ApiError::unanswered(action, error))?;
        envelope::read(action, &answer, read)
    }
}

fn post(
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
) -> Result<http::Request<Bytes>, http::Error> {
    let mut request = http::Request::post(url).body(body)?;
    for (name, value) in headers {
        let mut value = HeaderValue::try_from(value)?;
        let name = HeaderName::from_static(name);
        value.set_sensitive(name == header::AUTHORIZATION || name == "x-tc-token");
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}
