//! Bodies that are JSON objects.

use crate::http::problem::Problem;
use lambda_http::http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::{Map, Value};

/// More than any body holds: names have at most 512 characters, each of at most 12 bytes in JSON, and there are three.
const MAX_BODY_BYTES: usize = 65_536;

pub(crate) const JSON: &str = "application/json";

/// Reads the body of a request that must have one of these media types.
pub(crate) fn object(
    headers: &HeaderMap,
    body: &[u8],
    types: &[&str],
) -> Result<Map<String, Value>, Problem> {
    let sent = media_type(headers);
    if !sent.is_some_and(|sent| types.iter().any(|known| sent.eq_ignore_ascii_case(known))) {
        return Err(Problem::MediaType {
            expected: types.join(" or "),
        });
    }
    if body.len() > MAX_BODY_BYTES {
        return Err(Problem::TooLarge {
            limit: MAX_BODY_BYTES,
        });
    }
    serde_json::from_slice(body).map_err(|_| Problem::NotAnObject)
}

/// What the body is, without parameters such as its charset: JSON is UTF-8 anyway.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: [&str; 2] = ["application/merge-patch+json", JSON];

    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Map<String, Value>, Problem> {
        let value = content_type.map(|value| (CONTENT_TYPE, value.parse().unwrap()));
        object(&value.into_iter().collect(), body, &TYPES)
    }

    #[test]
    fn only_a_json_object_is_taken() {
        for body in [
            "",
            "null",
            "[]",
            "\"title\"",
            "{",
            "{}x",
            "{\"title\": \"\u{1}\"}",
        ] {
            let refusal = read(Some(JSON), body.as_bytes()).unwrap_err();
            assert_eq!(refusal, Problem::NotAnObject, "{body}");
        }
        assert!(read(Some(JSON), b"{\"title\": \"\xff\"}").is_err());
    }

    #[test]
    fn it_may_have_64_kib() {
        let body = |bytes: usize| format!("{{{}}}", " ".repeat(bytes - 2));
        assert!(read(Some(JSON), body(65_536).as_bytes()).is_ok());
        assert_eq!(
            read(Some(JSON), body(65_537).as_bytes()).unwrap_err(),
            Problem::TooLarge { limit: 65_536 }
        );
    }

    #[test]
    fn the_media_type_must_be_a_known_one() {
        let problem = Problem::MediaType {
            expected: "application/merge-patch+json or application/json".to_owned(),
        };
        for content_type in [
            None,
            Some(""),
            Some("text/json"),
            Some("application/json-patch+json"),
        ] {
            assert_eq!(read(content_type, b"{}").unwrap_err(), problem);
        }
        for content_type in [
            "Application/JSON; charset=utf-8",
            "application/merge-patch+json",
        ] {
            assert!(read(Some(content_type), b"{}").is_ok());
        }
    }
}
