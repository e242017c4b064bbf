//! The playlist of one part, from the cache or from where it lies.

use super::{
    Playlists,
    allowed_hosts::Hosts,
    cache::Found,
    client::NoText,
    parse::{List, Unreadable},
};
use crate::media::{signed_url::Links, url::secured};
use std::sync::Arc;
use tokio::time::Instant;
use url::Url;

/// Why a part has no playlist. What it displays is told to the caller, behind the part's name.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum NoList {
    #[error("has no address")]
    NoAddress,
    #[error("lies at a host where VOD has shown no file of this replay")]
    Elsewhere,
    #[error(transparent)]
    Text(#[from] NoText),
    #[error(transparent)]
    List(#[from] Unreadable),
}

impl NoList {
    /// What the log has to hold beyond that.
    pub(crate) fn cause(&self) -> &str {
        match self {
            Self::Text(NoText::Broken(cause)) => cause,
            _ => "",
        }
    }
}

/// What is asked for on behalf of one caller.
#[derive(Clone, Copy)]
pub(crate) struct Errand<'a> {
    pub(crate) hosts: &'a Hosts,
    pub(crate) links: Links<'a>,
    /// Unix second.
    pub(crate) now: i64,
    pub(crate) deadline: Instant,
}

impl Playlists {
    /// The playlist that lies at the address of a part.
    pub(crate) async fn of_part(&self, errand: Errand<'_>, address: Option<&str>) -> Found {
        let address = secured(address.ok_or(NoList::NoAddress)?);
        let url = Url::parse(&address).map_err(|_| NoList::NoAddress)?;
        if !errand.hosts.have(&url) {
            return Err(NoList::Elsewhere);
        }
        if let Some(found) = self.cache.get(url.as_str(), errand.now) {
            return found;
        }
        let found = self.fetched(errand, &url).await;
        self.cache.keep(url.as_str(), &found, errand.now);
        found
    }

    /// A list that names others is followed once.
    async fn fetched(&self, errand: Errand<'_>, url: &Url) -> Found {
        let variant = match self.list(errand, url).await? {
            List::Media(media) => return Ok(Arc::new(media)),
            List::Master(variant) => variant,
        };
        let url = Url::parse(&variant).map_err(|_| Unreadable::Malformed("address"))?;
        match self.list(errand, &url).await? {
            List::Media(media) => Ok(Arc::new(media)),
            List::Master(_) => Err(Unreadable::Unsupported("lists of lists").into()),
        }
    }

    async fn list(&self, errand: Errand<'_>, url: &Url) -> Result<List, NoList> {
        if !errand.hosts.have(url) {
            return Err(NoList::Elsewhere);
        }
        let address = errand.links.shown(url.as_str());
        let text = self.fetcher.fetch(&address, errand.deadline).await?;
        Ok(List::read(&text, url)?)
    }
}
