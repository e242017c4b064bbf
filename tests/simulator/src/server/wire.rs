//! Headers, envelopes and pages.

use crate::ApiError;
use http_body_util::Full;
use hyper::{
    HeaderMap, Response, StatusCode,
    body::Bytes,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::{Value, json};

/// The text of a header; empty when it is absent.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// The page with which a gateway in front of the API answers.
pub(super) fn page(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(format!("<html><body>{status}</body></html>")));
    *response.status_mut() = status;
    response
}

pub(super) fn envelope(answer: Result<Value, ApiError>, number: usize) -> Response<Full<Bytes>> {
    let mut inside = answer.unwrap_or_else(|error| error.to_json());
    inside["RequestId"] = json!(format!("00000000-0000-4000-8000-{number:012}"));
    let mut response = Response::new(Full::from(json!({"Response": inside}).to_string()));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
