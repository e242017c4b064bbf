//! Answers about playlists.

use crate::http::{
    etag,
    response::{Caching, with_body, without_body},
};
use lambda_http::{
    Body, Response,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ETAG, LOCATION, VARY},
    },
};
use url::Url;

const M3U8: &str = "application/vnd.apple.mpegurl";

/// 200 with a playlist, or 304 to whoever has it.
///
/// A player may keep it and has to ask whether it still holds: it may have grown or been hidden, and its addresses
/// expire. Within a window of signatures that question costs no more than its answer.
pub(super) fn list(text: String, asked: &HeaderMap, caching: Caching) -> Response<Body> {
    let etag = etag::tag(None, &text);
    let mut response = if etag::has(asked, &etag) {
        without_body(StatusCode::NOT_MODIFIED, caching.header(None))
    } else {
        with_body(StatusCode::OK, M3U8, text, caching.header(None))
    };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(ETAG, etag);
    }
    told_apart(response)
}

/// 302 to an address of the web; none if it is not one.
pub(super) fn redirect(url: &str, caching: Caching) -> Option<Response<Body>> {
    let parsed = Url::parse(url).ok()?;
    let location = HeaderValue::from_str(url).ok()?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return None;
    }
    let mut response = without_body(StatusCode::FOUND, caching.header(None));
    response.headers_mut().insert(LOCATION, location);
    Some(told_apart(response))
}

/// Who asks decides what is in it, so caches keep answers apart by that.
fn told_apart(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("authorization"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::header::IF_NONE_MATCH;

    fn answer(if_none_match: &str) -> Response<Body> {
        let value = HeaderValue::from_str(if_none_match).unwrap();
        let asked = HeaderMap::from_iter([(IF_NONE_MATCH, value)]);
        list("#EXTM3U\n".to_owned(), &asked, Caching::Shared)
    }

    #[test]
    fn a_playlist_tells_its_type_and_is_sent_once() {
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

    #[test]
    fn a_redirect_leads_into_the_web() {
        let url = "https://vod.example.com/a.m3u8?t=1";
        let response = redirect(url, Caching::Own).unwrap();
        assert_eq!(response.status(), 302);
        assert_eq!(response.headers()["location"], url);
        assert_eq!(response.headers()["cache-control"], "private, no-cache");
        for url in ["", "a.m3u8", "javascript:alert(1)", "https://a/\nx: y"] {
            assert!(redirect(url, Caching::Own).is_none(), "{url}");
        }
    }
}
