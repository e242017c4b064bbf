//! Parses one playlist: what a joined playlist takes from it, with absolute URLs.

use super::{
    error::ParseError,
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
