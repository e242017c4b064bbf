//! Builds one HTTP request.

use replay_https::{
    Bytes,
    http::{self, HeaderName, HeaderValue, Request, Uri, header},
};

pub(super) fn post(
    uri: &Uri,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
) -> Result<Request<Bytes>, http::Error> {
    let mut request = Request::post(uri).body(body)?;
    for (name, value) in headers {
        let mut value = HeaderValue::try_from(value)?;
        let name = HeaderName::from_static(name);
        value.set_sensitive(name == header::AUTHORIZATION || name == "x-tc-token");
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}
