//! Answers that aren't problems.

use crate::http::{etag, problem::Problem};
use lambda_http::{
    Body, Response,
    http::{
        HeaderMap, HeaderValue, StatusCode,
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
    /// By whoever asks. Unless its age is told, they have to ask again before using it.
    Own,
    /// By anybody, under the same condition.
    Shared,
}

impl Caching {
    pub(crate) fn header(self, age: Option<Age>) -> HeaderValue {
        HeaderValue::from_static(match (self, age) {
            (Self::Never, _) => return NO_STORE,
            (Self::Own, None) => "private, no-cache",
            (Self::Own, Some(Age::Settling)) => "private, max-age=5",
            (Self::Own, Some(Age::Settled)) => "private, max-age=60",
            (Self::Shared, None) => "no-cache",
            (Self::Shared, Some(Age::Settling)) => "public, max-age=5",
            (Self::Shared, Some(Age::Settled)) => "public, max-age=60",
        })
    }
}

/// For how long an answer may be used without asking again: that long what is hidden may still be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// Something in it goes on: 5 seconds.
    Settling,
    /// Events change nothing in it any more: a minute.
    Settled,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    body: Option<String>,
    version: Option<u64>,
    age: Option<Age>,
    /// Where it can be seen what became of a request that was accepted.
    location: Option<String>,
    /// Whether it shows what was not there before.
    created: bool,
}

impl Reply {
    /// 200 with JSON.
    pub(crate) fn json(body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self::of(Some(serde_json::to_string(body)?)))
    }

    /// 200 with what is JSON already.
    pub(crate) fn text(body: &str) -> Self {
        Self::of(Some(body.to_owned()))
    }

    /// 204.
    pub(crate) fn nothing() -> Self {
        Self::of(None)
    }

    fn of(body: Option<String>) -> Self {
        Self {
            body,
            version: None,
            age: None,
            location: None,
            created: false,
        }
    }

    /// With the version of what it shows, for `If-Match`.
    pub(crate) fn at_version(self, version: u64) -> Self {
        Self {
            version: Some(version),
            ..self
        }
    }

    /// Which may be kept for as long as its age says.
    pub(crate) fn aged(self, age: Age) -> Self {
        Self {
            age: Some(age),
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

    /// 201: what it shows was not there before.
    pub(crate) fn created(self) -> Self {
        Self {
            created: true,
            ..self
        }
    }

    /// The whole answer; 304 to `asked` by whoever has it. Who asks decides what is in it, so caches keep answers apart
    /// by that.
    pub(crate) fn response(self, caching: Caching, asked: Option<&HeaderMap>) -> Response<Body> {
        let status = match self.location {
            Some(_) => StatusCode::ACCEPTED,
            None if self.created => StatusCode::CREATED,
            None => StatusCode::OK,
        };
        let caching = caching.header(self.age);
        let tagged = asked.is_some() || self.version.is_some();
        let etag = self.body.as_deref().filter(|_| tagged);
        let etag = etag.map(|body| etag::tag(self.version, body));
        let known = |etag: &String| asked.is_some_and(|asked| etag::has(asked, etag));
        let mut response = match self.body {
            Some(_) if etag.as_ref().is_some_and(known) => {
                without_body(StatusCode::NOT_MODIFIED, caching)
            }
            Some(body) => with_body(status, "application/json", body, caching),
            None => without_body(StatusCode::NO_CONTENT, NO_STORE),
        };
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("authorization"));
        if let Some(Ok(etag)) = etag.map(HeaderValue::try_from) {
            headers.insert(ETAG, etag);
        }
        let location = self.location.map(HeaderValue::try_from);
        if let Some(Ok(location)) = location {
            headers.insert(LOCATION, location);
        }
        response
    }
}

/// An answer that is all in its status and headers.
pub(crate) fn without_body(status: StatusCode, caching: HeaderValue) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, caching);
    response
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
    use lambda_http::http::header::IF_NONE_MATCH;

    #[test]
    fn an_answer_tells_its_type_its_version_and_how_it_may_be_kept() {
        for (caching, header) in [
            (Caching::Never, "no-store"),
            (Caching::Own, "private, no-cache"),
            (Caching::Shared, "no-cache"),
        ] {
            let reply = Reply::json(&[1]).unwrap().at_version(7);
            let response = reply.response(caching, None);
            assert_eq!(response.status(), 200);
            let headers = response.headers();
            assert_eq!(headers["content-type"], "application/json");
            assert_eq!(headers["etag"], etag::tag(Some(7), "[1]"));
            assert_eq!(headers["vary"], "authorization");
            assert_eq!(headers["cache-control"], header);
        }
    }

    #[test]
    fn whoever_has_it_is_spared_the_body() {
        let asked = |etag: &str| HeaderMap::from_iter([(IF_NONE_MATCH, etag.parse().unwrap())]);
        let answer = |headers: &HeaderMap, age| {
            let reply = Reply::json(&[1]).unwrap().aged(age);
            reply.response(Caching::Shared, Some(headers))
        };
        let first = answer(&HeaderMap::new(), Age::Settled);
        assert_eq!(first.headers()["cache-control"], "public, max-age=60");
        let etag = first.headers()["etag"].to_str().unwrap();
        let again = answer(&asked(etag), Age::Settling);
        assert_eq!(
            (again.status(), again.body().is_empty()),
            (StatusCode::NOT_MODIFIED, true)
        );
        assert_eq!(again.headers()["etag"], etag);
        assert_eq!(again.headers()["cache-control"], "public, max-age=5");
        assert_eq!(answer(&asked("\"other\""), Age::Settled).status(), 200);
    }

    #[test]
    fn what_is_accepted_tells_where_it_is() {
        let reply = Reply::json(&[1]).unwrap();
        let response = reply.accepted_at("/queries/a".to_owned());
        let response = response.response(Caching::Never, None);
        assert_eq!(response.status(), 202);
        assert_eq!(response.headers()["location"], "/queries/a");
    }

    #[test]
    fn what_is_new_says_so() {
        let reply = Reply::json(&[1]).unwrap().created();
        assert_eq!(reply.response(Caching::Never, None).status(), 201);
    }

    #[test]
    fn nothing_has_no_type() {
        let response = Reply::nothing().response(Caching::Never, None);
        assert_eq!(response.status(), 204);
        assert!(!response.headers().contains_key("content-type"));
    }
}
