//! `/docs`: the OpenAPI document in a browser. The viewer is Swagger UI, and comes from here, not from another host.

use super::problem::{only, problem};
use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE},
    },
};

/// A file of the viewer.
struct File {
    path: &'static str,
    content_type: &'static str,
    is_gzip: bool,
    bytes: &'static [u8],
}

const FILES: [File; 4] = [
    File {
        path: "/docs",
        content_type: "text/html; charset=utf-8",
        is_gzip: false,
        bytes: include_bytes!("../../docs/index.html"),
    },
    File {
        path: "/docs/start.js",
        content_type: "text/javascript",
        is_gzip: false,
        bytes: include_bytes!("../../docs/start.js"),
    },
    File {
        path: "/docs/swagger-ui-bundle.js",
        content_type: "text/javascript",
        is_gzip: true,
        bytes: include_bytes!("../../docs/swagger-ui-bundle.js.gz"),
    },
    File {
        path: "/docs/swagger-ui.css",
        content_type: "text/css",
        is_gzip: true,
        bytes: include_bytes!("../../docs/swagger-ui.css.gz"),
    },
];

/// Whether a path is one of the viewer's.
pub(super) fn has(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

pub(super) fn answer(method: &Method, path: &str) -> Response<Body> {
    if method != Method::GET && method != Method::HEAD {
        return only("GET");
    }
    let path = path.trim_end_matches('/');
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return problem(StatusCode::NOT_FOUND, "not_found", "there is no such file");
    };
    let mut response = Response::new(Body::from(file.bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    if file.is_gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
