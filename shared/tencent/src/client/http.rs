//! One request over HTTP/1.1.

use super::Settings;
use replay_https::{
    Bytes, Client, NoTls, SendError,
    http::{self, HeaderName, HeaderValue, Request, Response, Uri, header},
};
use std::time::Duration;
use tokio::time::Instant;

/// A page of a hundred files, the most that is asked for, has some 300 KB.
const MAX_ANSWER_BYTES: usize = 8 << 20;

pub(super) struct Http(Client);

impl Http {
    pub(super) fn new(settings: &Settings) -> Result<Self, NoTls> {
        let https = settings.vod.is_https() || settings.live.is_https();
        Client::new(https, settings.connect_timeout).map(Self)
    }

    /// Posts `body` and reads the whole answer, whatever its status, within `timeout`.
    pub(super) async fn post(
        &self,
        uri: &Uri,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
        timeout: Duration,
    ) -> Result<Response<Bytes>, SendError> {
        let request = request(uri, headers, body);
        let request = request.map_err(|error| SendError::Connection(error.into()))?;
        let deadline = Instant::now() + timeout;
        self.0.send(request, MAX_ANSWER_BYTES, deadline).await
    }
}

fn request(
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
