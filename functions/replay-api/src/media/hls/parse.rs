//! Reads one playlist, pure: what is taken over from it, with every address in full.

use super::{
    master::Master,
    media::Media,
    tag::{Line, lines},
};
use url::Url;

/// A playlist, as far as it is needed.
#[derive(Debug, PartialEq)]
pub(crate) enum List {
    /// It holds segments.
    Media(Media),
    /// It names others that do: the address of the one to take.
    Master(String),
}

/// Why a playlist can't be taken over. What it displays is told to the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
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

impl List {
    /// Reads the playlist that lies at `base`.
    pub(crate) fn read(text: &str, base: &Url) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<Line<'_>> = lines(text).collect();
        if !matches!(lines.first(), Some(Line::Tag { name: "M3U", .. })) {
            return Err(Unreadable::NotAPlaylist);
        }
        let names_others = |line: &Line<'_>| {
            matches!(
                line,
                Line::Tag {
                    name: "-X-STREAM-INF",
                    ..
                }
            )
        };
        if lines.iter().any(names_others) {
            Master::read(&lines)?.best(base).map(Self::Master)
        } else {
            Media::read(&lines, base).map(Self::Media)
        }
    }
}

/// An address that stands in the playlist at `base`, in full. What is no address of the web (`data:`, `skd:`) stays as
/// it is.
pub(super) fn resolved(base: &Url, reference: &str) -> Result<String, Unreadable> {
    let url = base.join(reference);
    let url = url.map_err(|_| Unreadable::Malformed("address"))?;
    Ok(match url.scheme() {
        "http" | "https" => url.into(),
        _ => reference.to_owned(),
    })
}
