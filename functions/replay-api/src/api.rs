//! The function: authenticates each request, calls the endpoint of its route, and measures the response.

use crate::{
    Config,
    endpoints::call::Call,
    http::{
        auth::{Authenticator, Caller},
        cache_control::{Age, Caching},
        problem::Problem,
        query_string::Params,
        request_id::request_id,
        response::Reply,
        router::{Endpoint, Route},
    },
    media::{hls::Playlists, signed_url::Links, signing::Playback},
    metrics, openapi,
    views::audience::Audience,
};
use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{HeaderMap, HeaderName, Method, header::AUTHORIZATION},
};
use replay_grouping::Timestamp;
use replay_metrics::Metrics;
use replay_store::Store;
use replay_tencent::client;
use std::{borrow::Cow, sync::Arc, time::Instant};

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
    metrics: Metrics,
}

impl Api {
    /// Makes the function. Nothing is sent before the first request.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            store: Store::connect(config.store),
            authenticator: config.authenticator,
            playback: config.playback,
            playlists: Arc::default(),
            tencent: config.tencent,
            metrics: config.metrics,
        }
    }

    /// Answers a request at the Unix second `now`. A failure is a response too, and is logged here alone.
    pub async fn handle(&self, request: Request, now: Timestamp) -> Response<Body> {
        let began = Instant::now();
        let id = request_id(&request);
        let answer = self.answer(&request, now).await;
        let code = answer.as_ref().err().map(|problem| problem.code);
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
        let throttles = self.store.take_throttles();
        let record = metrics::record(response.status(), code, began.elapsed(), throttles);
        self.metrics.write(&record, now);
        response
    }

    async fn answer(&self, request: &Request, now: Timestamp) -> Result<Response<Body>, Problem> {
        let (route, name) = Route::find(request.method(), request.raw_http_path())?;
        let authorization = authorization(request.headers());
        let caller = self
            .authenticator
            .authenticate(route.access, authorization)?;
        let call = Call {
            request,
            params: Params::read(&query(request), route.parameters)?,
            caller,
            audience: Audience::new(caller, self.store.settings().publish),
            links: Links::new(&self.playback, now),
            now,
        };
        let reply = self.endpoint(route.endpoint, &call, name).await?;
        let safe = request.method().is_safe();
        if let (Caller::Curator(curator), false) = (caller, safe) {
            let endpoint = route.endpoint;
            tracing::info!(curator, ?endpoint, name, "a curator changed something");
        }
        let caching = self.caching(route.endpoint, caller);
        Ok(reply.response(caching, safe.then_some(request.headers())))
    }

    /// Calls an endpoint, with the name that the path holds.
    async fn endpoint(
        &self,
        endpoint: Endpoint,
        call: &Call<'_>,
        name: &str,
    ) -> Result<Reply, Problem> {
        match endpoint {
            Endpoint::Health => self.health().await,
            Endpoint::OpenApi => {
                let document = openapi::DOCUMENT.to_owned();
                Ok(Reply::text("application/json", document).aged(Age::Settled))
            }
            Endpoint::ListReplays => self.list(call).await,
            Endpoint::GetReplay => self.detail(call, name).await,
            Endpoint::ListParts => self.parts(call, name).await,
            Endpoint::GetPlaylist => self.playlist(call, name).await,
            Endpoint::ChangeReplay => self.change(call, name).await,
            Endpoint::DeleteReplay => self.delete(call, name).await,
            Endpoint::JoinFiles => self.join(call, name).await,
            Endpoint::GetHistory => self.history(call, name).await,
            Endpoint::UndoChange => self.undo(call, name).await,
            Endpoint::SplitReplay => self.split(call, name).await,
            Endpoint::MergeReplays => self.merge(call).await,
            Endpoint::ExplainReplay => self.explain(call, name).await,
            Endpoint::RegroupStream => self.regroup(call).await,
            Endpoint::ListChanges => self.changes(call).await,
            Endpoint::GetFeed => self.feed(call).await,
            Endpoint::GetChannel => self.channel(call, name).await,
            Endpoint::SetChannel => self.set_channel(call, name).await,
            Endpoint::ListQueries => self.queries(call).await,
            Endpoint::GetQuery => self.query(name).await,
            Endpoint::StartBackfill => self.backfill(call).await,
            Endpoint::CancelQuery => self.cancel(call, name).await,
            Endpoint::ListQuarantine => self.quarantine(call).await,
            Endpoint::RetryEvent => self.retry(call, name).await,
            Endpoint::DiscardEvent => self.discard(name).await,
            Endpoint::ListRecordings => self.recordings(call).await,
            Endpoint::StartRecording => self.record(call).await,
            Endpoint::StopRecording => self.stop_recording(call, name).await,
        }
    }

    fn caching(&self, endpoint: Endpoint, caller: Caller<'_>) -> Caching {
        match (endpoint, caller) {
            (Endpoint::Health, _) | (_, Caller::Curator(_)) => Caching::Never,
            _ if self.authenticator.viewers.is_some() => Caching::Own,
            _ => Caching::Shared,
        }
    }
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
