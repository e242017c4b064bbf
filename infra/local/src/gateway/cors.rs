//! Cross-origin requests, as API Gateway answers them with the `CorsConfiguration` of the template.

use lambda_http::{
    Body, Response,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
            ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
        },
        request::Parts,
    },
};
use replay_settings::{SettingError, Vars};

const NAME: &str = "ALLOWED_ORIGINS";
const ANY: &str = "*";

const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,POST,PUT,PATCH,DELETE");
/// `range` and `last-event-id` only here: a deployment serves neither files nor events.
const ALLOWED: HeaderValue = HeaderValue::from_static(
    "authorization,content-type,if-match,if-none-match,last-event-id,range",
);
const EXPOSED: HeaderValue = HeaderValue::from_static("etag,location,x-request-id");
const MAX_AGE: HeaderValue = HeaderValue::from_static("3600");

/// The origins whose pages may read answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cors(Vec<String>);

impl Cors {
    /// `ALLOWED_ORIGINS`.
    pub(crate) fn read(vars: Vars<'_>) -> Result<Self, SettingError> {
        let origins = vars.list(NAME);
        match origins.iter().find(|origin| !is_origin(origin)) {
            None => Ok(Self(origins)),
            Some(wrong) => {
                let problem = format!(
                    "must be * or a comma list of origins, as https://app.example.com; {wrong:?} is none"
                );
                Err(SettingError::new(NAME, problem))
            }
        }
    }

    /// The answer to a browser that asks whether it may send a request.
    pub(super) fn preflight(&self, request: &Parts) -> Option<Response<Body>> {
        let asks = request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if request.method != Method::OPTIONS || !asks {
            return None;
        }
        let mut response = Response::new(Body::Empty);
        *response.status_mut() = StatusCode::NO_CONTENT;
        if let Some(allowed) = self.allows(&request.headers) {
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
            headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        Some(response)
    }

    /// Lets the page that sent `request` read `response`.
    pub(super) fn allow(&self, request: &HeaderMap, response: &mut HeaderMap) {
        // Like API Gateway, whatever the function says.
        response.remove(ACCESS_CONTROL_ALLOW_ORIGIN);
        if let Some(allowed) = self.allows(request) {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
        if !self.allows_any() {
            response.append(VARY, HeaderValue::from_static("origin"));
        }
    }

    fn allows_any(&self) -> bool {
        self.0.iter().any(|origin| origin == ANY)
    }

    fn allows(&self, request: &HeaderMap) -> Option<HeaderValue> {
        let origin = request.get(ORIGIN)?;
        if self.allows_any() {
            return Some(HeaderValue::from_static(ANY));
        }
        let known = |allowed: &String| allowed.as_bytes() == origin.as_bytes();
        self.0.iter().any(known).then(|| origin.clone())
    }
}

/// `*`, or a scheme and a host, with or without a port.
fn is_origin(text: &str) -> bool {
    let host = text.split_once("://").map(|(_, host)| host);
    text == ANY || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ']))
}
