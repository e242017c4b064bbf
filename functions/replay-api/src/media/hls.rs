//! HLS playlists: fetching them, reading them, and writing several as one.
//!
//! The playlists of the parts are fetched on request: 8 at a time, each within 5 s, all within 20 s. The
//! function keeps what it has read by address without signature, up to 32 MB: a finished playlist for ever, a failure
//! or a playlist without an end for 10 s. So a replay of very many parts can need a second request, which continues
//! where the first one stopped. Signatures are added when the joined playlist is written.
//!
//! Of several qualities the one with the highest bit rate is taken, because a joined playlist has only one. In a joined
//! playlist segments have other numbers, so a key without an initialization vector gets each segment's old number as
//! its vector. A playlist without an initialization section can't follow one that has it.

mod allowed_hosts;
mod cache;
mod client;
mod concat;
mod error;
mod keys;
mod load;
mod master;
mod media;
mod parse;
mod tag;

pub(crate) use allowed_hosts::AllowedHosts;
use cache::Cache;
use client::Fetcher;
pub(crate) use concat::{ConcatError, MAX_BYTES, concat};
pub(crate) use load::FetchContext;
pub(crate) use media::Media;

/// Loads playlists, and caches them.
#[derive(Debug, Default)]
pub(crate) struct Playlists {
    fetcher: Fetcher,
    cache: Cache,
}

#[cfg(test)]
mod tests;
