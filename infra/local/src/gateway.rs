//! Stands in for API Gateway: turns HTTP requests into events and hands each to its function.

mod cors;
mod docs;
mod envelope;
mod event_stream;
mod media;
mod problem;
pub(crate) mod server;

use crate::{
    events::Timeline,
    stand_ins::{
        schedule::{NoReport, Schedule},
        simulated_tencent::MEDIA,
    },
};
pub(crate) use cors::Cors;
pub use envelope::{Caller, event};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Request,
    body::{Body as HttpBody, Bytes},
};
use lambda_http::{
    Body, Response,
    http::{
        HeaderName, HeaderValue, Method, StatusCode, Uri, header::HOST, request::Parts,
        uri::Authority,
    },
};
use media::Content;
pub(crate) use media::Media;
use problem::{crashed, malformed, ok, only, problem, unavailable};
use replay_api::Api;
use replay_callback::{Callback, Outcome};
use replay_console::{self as console, Console};
use replay_grouping::Timestamp;
use serde_json::{Value, json};
use std::{error::Error, sync::Arc};

/// API Gateway's limit (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

const OUTCOME: HeaderName = HeaderName::from_static("x-outcome");

/// The functions behind their routes.
pub(crate) struct Gateway {
    pub(crate) callback: Callback,
    pub(crate) console: Console,
    pub(crate) api: Api,
    pub(crate) schedule: Arc<Schedule>,
    pub(crate) cors: Cors,
    /// What changes; `None` where the table has no stream that can be read here.
    pub(crate) events: Option<Arc<Timeline>>,
    /// The files of the stand-in, if there is one.
    pub(crate) media: Option<Media>,
}

impl Gateway {
    pub(crate) async fn answer<B>(
        self: Arc<Self>,
        request: Request<B>,
        caller: Caller<'_>,
    ) -> Response<Content>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        if let Some(answer) = self.cors.preflight(&parts) {
            return answer.map(Content::Whole);
        }
        let gateway = Arc::clone(&self);
        let mut response = match &self.media {
            Some(media) if parts.uri.path().starts_with(MEDIA) => {
                media.answer(&parts, caller.at.unix_timestamp())
            }
            _ if parts.uri.path() == event_stream::PATH => self.events(&parts),
            _ => gateway
                .route(&parts, body, caller)
                .await
                .map(Content::Whole),
        };
        self.cors.allow(&parts.headers, response.headers_mut());
        response
    }

    async fn route<B>(self: Arc<Self>, parts: &Parts, body: B, caller: Caller<'_>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        if !is_well_formed(parts) {
            return malformed("the path or the host is none");
        }
        let path = parts.uri.path();
        if docs::has(path) {
            return docs::answer(&parts.method, path);
        }
        let body = match read(body).await {
            Ok(body) => body,
            Err(refusal) => return *refusal,
        };
        match path.strip_prefix("/-/") {
            Some(route) => self.own(route, &parts.method, &body, &caller).await,
            None => {
                let event = event(parts, &body, &caller);
                self.invoke(event, Timestamp(caller.at.unix_timestamp()))
                    .await
            }
        }
    }

    /// The runner's own routes.
    async fn own(
        self: Arc<Self>,
        route: &str,
        method: &Method,
        body: &[u8],
        caller: &Caller<'_>,
    ) -> Response<Body> {
        match (route, method) {
            ("health", &Method::GET) => self.health(caller).await,
            ("reconcile", &Method::POST) => self.reconcile().await,
            ("vod/files", &Method::POST) => self.register(body, caller),
            ("health", _) => only("GET"),
            ("reconcile" | "vod/files", _) => only("POST"),
            _ => problem(StatusCode::NOT_FOUND, "not_found", "there is no such route"),
        }
    }

    fn events(&self, request: &Parts) -> Response<Content> {
        match &self.events {
            Some(timeline) => event_stream::answer(timeline, request),
            None => {
                let detail = "no events come from a store elsewhere";
                problem(StatusCode::NOT_FOUND, "not_found", detail).map(Content::Whole)
            }
        }
    }

    /// Runs a function on a task of its own. As in Lambda, it goes on when the caller hangs up, and a crash costs one
    /// answer.
    async fn invoke(self: Arc<Self>, event: Value, now: Timestamp) -> Response<Body> {
        let invocation = tokio::spawn(async move {
            let path = event["rawPath"].as_str().unwrap_or_default();
            let is_callback = path.starts_with("/callbacks/");
            let is_console = console::has(path);
            let request = lambda_http::request::from_str(&event.to_string())?;
            Ok::<_, serde_json::Error>(if is_callback {
                self.callback.handle(request, now).await
            } else if is_console {
                self.console.handle(&request)
            } else {
                self.api.handle(request, now).await
            })
        });
        match invocation.await {
            Ok(Ok(response)) => with_outcome(response),
            Ok(Err(error)) => {
                tracing::warn!("a request does not fit into an event: {error}");
                malformed("a header is malformed")
            }
            Err(_) => {
                tracing::error!("a function crashed");
                crashed()
            }
        }
    }

    /// Puts the file of a callback into the stand-in's VOD.
    fn register(&self, body: &[u8], caller: &Caller<'_>) -> Response<Body> {
        let Some(media) = &self.media else {
            return problem(
                StatusCode::NOT_FOUND,
                "not_found",
                "no VOD is simulated here",
            );
        };
        let callback: Value = serde_json::from_slice(body).unwrap_or_default();
        match media.register(&callback, caller.at.unix_timestamp()) {
            Ok(()) => ok(&json!({"file_id": callback["file_id"]})),
            Err(error) => malformed(&format!("the body announces no file: {error}")),
        }
    }

    async fn reconcile(&self) -> Response<Body> {
        match self.schedule.run_once().await {
            Ok(report) => ok(&json!(report)),
            Err(NoReport::Crashed) => crashed(),
            Err(NoReport::Stopping) => unavailable("the runner is stopping"),
            Err(NoReport::Store(_)) => {
                unavailable("the store can't tell what is due; the log says why")
            }
        }
    }

    /// Healthy means that the list can be read, which needs the function and its store.
    async fn health(self: Arc<Self>, caller: &Caller<'_>) -> Response<Body> {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.uri = Uri::from_static("/health");
        let event = event(&parts, b"", caller);
        let list = self
            .invoke(event, Timestamp(caller.at.unix_timestamp()))
            .await;
        match list.status() {
            StatusCode::OK => ok(&json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})),
            _ => unavailable("the list can't be shown; the log says why"),
        }
    }
}

/// Says in a header what became of a callback. Tencent gets no such header.
fn with_outcome(mut response: Response<Body>) -> Response<Body> {
    let outcome = response.extensions().get::<Outcome>();
    if let Some(Ok(outcome)) = outcome.map(|Outcome(text)| HeaderValue::try_from(text)) {
        response.headers_mut().insert(OUTCOME, outcome);
    }
    response
}

/// API Gateway never sends a function a request without a path or for a host that can't be one.
fn is_well_formed(parts: &Parts) -> bool {
    let mut hosts = parts.headers.get_all(HOST).iter();
    parts.uri.path().starts_with('/')
        && hosts.all(|host| Authority::try_from(host.as_bytes()).is_ok())
}

/// The whole body, unless it is too large or breaks off.
async fn read<B>(body: B) -> Result<Bytes, Box<Response<Body>>>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let too_large = || {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        let detail = "a request body may have 10 MB";
        Box::new(problem(status, "body_too_large", detail))
    };
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(too_large());
    }
    match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(Box::new(malformed("the body broke off"))),
    }
}
