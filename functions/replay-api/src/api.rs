//! Takes each request to its route.

use crate::{
    Config,
    http::{
        auth::{Caller, Door},
        problem::Problem,
        query_string::Params,
        request_id::request_id,
        response::{Age, Caching, Reply},
        router::Route,
    },
    media::{hls::Playlists, signed_url::Links, signing::Playback},
    metrics, openapi,
    views::audience::Audience,
};
use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{HeaderMap, HeaderName, Method, header::AUTHORIZATION},
};
use replay_metrics::Metrics;
use replay_store::{List, Store, Visibility};
use replay_tencent::api;
use serde::Serialize;
use std::{borrow::Cow, sync::Arc, time::Instant};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The function.
#[derive(Debug, Clone)]
pub struct Api {
    pub(crate) store: Store,
    door: Door,
    playback: Playback,
    pub(crate) playlists: Arc<Playlists>,
    /// How VOD is asked to delete files, and Live to record, if there are keys.
    pub(crate) tencent: Option<api::Settings>,
    metrics: Metrics,
}

/// The wire form of being well.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Health {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::Well"))]
    status: &'static str,
}

/// A request, and what is known of it before its route is taken.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    pub(crate) params: Params,
    pub(crate) caller: Caller<'a>,
    pub(crate) audience: Audience,
    pub(crate) links: Links<'a>,
    /// Unix second.
    pub(crate) now: i64,
}

impl Call<'_> {
    /// Who changes something. Only curators do.
    pub(crate) fn curator(&self) -> &str {
        match self.caller {
            Caller::Curator(name) => name,
            Caller::Viewer => "viewer",
        }
    }
}

impl Api {
    /// Makes the function. Nothing is sent before the first request.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            store: Store::connect(config.store),
            door: config.door,
            playback: config.playback,
            playlists: Arc::default(),
            tencent: config.tencent,
            metrics: config.metrics,
        }
    }

    /// Answers a request at the Unix second `now`. What goes wrong is an answer too, and is logged here alone.
    pub async fn handle(&self, request: Request, now: i64) -> Response<Body> {
        let began = Instant::now();
        let id = request_id(&request);
        let mut code = None;
        let mut response = match self.answer(&request, now).await {
            Ok(response) => response,
            Err(problem) => {
                code = Some(problem.status_and_code().1);
                if let Some(cause) = problem.cause() {
                    let request_id = id.to_str().unwrap_or_default();
                    tracing::error!(request_id, cause, "a request failed");
                }
                problem.response()
            }
        };
        if request.method() == Method::HEAD {
            *response.body_mut() = Body::Empty;
        }
        response.headers_mut().insert(X_REQUEST_ID, id);
        let throttles = self.store.take_throttles();
        let record = metrics::record(response.status(), code, began.elapsed(), throttles);
        self.metrics.write(&record, now);
        response
    }

    async fn answer(&self, request: &Request, now: i64) -> Result<Response<Body>, Problem> {
        let route = Route::find(request.method(), request.raw_http_path())?;
        let authorization = authorization(request.headers());
        let caller = self.door.admit(route.access(), authorization)?;
        let call = Call {
            request,
            params: Params::read(&query(request), route.parameters())?,
            caller,
            audience: Audience::new(caller, self.store.settings().publish),
            links: self.playback.links(now),
            now,
        };
        if let Route::Playlist(id) = &route {
            let caching = self.caching(&route, caller);
            return self.playlist(&call, id, caching).await;
        }
        let reply = self.take(&route, &call).await?;
        if let (Caller::Curator(curator), false) = (caller, request.method().is_safe()) {
            tracing::info!(curator, ?route, "a curator changed something");
        }
        let asked = Some(request.headers()).filter(|_| request.method().is_safe());
        Ok(reply.response(self.caching(&route, caller), asked))
    }

    async fn take(&self, route: &Route, call: &Call<'_>) -> Result<Reply, Problem> {
        match route {
            Route::Health => self.health().await,
            Route::OpenApi => Ok(Reply::text(openapi::DOCUMENT).aged(Age::Settled)),
            Route::Replays => self.list(call).await,
            Route::Replay(id) => self.detail(call, id).await,
            Route::Parts(id) => self.parts(call, id).await,
            // It is answered above, as it is no JSON.
            Route::Playlist(_) => Err(Problem::NoRoute),
            Route::Change(id) => self.change(call, id).await,
            Route::Delete(id) => self.delete(call, id).await,
            Route::Join(id) => self.join(call, id).await,
            Route::History(id) => self.history(call, id).await,
            Route::Undo(id) => self.undo(call, id).await,
            Route::Split(id) => self.split(call, id).await,
            Route::Merge => self.merge(call).await,
            Route::Explain(id) => self.explain(call, id).await,
            Route::Regroup => self.regroup(call).await,
            Route::Changes => self.changes(call).await,
            Route::Feed => self.feed(call).await,
            Route::Channel(stream_id) => self.channel(call, stream_id).await,
            Route::SetChannel(stream_id) => self.set_channel(call, stream_id).await,
            Route::Queries => self.queries(call).await,
            Route::Query(id) => self.query(id).await,
            Route::Backfill => self.backfill(call).await,
            Route::Cancel(id) => self.cancel(call, id).await,
            Route::Quarantine => self.quarantine(call).await,
            Route::Retry(id) => self.retry(call, id).await,
            Route::Discard(id) => self.discard(id).await,
            Route::Recordings => self.recordings(call).await,
            Route::Record => self.record(call).await,
            Route::StopRecording(id) => self.stop_recording(call, id).await,
        }
    }

    /// `GET /health`: well if the store answers.
    async fn health(&self) -> Result<Reply, Problem> {
        let list = List {
            shelves: vec![Visibility::Published],
            ..List::default()
        };
        let asked = self.store.list(&list, 1, |_| true).await;
        asked.map_err(|error| Problem::Unavailable {
            cause: error.to_string(),
        })?;
        Reply::json(&Health { status: "ok" })
    }

    /// How long a recording takes into VOD.
    pub(crate) fn lag(&self) -> i64 {
        self.store.settings().lag
    }

    fn caching(&self, route: &Route, caller: Caller<'_>) -> Caching {
        match (route, caller) {
            (Route::Health, _) | (_, Caller::Curator(_)) => Caching::Never,
            _ if self.door.viewers.is_some() => Caching::Own,
            _ => Caching::Shared,
        }
    }
}

/// The query as it came. Where the path holds a `#` the address ends there, and the query is written anew.
fn query(request: &Request) -> Cow<'_, str> {
    if let Some(query) = request.uri().query() {
        return query.into();
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(parameters) = request.query_string_parameters_ref() {
        query.extend_pairs(parameters.iter());
    }
    query.finish().into()
}

/// The header, if there is one. Of two, neither can be believed; an empty text is no token.
fn authorization(headers: &HeaderMap) -> Option<&[u8]> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let first = all.next()?;
    Some(all.next().map_or(first.as_bytes(), |_| b""))
}

#[cfg(test)]
mod tests;
