//! Answers that aren't problems.

use crate::problem::Problem;
use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION, VARY},
    },
};
use serde::Serialize;

/// For what only the caller may see, and for what is wrong now and may be right in a second.
pub(crate) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// How an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caching {
    /// By nobody.
    Never,
    /// By whoever asks, if they ask again before using it: a curator may hide a replay at any moment.
    Own,
    /// By anybody, under the same condition.
    Shared,
}

impl Caching {
    pub(crate) fn header(self) -> HeaderValue {
        match self {
            Self::Never => NO_STORE,
            Self::Own => HeaderValue::from_static("private, no-cache"),
            Self::Shared => HeaderValue::from_static("no-cache"),
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    body: Option<String>,
    version: Option<u64>,
    /// Where it can be seen what became of a request that was accepted.
    location: Option<String>,
}

impl Reply {
    /// 200 with JSON.
    pub(crate) fn json(body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            body: Some(serde_json::to_string(body)?),
            version: None,
            location: None,
        })
    }

    /// 204.
    pub(crate) fn nothing() -> Self {
        Self {
            body: None,
            version: None,
            location: None,
        }
    }

    /// With the version of what it shows, for `If-Match`.
    pub(crate) fn at_version(self, version: u64) -> Self {
        Self {
            version: Some(version),
            ..self
        }
    }

    /// 202: what it shows is still to be done, and can be looked at there.
    pub(crate) fn accepted_at(self, location: String) -> Self {
        Self {
            location: Some(location),
            ..self
        }
    }

    /// The whole answer. Who asks decides what is in it, so caches keep answers apart by that.
    pub(crate) fn response(self, caching: Caching) -> Response<Body> {
        let status = match self.location {
            Some(_) => StatusCode::ACCEPTED,
            None => StatusCode::OK,
        };
        let mut response = match self.body {
            Some(body) => with_body(status, "application/json", body, caching.header()),
            None => {
                let mut response = Response::new(Body::Empty);
                *response.status_mut() = StatusCode::NO_CONTENT;
                response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
                response
            }
        };
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("authorization"));
        let etag = self.version.map(|version| format!("\"{version}\""));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
            headers.insert(ETAG, etag);
        }
        let location = self.location.map(HeaderValue::try_from);
        if let Some(Ok(location)) = location {
            headers.insert(LOCATION, location);
        }
        response
    }
}

/// The one place where answers with a body are made.
pub(crate) fn with_body(
    status: StatusCode,
    content_type: &'static str,
    body: String,
    caching: HeaderValue,
) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, caching);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_its_type_its_version_and_how_it_may_be_kept() {
        for (caching, header) in [
            (Caching::Never, "no-store"),
            (Caching::Own, "private, no-cache"),
            (Caching::Shared, "no-cache"),
        ] {
            let reply = Reply::json(&[1]).unwrap().at_version(7);
            let response = reply.response(caching);
            assert_eq!(response.status(), 200);
            let headers = response.headers();
            assert_eq!(headers["content-type"], "application/json");
            assert_eq!(headers["etag"], "\"7\"");
            assert_eq!(headers["vary"], "authorization");
            assert_eq!(headers["cache-control"], header);
        }
    }

    #[test]
    fn what_is_accepted_tells_where_it_is() {
        let reply = Reply::json(&[1]).unwrap();
        let response = reply.accepted_at("/queries/a".to_owned());
        let response = response.response(Caching::Never);
        assert_eq!(response.status(), 202);
        assert_eq!(response.headers()["location"], "/queries/a");
    }

    #[test]
    fn nothing_has_no_type() {
        let response = Reply::nothing().response(Caching::Never);
        assert_eq!(response.status(), 204);
        assert!(!response.headers().contains_key("content-type"));
    }
}
