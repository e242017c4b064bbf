//! Stands where API Gateway stands: turns HTTP into events and hands each to its function.

mod envelope;
mod problem;
pub(crate) mod server;

use crate::stand_ins::schedule::{NoReport, Reconciling};
pub use envelope::{Caller, event};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Request,
    body::{Body as HttpBody, Bytes},
};
use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, Method, StatusCode, Uri,
        header::{ALLOW, AUTHORIZATION, HOST},
        request::Parts,
        uri::Authority,
    },
};
use problem::{json, problem};
use replay_api::Api;
use replay_callback::Callback;
use serde_json::{Value, json};
use std::{error::Error, sync::Arc};

/// What API Gateway lets through (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// The functions behind their routes.
pub(crate) struct Gateway {
    pub(crate) callback: Callback,
    pub(crate) api: Api,
    pub(crate) reconciling: Arc<Reconciling>,
    /// The `Authorization` of somebody who may look at the list, if that takes one.
    pub(crate) viewer: Option<HeaderValue>,
}

impl Gateway {
    /// Answers one request.
    pub(crate) async fn answer<B>(
        self: Arc<Self>,
        request: Request<B>,
        caller: Caller<'_>,
    ) -> Response<Body>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        if !is_well_formed(&parts) {
            let detail = "the path or the host is none";
            return problem(StatusCode::BAD_REQUEST, "malformed_request", detail);
        }
        let body = match read(body).await {
            Ok(body) => body,
            Err(refusal) => return *refusal,
        };
        match parts.uri.path().strip_prefix("/-/") {
            Some(route) => self.own(route, &parts.method, &caller).await,
            None => {
                let event = event(&parts, &body, &caller);
                self.invoke(event, caller.at.unix_timestamp()).await
            }
        }
    }

    /// The runner's own routes.
    async fn own(
        self: Arc<Self>,
        route: &str,
        method: &Method,
        caller: &Caller<'_>,
    ) -> Response<Body> {
        match (route, method) {
            ("health", &Method::GET) => self.health(caller).await,
            ("reconcile", &Method::POST) => self.reconcile().await,
            ("health", _) => only("GET"),
            ("reconcile", _) => only("POST"),
            _ => problem(StatusCode::NOT_FOUND, "not_found", "there is no such route"),
        }
    }

    /// Runs the function on a task of its own: like in Lambda, it goes on when the caller hangs up, and its crash is
    /// one answer lost.
    async fn invoke(self: Arc<Self>, event: Value, now: i64) -> Response<Body> {
        let invocation = tokio::spawn(async move {
            let is_callback = event["rawPath"]
                .as_str()
                .is_some_and(|path| path.starts_with("/callbacks/"));
            let request = lambda_http::request::from_str(&event.to_string())?;
            Ok::<_, serde_json::Error>(if is_callback {
                self.callback.handle(request, now).await
            } else {
                self.api.handle(request, now).await
            })
        });
        match invocation.await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                tracing::warn!("a request does not fit into an event: {error}");
                problem(
                    StatusCode::BAD_REQUEST,
                    "malformed_request",
                    "a header is malformed",
                )
            }
            Err(_) => {
                tracing::error!("a function crashed");
                crashed()
            }
        }
    }

    async fn reconcile(&self) -> Response<Body> {
        let detail = match self.reconciling.once().await {
            Ok(report) => return json(StatusCode::OK, &json!(report)),
            Err(NoReport::Crashed) => return crashed(),
            Err(NoReport::Stopping) => "the runner is stopping",
            Err(NoReport::Store(_)) => "the store can't tell what is due; the log says why",
        };
        problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
    }

    /// Well is who can show the list: that takes the function and its store.
    async fn health(self: Arc<Self>, caller: &Caller<'_>) -> Response<Body> {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.uri = Uri::from_static("/replays?limit=1");
        let viewer = self.viewer.clone();
        parts
            .headers
            .extend(viewer.map(|viewer| (AUTHORIZATION, viewer)));
        let event = event(&parts, b"", caller);
        let list = self.invoke(event, caller.at.unix_timestamp()).await;
        if list.status() == StatusCode::OK {
            json(
                StatusCode::OK,
                &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}),
            )
        } else {
            let detail = "the list can't be shown; the log says why";
            problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
        }
    }
}

fn only(method: &'static str) -> Response<Body> {
    let detail = format!("use {method}");
    let mut response = problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        &detail,
    );
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static(method));
    response
}

fn crashed() -> Response<Body> {
    let detail = "the function crashed";
    problem(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", detail)
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
        let detail = "a request body may have 10 MB";
        Box::new(problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            detail,
        ))
    };
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(too_large());
    }
    match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => {
            let detail = "the body broke off";
            Err(Box::new(problem(
                StatusCode::BAD_REQUEST,
                "malformed_request",
                detail,
            )))
        }
    }
}
