//! `GET /-/events`: events as they happen, as server-sent events
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).

use super::{media::Content, problem::only};
use crate::events::{Follower, Timeline};
use hyper::body::Bytes;
use lambda_http::{
    Response,
    http::{
        HeaderName, HeaderValue, Method,
        header::{CACHE_CONTROL, CONTENT_TYPE},
        request::Parts,
    },
};
use serde_json::json;
use std::{fmt::Write, sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::timeout};

pub(super) const PATH: &str = "/-/events";

/// The last event that a client has seen, which it names when it comes back.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Without events, a comment is sent after this time, so that nothing on the way closes the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many packs of events may lie between the timeline and a client. Who is slower gets the later ones from the timeline.
const UNDER_WAY: usize = 4;

/// Events to a client as they happen.
pub(super) fn answer(timeline: &Arc<Timeline>, request: &Parts) -> Response<Content> {
    if request.method != Method::GET {
        return only("GET").map(Content::Whole);
    }
    let last = request.headers.get(LAST_EVENT_ID);
    let last = last.and_then(|last| last.to_str().ok()?.trim().parse().ok());
    let (sender, receiver) = mpsc::channel(UNDER_WAY);
    tokio::spawn(send(timeline.follow(last), sender));
    let mut response = Response::new(Content::Events(receiver));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/event-stream");
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Sends until the client is gone, or the runner stops.
async fn send(mut follower: Follower, client: mpsc::Sender<Bytes>) {
    let mut text = ": what changes, from now on\n\n".to_owned();
    while client.send(text.into()).await.is_ok() {
        let news = tokio::select! {
            news = timeout(HEARTBEAT, follower.next()) => news,
            () = client.closed() => return,
        };
        text = match news {
            Ok(Some(news)) => {
                let mut text = String::new();
                if news.missed > 0 {
                    let missed = json!({"count": news.missed});
                    let _ = write!(text, "event: missed\ndata: {missed}\n\n");
                }
                for it in news.events {
                    let (id, kind, data) = (it.sequence, it.kind(), &it.event);
                    let _ = write!(text, "id: {id}\nevent: {kind}\ndata: {data}\n\n");
                }
                text
            }
            Ok(None) => return,
            Err(_) => ":\n\n".to_owned(),
        };
    }
}
