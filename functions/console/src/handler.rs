//! One request: which file it names, and what goes with it.

use crate::{
    Config,
    encoding::Encoding,
    files::{FILES, File, PAGE},
    policy::policy,
};
use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_ENCODING,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
};

/// Where the page is.
const PATH: &str = "/console";

/// Its routes in API Gateway: the page, and all under it.
pub const ROUTES: [&str; 2] = ["ANY /console", "ANY /console/{path+}"];

/// Whether a path is this function's.
#[must_use]
pub fn has(path: &str) -> bool {
    let rest = path.strip_prefix(PATH);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What the page is instead, where it was not built.
const NOT_BUILT: &str = include_str!("not_built.html");

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// The page plays full screen, in a small window, and asks for nothing else.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
);
const A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
const NEVER: HeaderValue = HeaderValue::from_static("no-store");

/// The function.
#[derive(Debug, Clone)]
pub struct Console {
    files: &'static [File],
    policy: HeaderValue,
}

impl Console {
    /// Makes the function.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::with(config, FILES)
    }

    pub(crate) fn with(config: Config, files: &'static [File]) -> Self {
        let policy = HeaderValue::try_from(policy(&config));
        Self {
            files,
            // Names of hosts are ASCII. With this one, nothing at all is loaded.
            policy: policy.unwrap_or(HeaderValue::from_static("default-src 'none'")),
        }
    }

    /// Answers a request.
    #[must_use]
    pub fn handle(&self, request: &Request) -> Response<Body> {
        let mut response = match *request.method() {
            Method::GET | Method::HEAD => self.answer(request),
            _ => {
                let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "GET and HEAD alone\n");
                (response.headers_mut()).insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
                response
            }
        };
        if request.method() == Method::HEAD {
            *response.body_mut() = Body::Empty;
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        let fixed = [
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (PERMISSIONS_POLICY, PERMISSIONS),
        ];
        headers.extend(fixed);
        response
    }

    fn answer(&self, request: &Request) -> Response<Body> {
        let Some(page) = self.files.iter().find(|file| file.name == PAGE) else {
            return not_built();
        };
        let path = request.raw_http_path().strip_prefix(PATH);
        let name = path.unwrap_or_default().trim_matches('/');
        match self.files.iter().find(|file| file.name == name) {
            Some(file) => serve(file, request.headers()),
            // Like a script of the build before this one.
            None if is_file(name) => text(StatusCode::NOT_FOUND, "there is no such file\n"),
            // The page knows its own paths.
            None => serve(page, request.headers()),
        }
    }
}

/// Whether a path names a file, and none of the page's own paths: its first part is a folder of files, or its only one has an
/// ending. A name in a path of the page may hold dots.
fn is_file(name: &str) -> bool {
    match name.split_once('/') {
        Some((folder, _)) => folder == "assets",
        None => name.contains('.'),
    }
}

fn serve(file: &File, headers: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    let answered = response.headers_mut();
    answered.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answered.insert(ETAG, HeaderValue::from_static(file.etag));
    let caching = match file.is_immutable() {
        true => A_YEAR,
        false => ASK_EACH_TIME,
    };
    answered.insert(CACHE_CONTROL, caching);
    if file.name != PAGE {
        // Pages of others load the elements, with what those load themselves. Where `AllowedOrigins` is set, API Gateway
        // puts its own in the place of this.
        let anyone = HeaderValue::from_static("*");
        answered.insert(ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    }
    if is_known(headers, file.etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    answered.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type()));
    let mut accepted = Encoding::ALL.into_iter();
    let form = accepted.find_map(|encoding| {
        let bytes = file.encoded(encoding)?;
        encoding.is_accepted(headers).then_some((encoding, bytes))
    });
    let (encoding, bytes) = form.unwrap_or((Encoding::Identity, file.bytes));
    if let Some(name) = encoding.name() {
        answered.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    *response.body_mut() = Body::from(bytes);
    response
}

/// Whether `If-None-Match` names this tag.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).iter();
    let mut tags = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// As the page itself, because it is a person who reads it.
fn not_built() -> Response<Body> {
    let mut response = text(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    response
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response.headers_mut().insert(CACHE_CONTROL, NEVER);
    response
}

#[cfg(test)]
mod tests;
