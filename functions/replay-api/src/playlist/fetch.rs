//! Fetches playlists.

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use lambda_http::http::{StatusCode, Uri};
use replay_https::{Client, NoTls, client};
use std::{error::Error, sync::OnceLock, time::Duration};
use tokio::time::{Instant, timeout_at};

/// Eight hours of segments of 2 s, with 250 bytes each, and as much again.
const MAX_BYTES: usize = 8 << 20;

/// From connecting to the last byte. VOD's delivery network answers within tenths of a second.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// Room for one lost packet, as TCP sends its first one again after 1 s.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Why there is no playlist. What it displays is told to the caller.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum NoText {
    #[error("was not answered in time")]
    Late,
    #[error("could not be fetched")]
    Broken(String),
    #[error("was answered with status {0}")]
    Status(u16),
    #[error("leads elsewhere")]
    Redirect,
    #[error("is larger than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("is not UTF-8 text")]
    NotText,
}

/// Keeps connections. Nothing is read or sent before the first playlist is asked for.
#[derive(Debug, Default)]
pub(crate) struct Fetcher {
    // Of the body that the client of the APIs sends too: another one would be 75 KB more of the same code.
    plain: OnceLock<Client<Full<Bytes>>>,
    secure: OnceLock<Client<Full<Bytes>>>,
}

impl Fetcher {
    /// The text that lies at an address, within its own time and before `deadline`. No redirect is followed.
    pub(super) async fn fetch(&self, address: &str, deadline: Instant) -> Result<String, NoText> {
        let deadline = deadline.min(Instant::now() + REQUEST_TIMEOUT);
        match timeout_at(deadline, self.exchange(address)).await {
            Ok(text) => text,
            Err(_) => Err(NoText::Late),
        }
    }

    async fn exchange(&self, address: &str) -> Result<String, NoText> {
        let uri: Uri = address.parse().map_err(|error| broken(&error))?;
        let client = self.client(uri.scheme_str() == Some("https"));
        let response = client.map_err(|error| broken(&error))?.get(uri).await;
        let response = response.map_err(|error| broken(&error))?;
        match response.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => return Err(NoText::Redirect),
            status => return Err(NoText::Status(status.as_u16())),
        }
        let body = Limited::new(response.into_body(), MAX_BYTES)
            .collect()
            .await;
        let body = body.map_err(|error| {
            if error.is::<LengthLimitError>() {
                NoText::TooLarge
            } else {
                broken(error.as_ref())
            }
        })?;
        String::from_utf8(body.to_bytes().into()).map_err(|_| NoText::NotText)
    }

    fn client(&self, https: bool) -> Result<&Client<Full<Bytes>>, NoTls> {
        let kept = if https { &self.secure } else { &self.plain };
        if let Some(client) = kept.get() {
            return Ok(client);
        }
        let client = client(https, CONNECT_TIMEOUT)?;
        Ok(kept.get_or_init(|| client))
    }
}

/// With its causes, for the log. None of them holds the address.
fn broken(error: &(dyn Error + 'static)) -> NoText {
    let mut causes = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        causes.push_str(&format!(": {error}"));
        next = error.source();
    }
    NoText::Broken(causes)
}
