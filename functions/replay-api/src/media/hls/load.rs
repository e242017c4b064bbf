//! Loads the playlist of one part, from the cache or from its URL.

use super::{
    Playlist, Playlists, allowed_hosts::AllowedHosts, cache::Loaded, error::PlaylistError,
};
use crate::media::{Links, NamedBy, secured};
use replay_grouping::Timestamp;
use replay_store::StoredPart;
use std::sync::Arc;
use tokio::time::Instant;
use url::Url;

/// For whom playlists are fetched: from which hosts, with which signatures, and until when.
#[derive(Clone, Copy)]
pub(crate) struct FetchContext<'a> {
    pub(crate) hosts: &'a AllowedHosts,
    pub(crate) links: Links<'a>,
    pub(crate) now: Timestamp,
    pub(crate) deadline: Instant,
}

impl Playlists {
    /// The playlist at the URL of a part.
    pub(crate) async fn of_part(&self, context: FetchContext<'_>, part: &StoredPart) -> Loaded {
        let address = secured(part.url().ok_or(PlaylistError::NoAddress)?);
        let named_by = NamedBy::callback_alone(part.is_url_by_callback());
        let url = Url::parse(&address).map_err(|_| PlaylistError::NoAddress)?;
        if !context.hosts.have(&url) {
            return Err(PlaylistError::Elsewhere);
        }
        if let Some(loaded) = self.cache.get(url.as_str(), context.now) {
            return loaded;
        }
        let loaded = self.load(context, &url, named_by).await;
        self.cache.keep(url.as_str(), &loaded, context.now);
        loaded
    }

    /// A master playlist is followed once.
    async fn load(&self, context: FetchContext<'_>, url: &Url, named_by: NamedBy) -> Loaded {
        let variant = match self.fetch(context, url, named_by).await? {
            Playlist::Media(media) => return Ok(Arc::new(media)),
            Playlist::Master(variant) => variant,
        };
        let url = Url::parse(&variant).map_err(|_| PlaylistError::Malformed("address"))?;
        match self.fetch(context, &url, named_by).await? {
            Playlist::Media(media) => Ok(Arc::new(media)),
            Playlist::Master(_) => Err(PlaylistError::Unsupported("lists of lists")),
        }
    }

    async fn fetch(
        &self,
        context: FetchContext<'_>,
        url: &Url,
        named_by: NamedBy,
    ) -> Result<Playlist, PlaylistError> {
        if !context.hosts.have(url) {
            return Err(PlaylistError::Elsewhere);
        }
        let address = context.links.public_url(url.as_str(), named_by);
        let text = self.fetcher.fetch(&address, context.deadline).await?;
        Playlist::read(&text, url)
    }
}
