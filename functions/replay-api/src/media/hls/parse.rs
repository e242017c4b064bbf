//! Parses one playlist: what a joined playlist takes from it, with absolute URLs.

use super::{
    master::Master,
    media::Media,
    tag::{Line, lines},
};
use url::Url;

/// What is needed of a playlist.
#[derive(Debug, PartialEq)]
pub(crate) enum Playlist {
    /// It has segments.
    Media(Media),
    /// It names others that have segments: the URL of the one to take.
    Master(String),
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

impl Playlist {
    /// Parses the playlist at the URL `base`.
    pub(crate) fn read(text: &str, base: &Url) -> Result<Self, ParseError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<Line<'_>> = lines(text).collect();
        if lines.first().and_then(Line::tag) != Some("M3U") {
            return Err(ParseError::NotAPlaylist);
        }
        let names_variant = |line: &Line<'_>| line.tag() == Some("-X-STREAM-INF");
        if lines.iter().any(names_variant) {
            Master::read(&lines)?.best(base).map(Self::Master)
        } else {
            Media::read(&lines, base).map(Self::Media)
        }
    }
}

/// The absolute URL of a reference in the playlist at `base`. A URL that is not on the web (`data:`, `skd:`) stays as it
/// is.
pub(super) fn resolved(base: &Url, reference: &str) -> Result<String, ParseError> {
    let url = base.join(reference);
    let url = url.map_err(|_| ParseError::Malformed("address"))?;
    Ok(match url.scheme() {
        "http" | "https" => url.into(),
        _ => reference.to_owned(),
    })
}
