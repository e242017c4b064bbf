//! Why a playlist can't be fetched, parsed or used.

use super::client::FetchError;

/// Why the playlist of a part could not be loaded. The caller reads the text, after the name of the part.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum PlaylistError {
    #[error("has no address")]
    NoAddress,
    #[error("lies at a host where VOD has shown no file of this replay")]
    Elsewhere,
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Parse(#[from] ParseError),
}

impl PlaylistError {
    /// Logged, never sent.
    pub(crate) fn cause(&self) -> Option<&str> {
        match self {
            Self::Fetch(FetchError::Broken(cause)) => Some(cause),
            _ => None,
        }
    }
}

/// Why a playlist can't be used. The caller reads the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParseError {
    #[error("is not a playlist")]
    NotAPlaylist,
    #[error("holds no segment")]
    Empty,
    #[error("holds a malformed {0}")]
    Malformed(&'static str),
    #[error("uses {0}, which can't be joined")]
    Unsupported(&'static str),
    #[error("keeps its sound in a playlist of its own, which can't be joined")]
    SoundApart,
}
