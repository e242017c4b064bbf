//! HLS playlists: fetching them, reading them, and writing several as one.
//!
//! The playlists of the parts are fetched on request: 8 at a time, each within 5 s, all within 20 s. The
//! function keeps what it has read by address without signature, up to 32 MB: a finished playlist for ever, a failure
//! or a playlist without an end for 10 s. So a replay of very many parts can need a second request, which continues
//! where the first one stopped. Signatures are added when the joined playlist is written.
//!
//! Lists are read as leniently as players read them (spaces around numbers, quotes that are missing, lengths that are none),
//! and written as RFC 8216 asks for. A finished list without segments adds nothing.
//!
//! Of several qualities the one with the highest bit rate is taken, because a joined playlist has only one. In a joined
//! playlist segments have other numbers, so a key without an initialization vector gets each segment's old number as
//! its vector. A playlist without an initialization section can't follow one that has it.

mod allowed_hosts;
mod attributes;
mod cache;
mod client;
mod concat;
mod error;
mod keys;
mod load;
mod master;
mod media;
mod number;
mod tag;

pub(crate) use allowed_hosts::AllowedHosts;
use cache::Cache;
use client::Fetcher;
pub(crate) use concat::{ConcatError, Continued, MAX_BYTES, concat};
pub(crate) use error::PlaylistError;
pub(crate) use load::FetchContext;
use master::Master;
pub(crate) use media::Media;
use tag::Line;
use url::Url;

/// Loads playlists, and caches them.
#[derive(Debug, Default)]
pub(crate) struct Playlists {
    fetcher: Fetcher,
    cache: Cache,
}

/// What a joined playlist takes from another, with absolute URLs.
#[derive(Debug, PartialEq)]
enum Playlist {
    /// It has segments.
    Media(Media),
    /// It names others that have segments: the URL of the one to take.
    Master(String),
}

impl Playlist {
    /// Parses the playlist at the URL `base`.
    fn read(text: &str, base: &Url) -> Result<Self, PlaylistError> {
        let text = text.trim_start_matches('\u{feff}');
        let lines: Vec<Line<'_>> = tag::lines(text).collect();
        let has_name = |line: &Line<'_>, name| matches!(line, Line::Tag(tag) if tag.is(name));
        if !lines.first().is_some_and(|first| has_name(first, "M3U")) {
            return Err(PlaylistError::NotAPlaylist);
        }
        match lines.iter().any(|line| has_name(line, "-X-STREAM-INF")) {
            true => Master::read(&lines)?.best(base).map(Self::Master),
            false => Media::read(&lines, base).map(Self::Media),
        }
    }
}

#[cfg(test)]
mod tests;
