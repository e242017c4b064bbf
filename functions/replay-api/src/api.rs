//! The function: authenticates each request, calls the endpoint of its route, and measures the response.

use crate::{
    Config,
    endpoints::Call,
    http::{
        Age, Authenticator, Caching, Caller, Endpoint, Grant, Params, Problem, Reply, Route,
        request_id,
    },
    media::{Links, Playback, hls::Playlists},
    metrics::{self, Outcome},
    openapi,
    views::{Audience, Granting},
};
use futures_util::future::{BoxFuture, ready};
use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{HeaderMap, HeaderName, Method, header::AUTHORIZATION},
};
use replay_grouping::Timestamp;
use replay_metrics::Metrics;
use replay_store::Store;
use replay_tencent::client;
use std::{
    borrow::Cow,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a change is tried while callbacks come in between: API Gateway waits 29 s, and some requests make several
/// changes.
const PATIENCE: Duration = Duration::from_secs(8);

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The function.
#[derive(Debug, Clone)]
pub struct Api {
    pub(crate) store: Store,
    authenticator: Authenticator,
    playback: Playback,
    pub(crate) playlists: Arc<Playlists>,
    /// To delete files and to record on demand with, if there are keys.
    pub(crate) tencent: Option<client::Settings>,
    /// Whether `reconcile` asks Tencent.
    asks_tencent: bool,
    metrics: Metrics,
}

impl Api {
    /// Makes the function. Nothing is sent before the first request.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            store: Store::connect(config.store).with_patience(PATIENCE),
            authenticator: config.authenticator,
            playback: config.playback,
            playlists: Arc::default(),
            tencent: config.tencent,
            asks_tencent: config.asks_tencent,
            metrics: config.metrics,
        }
    }

    /// Answers a request at the Unix second `now`. A failure is a response too, and is logged here alone.
    pub async fn handle(&self, request: Request, now: Timestamp) -> Response<Body> {
        let began = Instant::now();
        let id = request_id(&request);
        let answer = self.answer(&request, now).await;
        let problem = answer.as_ref().err();
        let outcome = Outcome {
            code: problem.map(|problem| problem.code),
            wrong_token: problem.is_some_and(Problem::is_wrong_token),
        };
        let mut response = answer.unwrap_or_else(|problem| {
            if let Some(cause) = &problem.cause {
                let request_id = id.to_str().unwrap_or_default();
                tracing::error!(request_id, cause, "a request failed");
            }
            problem.response()
        });
        if request.method() == Method::HEAD {
            *response.body_mut() = Body::Empty;
        }
        response.headers_mut().insert(X_REQUEST_ID, id);
        let store = self.store.take_counts();
        let record = metrics::record(response.status(), outcome, began.elapsed(), store);
        self.metrics.write(&record, now);
        response
    }

    async fn answer(&self, request: &Request, now: Timestamp) -> Result<Response<Body>, Problem> {
        let (route, name) = Route::find(request.method(), request.raw_http_path())?;
        let authorization = authorization(request.headers());
        let params = Params::read(&query(request), route.parameters);
        let grant = params.as_ref().ok().and_then(|params| {
            let text = params.text("grant")?;
            let replay = name;
            Some(Grant { text, replay, now })
        });
        let caller =
            (self.authenticator).authenticate_granted(route.access, authorization, grant)?;
        let params = params?;
        // Who asks as a viewer gets what viewers get, whoever it is.
        let shown_to = match params.as_viewer()? {
            true => Caller::Viewer,
            false => caller,
        };
        let call = Call {
            request,
            params,
            caller: shown_to,
            audience: self.audience(shown_to),
            links: Links::new(&self.playback, now),
            now,
        };
        let reply = self.endpoint(route.endpoint, &call, name).await?;
        let safe = request.method().is_safe();
        if let (Some(curator), false) = (caller.curator(), safe) {
            let endpoint = route.endpoint;
            tracing::info!(curator, ?endpoint, name, "a curator changed something");
        }
        let caching = self.caching(route.endpoint, caller);
        Ok(reply.response(caching, safe.then_some(request.headers())))
    }

    /// Calls an endpoint, with the name that the path holds.
    fn endpoint<'f>(
        &'f self,
        endpoint: Endpoint,
        call: &'f Call<'f>,
        name: &'f str,
    ) -> BoxFuture<'f, Result<Reply, Problem>> {
        match endpoint {
            Endpoint::GetService => on_heap(|| ready(Self::service())),
            Endpoint::Health => on_heap(move || self.health()),
            Endpoint::OpenApi => {
                let document = Reply::text("application/json", openapi::DOCUMENT.to_owned());
                on_heap(|| ready(Ok(document.aged(Age::Settled))))
            }
            Endpoint::ListReplays => on_heap(move || self.list(call)),
            Endpoint::GetReplay => on_heap(move || self.detail(call, name)),
            Endpoint::ListParts => on_heap(move || self.parts(call, name)),
            Endpoint::GetPlaylist => on_heap(move || self.playlist(call, name)),
            Endpoint::ChangeReplay => on_heap(move || self.change(call, name)),
            Endpoint::ChangeReplays => on_heap(move || self.change_many(call)),
            Endpoint::DeleteReplay => on_heap(move || self.delete(call, name)),
            Endpoint::JoinFiles => on_heap(move || self.join(call, name)),
            Endpoint::GetHistory => on_heap(move || self.history(call, name)),
            Endpoint::UndoChange => on_heap(move || self.undo(call, name)),
            Endpoint::SplitReplay => on_heap(move || self.split(call, name)),
            Endpoint::MergeReplays => on_heap(move || self.merge(call)),
            Endpoint::ExplainReplay => on_heap(move || self.explain(call, name)),
            Endpoint::GetTimeline => on_heap(move || self.timeline(call, name)),
            Endpoint::ListCovers => on_heap(move || self.covers(call, name)),
            Endpoint::ListStreams => on_heap(move || self.streams(call)),
            Endpoint::RegroupStream => on_heap(move || self.regroup(call)),
            Endpoint::ListChanges => on_heap(move || self.changes(call)),
            Endpoint::GetFeed => on_heap(move || self.feed(call)),
            Endpoint::GetFeatured => on_heap(move || self.featured(call)),
            Endpoint::SetFeatured => on_heap(move || self.set_featured(call)),
            Endpoint::ListReview => on_heap(move || self.review(call)),
            Endpoint::ListHistory => on_heap(move || self.all_history(call)),
            Endpoint::GetChannel => on_heap(move || self.channel(call, name)),
            Endpoint::SetChannel => on_heap(move || self.set_channel(call, name)),
            Endpoint::ListQueries => on_heap(move || self.queries(call)),
            Endpoint::GetQuery => on_heap(move || self.query(name)),
            Endpoint::StartBackfill => on_heap(move || self.backfill(call)),
            Endpoint::CancelQuery => on_heap(move || self.cancel(call, name)),
            Endpoint::ListQuarantine => on_heap(move || self.quarantine(call)),
            Endpoint::RetryEvent => on_heap(move || self.retry(call, name)),
            Endpoint::ClearQuarantine => on_heap(move || self.clear_quarantine(call)),
            Endpoint::DiscardEvent => on_heap(move || self.discard(name)),
            Endpoint::GetSession => on_heap(move || ready(Self::session(call))),
            Endpoint::GetStatus => on_heap(move || self.status(call)),
            Endpoint::ListRecordings => on_heap(move || self.recordings(call)),
            Endpoint::StartRecording => on_heap(move || self.record(call)),
            Endpoint::StopRecording => on_heap(move || self.stop_recording(call, name)),
        }
    }

    fn audience(&self, caller: Caller<'_>) -> Audience {
        match caller.sees_all() {
            true => Audience::Curators,
            false => self.viewers(),
        }
    }

    /// How the answers to this deployment's callers get their grants.
    pub(crate) fn granting(&self) -> Granting<'_> {
        Granting {
            grants: &self.authenticator.grants,
            closed: self.authenticator.viewers.is_some(),
        }
    }

    /// The viewers of this deployment.
    pub(crate) fn viewers(&self) -> Audience {
        Audience::viewers(self.store.settings().publish, self.asks_tencent)
    }

    fn caching(&self, endpoint: Endpoint, caller: Caller<'_>) -> Caching {
        match endpoint {
            Endpoint::Health => Caching::Never,
            _ if caller.sees_all() => Caching::Never,
            _ if matches!(caller, Caller::Granted(_)) => Caching::Own,
            _ if self.authenticator.viewers.is_some() => Caching::Own,
            _ => Caching::Shared,
        }
    }
}

/// Makes the future of an endpoint on the heap: the stack of a thread has no room for the futures of all endpoints.
fn on_heap<'f, F>(make: impl FnOnce() -> F) -> BoxFuture<'f, F::Output>
where
    F: Future + Send + 'f,
{
    Box::pin(make())
}

/// The query as it came. If the path has a `#`, the URI ends there, and the query is made from the event.
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

/// The header, if there is one. Two are an error: an empty text is no token.
fn authorization(headers: &HeaderMap) -> Option<&[u8]> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let first = all.next()?;
    Some(all.next().map_or(first.as_bytes(), |_| b""))
}

#[cfg(test)]
mod tests;
