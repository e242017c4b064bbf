//! One request over HTTP/1.1, within its time.

use super::Settings;
use replay_https::{
    Bytes, Client, NoTls, SendError,
    http::{self, HeaderName, HeaderValue, Method, Request, Response, Uri, header},
};
use std::{error::Error, time::Duration};
use tokio::time::Instant;

/// A hundred files, the most that are asked for, of about 3 KB each are 300 KB.
const MAX_ANSWER_BYTES: usize = 8 << 20;

/// Why nothing came back.
pub(super) enum Failure {
    TimedOut,
    Broken(Box<dyn Error + Send + Sync>),
}

pub(super) struct Http {
    client: Client,
}

impl Http {
    pub(super) fn new(settings: &Settings) -> Result<Self, NoTls> {
        let https = settings.vod.is_https() || settings.live.is_https();
        Ok(Self {
            client: Client::new(https, settings.connect_timeout)?,
        })
    }

    /// Sends `body` and reads the whole answer, whatever its status, within `patience`.
    pub(super) async fn post(
        &self,
        uri: &Uri,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
        patience: Duration,
    ) -> Result<Response<Bytes>, Failure> {
        let request = request(uri, headers, body).map_err(|error| Failure::Broken(error.into()))?;
        let deadline = Instant::now() + patience;
        let sent = self.client.send(request, MAX_ANSWER_BYTES, deadline).await;
        sent.map_err(|error| match error {
            SendError::TimedOut | SendError::ConnectionTimedOut => Failure::TimedOut,
            SendError::Connection(source) => Failure::Broken(source),
            SendError::TooLarge(_) => Failure::Broken(error.into()),
        })
    }
}

fn request(
    uri: &Uri,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
) -> Result<Request<Bytes>, http::Error> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri.clone();
    for (name, value) in headers {
        let mut value = HeaderValue::try_from(value)?;
        let name = HeaderName::from_static(name);
        value.set_sensitive(name == header::AUTHORIZATION || name == "x-tc-token");
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}
