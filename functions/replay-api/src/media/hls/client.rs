//! Fetches playlists.

use super::error::PlaylistError;
use replay_https::{
    Bytes, Client, NoTls, SendError,
    http::{Request, StatusCode, Uri},
    with_causes,
};
use std::{error::Error, sync::OnceLock, time::Duration};
use tokio::time::Instant;

/// Eight hours of segments of 2 s, with 250 bytes each, and as much again.
pub(super) const MAX_BYTES: usize = 8 << 20;

/// From connecting to the last byte. VOD's delivery network answers within tenths of a second.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// Room for one lost packet, as TCP sends its first one again after 1 s.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Keeps connections. Nothing is read or sent before the first request.
#[derive(Debug, Default)]
pub(crate) struct Fetcher {
    plain: OnceLock<Client>,
    secure: OnceLock<Client>,
}

impl Fetcher {
    /// The text at a URL, within the time for one request and before `deadline`. No redirect is followed.
    pub(super) async fn fetch(
        &self,
        address: &str,
        deadline: Instant,
    ) -> Result<String, PlaylistError> {
        let deadline = deadline.min(Instant::now() + REQUEST_TIMEOUT);
        let uri: Uri = address.parse().map_err(|error| broken(&error))?;
        let client = self.client(uri.scheme_str() == Some("https"));
        let client = client.map_err(|error| broken(&error))?;
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = uri;
        let response = client.send(request, MAX_BYTES, deadline).await;
        let response = response.map_err(|error| match error {
            SendError::TimedOut => PlaylistError::Late,
            SendError::TooLarge(_) => PlaylistError::TooLarge,
            SendError::Connection(_) | SendError::ConnectionTimedOut => broken(&error),
        })?;
        match response.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => return Err(PlaylistError::Redirect),
            status => return Err(PlaylistError::Status(status.as_u16())),
        }
        text(response.into_body().into())
    }

    fn client(&self, https: bool) -> Result<&Client, NoTls> {
        let cell = if https { &self.secure } else { &self.plain };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = Client::new(https, CONNECT_TIMEOUT)?;
        Ok(cell.get_or_init(|| client))
    }
}

/// A title in another encoding than UTF-8 takes no playlist away.
fn text(body: Vec<u8>) -> Result<String, PlaylistError> {
    String::from_utf8(body).or_else(|error| {
        let text = String::from_utf8_lossy(error.as_bytes());
        let is_playlist = text.starts_with("#EXTM3U");
        is_playlist
            .then(|| text.into_owned())
            .ok_or(PlaylistError::NotText)
    })
}

/// With its causes, for the log. None of them contains the URL.
fn broken(error: &(dyn Error + 'static)) -> PlaylistError {
    PlaylistError::Broken(with_causes(error))
}
