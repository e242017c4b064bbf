//! Answers of the runner itself, with problems in the form that the functions use (RFC 9457).

use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, StatusCode,
        header::{ALLOW, CONTENT_TYPE},
    },
};
use serde_json::{Value, json};

/// A problem: `code` is stable, `detail` is for people.
pub(super) fn problem(status: StatusCode, code: &str, detail: &str) -> Response<Body> {
    let title = status.canonical_reason();
    let body = json!({"type": "about:blank", "title": title, "status": status.as_u16(), "code": code, "detail": detail});
    answer(status, "application/problem+json", &body)
}

pub(super) fn malformed(detail: &str) -> Response<Body> {
    problem(StatusCode::BAD_REQUEST, "malformed_request", detail)
}

pub(super) fn unavailable(detail: &str) -> Response<Body> {
    problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
}

pub(super) fn crashed() -> Response<Body> {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    problem(status, "internal_error", "the function crashed")
}

/// The route takes only this method.
pub(super) fn only(method: &'static str) -> Response<Body> {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let mut response = problem(status, "method_not_allowed", &format!("use {method}"));
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static(method));
    response
}

pub(super) fn ok(body: &Value) -> Response<Body> {
    answer(StatusCode::OK, "application/json", body)
}

fn answer(status: StatusCode, content_type: &'static str, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
