//! Why a playlist can't be fetched, parsed or used.

use super::client::MAX_BYTES;

/// Why the playlist of a part could not be loaded. The caller reads the text, after the name of the part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlaylistError {
    #[error("has no address")]
    NoAddress,
    #[error("lies at a host where VOD has shown no file of this replay")]
    Elsewhere,
    #[error("was not answered in time")]
    Late,
    /// The cause is logged, never sent.
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
