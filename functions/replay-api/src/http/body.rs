//! Responses as they leave the function: the one place where they are put together.

use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
};

pub(crate) fn without_body(status: StatusCode, cache_control: HeaderValue) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, cache_control);
    response
}

pub(crate) fn with_body(
    status: StatusCode,
    content_type: &'static str,
    body: String,
    cache_control: HeaderValue,
) -> Response<Body> {
    let mut response = without_body(status, cache_control);
    *response.body_mut() = Body::from(body);
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}
