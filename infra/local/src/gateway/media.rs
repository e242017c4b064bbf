//! Serves the files of the stand-in's VOD, whole or in part (RFC 9110, ranges).

use super::problem::{only, problem};
use crate::stand_ins::kept_files::KeptFiles;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use lambda_http::{
    Body, Response,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE},
        request::Parts,
    },
};
use replay_grouping::InvalidName;
use replay_signature::HotlinkKey;
use replay_simulator::{Account, Footage, NoFootage};
use serde_json::Value;
use std::{
    ops::Range,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::mpsc;

/// How much of a file is in memory for each request.
const CHUNK: u64 = 64 << 10;

/// The stand-in's VOD, from which files are served.
pub(crate) struct Media {
    pub(crate) account: Account,
    /// `PLAYBACK_KEY`: with it, URLs must be signed.
    pub(crate) key: Option<HotlinkKey>,
    /// Keeps the files that were put into VOD over a restart.
    pub(crate) kept: KeptFiles,
}

/// The body of an answer: of a function, some bytes of a file, or events as they come.
pub(crate) enum Content {
    Whole(Body),
    File(Footage, Range<u64>),
    Events(mpsc::Receiver<Bytes>),
}

impl Media {
    /// Puts the file of a callback into VOD.
    pub(super) fn register(&self, callback: &Value, now: i64) -> Result<(), InvalidName> {
        if self.account.studio.register(callback, now)? {
            self.kept.add(callback);
        }
        Ok(())
    }

    pub(super) fn answer(&self, request: &Parts, now: i64) -> Response<Content> {
        let (path, query) = (request.uri.path(), request.uri.query());
        if request.method != Method::GET && request.method != Method::HEAD {
            return only("GET").map(Content::Whole);
        }
        match self.account.footage(path, query, self.key.as_ref(), now) {
            Ok(footage) => serve(footage, request),
            Err(error @ NoFootage::Missing) => {
                problem(StatusCode::NOT_FOUND, "not_found", &error.to_string()).map(Content::Whole)
            }
            Err(error @ NoFootage::Unsigned) => {
                problem(StatusCode::FORBIDDEN, "forbidden", &error.to_string()).map(Content::Whole)
            }
        }
    }
}

fn serve(footage: Footage, request: &Parts) -> Response<Content> {
    let (size, content_type) = (footage.size(), footage.content_type());
    let (status, range) = match wanted(&request.headers, size) {
        Wanted::All => (StatusCode::OK, 0..size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
    };
    let place = match status {
        StatusCode::PARTIAL_CONTENT => format!("bytes {}-{}/{size}", range.start, range.end - 1),
        _ => format!("bytes */{size}"),
    };
    let length = range.end - range.start;
    let mut response = Response::new(match request.method {
        Method::HEAD => Content::Whole(Body::Empty),
        _ => Content::File(footage, range),
    });
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CONTENT_LENGTH, length.into());
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let (true, Ok(place)) = (status != StatusCode::OK, HeaderValue::try_from(place)) {
        headers.insert(CONTENT_RANGE, place);
    }
    response
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<u64>),
    /// The range lies behind the end.
    Nothing,
}

/// The bytes that a request asks for. What is no range of bytes, or several, is answered with all of them.
fn wanted(headers: &HeaderMap, size: u64) -> Wanted {
    let range = headers.get(RANGE).and_then(|range| range.to_str().ok());
    let Some((first, last)) = range
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Wanted::All;
    };
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..size.min(last.saturating_add(1)),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(length)) if first.is_empty() => size.saturating_sub(length)..size,
        _ => return Wanted::All,
    };
    match range.is_empty() {
        true => Wanted::Nothing,
        false => Wanted::Part(range),
    }
}

impl HttpBody for Content {
    type Data = Bytes;
    type Error = lambda_http::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(context),
            Self::File(_, range) if range.is_empty() => Poll::Ready(None),
            Self::File(footage, range) => {
                let end = range.end.min(range.start + CHUNK);
                let bytes = footage.read(range.start..end);
                range.start = end;
                Poll::Ready(Some(Ok(Frame::data(bytes.into()))))
            }
            Self::Events(events) => {
                let next = events.poll_recv(context);
                next.map(|events| events.map(|events| Ok(Frame::data(events))))
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::File(_, range) => SizeHint::with_exact(range.end - range.start),
            Self::Events(_) => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, wanted};
    use lambda_http::http::{HeaderMap, HeaderValue, header::RANGE};

    #[track_caller]
    fn check(range: &'static str, expected: Wanted) {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_static(range));
        assert_eq!(wanted(&headers, 100), expected, "{range}");
    }

    #[test]
    fn ranges_are_cut_to_the_file() {
        check("bytes=0-", Wanted::Part(0..100));
        check("bytes=10-19", Wanted::Part(10..20));
        check("bytes=90-1000", Wanted::Part(90..100));
        check("bytes=-10", Wanted::Part(90..100));
        check("bytes=-1000", Wanted::Part(0..100));
        check("bytes=100-", Wanted::Nothing);
        check("bytes=-0", Wanted::Nothing);
    }

    #[test]
    fn what_is_no_range_means_everything() {
        for range in [
            "bytes=",
            "bytes=-",
            "bytes=9-1",
            "bytes=1-2,5-6",
            "seconds=1-2",
            "bytes=a-b",
        ] {
            check(range, Wanted::All);
        }
        assert_eq!(wanted(&HeaderMap::new(), 100), Wanted::All);
    }
}
