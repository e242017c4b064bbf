//! One request over HTTP/1.1, within its time.

use super::Settings;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use replay_https::{Client, NoTls, client};
use std::{error::Error, io, time::Duration};
use tokio::time::timeout;

/// A hundred files, the most that are asked for, of about 3 KB each are 300 KB.
const MAX_ANSWER_BYTES: usize = 8 << 20;

/// Why nothing came back.
pub(super) enum Failure {
    TimedOut,
    Broken(Box<dyn Error + Send + Sync>),
}

pub(super) struct Http {
    client: Client<Full<Bytes>>,
}

impl Http {
    pub(super) fn new(settings: &Settings) -> Result<Self, NoTls> {
        let https = settings.vod.is_https() || settings.live.is_https();
        Ok(Self {
            client: client(https, settings.connect_timeout)?,
        })
    }

    /// Sends `body` and reads the whole answer, whatever its status, within `patience`.
    pub(super) async fn post(
        &self,
        uri: &Uri,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
        patience: Duration,
    ) -> Result<(StatusCode, Bytes), Failure> {
        let request = request(uri, headers, body).map_err(|error| Failure::Broken(error.into()))?;
        let exchange = async {
            let response = self.client.request(request).await?;
            let status = response.status();
            let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES);
            let body = body.collect().await?.to_bytes();
            Ok((status, body))
        };
        match timeout(patience, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(failure(error)),
            Err(_) => Err(Failure::TimedOut),
        }
    }
}

fn request(
    uri: &Uri,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::new(Full::new(body));
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

/// A connection that could not be made in time looks like any that could not be made, but for its innermost cause.
fn failure(error: Box<dyn Error + Send + Sync>) -> Failure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error.as_ref());
    while let Some(error) = cause {
        let io = error.downcast_ref::<io::Error>();
        if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return Failure::TimedOut;
        }
        cause = error.source();
    }
    Failure::Broken(error)
}
