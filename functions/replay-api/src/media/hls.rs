//! HLS playlists: fetching them, reading them, and writing several as one.

pub(crate) mod allowed_hosts;
mod cache;
mod client;
pub(crate) mod concat;
mod keys;
pub(crate) mod load;
mod master;
pub(crate) mod media;
mod parse;
mod tag;

use cache::Cache;
use client::Fetcher;

/// Fetches playlists, and keeps those that it read.
#[derive(Debug, Default)]
pub(crate) struct Playlists {
    fetcher: Fetcher,
    cache: Cache,
}

#[cfg(test)]
mod tests;
