//! Responses that are not problems.

use crate::http::{Age, Caching, Problem, etag};
use lambda_http::{
    Body, Response,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION, VARY},
    },
};
use serde::Serialize;

/// The content type of a body, and its text.
type Content = (&'static str, String);

/// A response as it leaves the function: the one place where responses are put together.
pub(crate) fn response(
    status: StatusCode,
    body: Option<Content>,
    cache_control: HeaderValue,
) -> Response<Body> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, cache_control);
    if let Some((content_type, text)) = body {
        *response.body_mut() = text.into();
        let content_type = HeaderValue::from_static(content_type);
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    response
}

/// A response, before it is known who may cache it.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    status: StatusCode,
    body: Option<Content>,
    version: Option<u64>,
    age: Option<Age>,
    location: Option<String>,
}

impl Reply {
    /// 200 with JSON.
    pub(crate) fn json(body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body)?;
        Ok(Self::text("application/json", body))
    }

    /// 200 with a text of this type.
    pub(crate) fn text(content_type: &'static str, body: String) -> Self {
        Self {
            body: Some((content_type, body)),
            ..Self::default()
        }
    }

    /// 202 with JSON that shows what is still to be done, and the path at which its progress can be seen.
    pub(crate) fn accepted(body: &impl Serialize, location: String) -> Result<Self, Problem> {
        Ok(Self {
            status: StatusCode::ACCEPTED,
            location: Some(location),
            ..Self::json(body)?
        })
    }

    /// 201 with JSON that shows what was not there before.
    pub(crate) fn created(body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            status: StatusCode::CREATED,
            ..Self::json(body)?
        })
    }

    pub(crate) fn no_content() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            ..Self::default()
        }
    }

    pub(crate) fn redirect(location: String) -> Self {
        Self {
            status: StatusCode::FOUND,
            location: Some(location),
            ..Self::default()
        }
    }

    /// With the version of the replay in it, for `If-Match`.
    pub(crate) fn at_version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// With the time for which caches may use it.
    pub(crate) fn aged(mut self, age: Age) -> Self {
        self.age = Some(age);
        self
    }

    /// The HTTP response. `safe` has the headers of a request that changes nothing: if its `If-None-Match` names this
    /// body, the response is 304. `Vary` tells caches that the response depends on the token.
    pub(crate) fn response(self, caching: Caching, safe: Option<&HeaderMap>) -> Response<Body> {
        let tagged = safe.is_some() || self.version.is_some();
        let body = self.body.as_ref().filter(|_| tagged);
        let etag = body.map(|(_, body)| etag::tag(self.version, body));
        let known = etag.as_ref().zip(safe);
        let (status, body) = match known.is_some_and(|(etag, headers)| etag::has(headers, etag)) {
            true => (StatusCode::NOT_MODIFIED, None),
            false => (self.status, self.body),
        };
        let mut response = response(status, body, caching.header(self.age));
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("authorization"));
        for (name, value) in [(ETAG, etag), (LOCATION, self.location)] {
            if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
                headers.insert(name, value);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::header::IF_NONE_MATCH;

    #[test]
    fn a_response_has_its_type_its_version_and_its_cache_control() {
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
    fn a_known_etag_is_answered_with_304() {
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
    fn a_202_has_a_location() {
        let reply = Reply::accepted(&[1], "/queries/a".to_owned()).unwrap();
        let response = reply.response(Caching::Never, None);
        assert_eq!(response.status(), 202);
        assert_eq!(response.headers()["location"], "/queries/a");
    }

    #[test]
    fn a_created_response_is_201() {
        let reply = Reply::created(&[1]).unwrap();
        assert_eq!(reply.response(Caching::Never, None).status(), 201);
    }

    #[test]
    fn a_204_has_no_content_type() {
        let response = Reply::no_content().response(Caching::Never, None);
        assert_eq!(response.status(), 204);
        assert!(!response.headers().contains_key("content-type"));
    }

    #[test]
    fn a_playlist_has_its_content_type_and_an_etag() {
        let answer = |if_none_match: &str| {
            let known = HeaderMap::from_iter([(IF_NONE_MATCH, if_none_match.parse().unwrap())]);
            let reply = Reply::text("application/vnd.apple.mpegurl", "#EXTM3U\n".to_owned());
            reply.response(Caching::Shared, Some(&known))
        };
        let response = answer("\"other\"");
        assert_eq!(response.status(), 200);
        assert_eq!(response.body(), &Body::Text("#EXTM3U\n".to_owned()));
        let headers = response.headers();
        assert_eq!(headers["content-type"], "application/vnd.apple.mpegurl");
        assert_eq!(headers["cache-control"], "no-cache");
        assert_eq!(headers["vary"], "authorization");
        let etag = headers["etag"].to_str().unwrap();
        for known in ["*", etag, &format!("\"other\", W/{etag}")] {
            let response = answer(known);
            assert_eq!(response.status(), 304, "{known}");
            assert!(response.body().is_empty());
            assert_eq!(response.headers()["etag"], etag);
            assert_eq!(response.headers()["cache-control"], "no-cache");
        }
    }
}
