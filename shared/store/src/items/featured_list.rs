//! The order of the featured broadcasts, as the last change of the whole list left it.

use crate::{
    Result,
    table::{Item, Key, Reader, Writer, keys},
};

/// What changes of the whole list share, so that one comes after the other. Each broadcast has its rank itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FeaturedList {
    /// Counts these changes.
    pub(crate) version: u64,
    /// The broadcasts that the last one ranked.
    pub(crate) ranked: Vec<Key>,
    /// The versions that they had then. A change that is seen half shows older ones.
    pub(crate) versions: Vec<u64>,
}

impl FeaturedList {
    pub(crate) fn item(&self) -> Result<Item> {
        let (pk, sk) = keys::FEATURED_LIST;
        Writer::new(pk, sk)
            .number("version", self.version)
            .json("ranked", &self.ranked)
            .json("versions", &self.versions)
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        Ok(Self {
            version: item.number("version")?,
            ranked: item.json("ranked")?,
            versions: item.optional_json("versions")?.unwrap_or_default(),
        })
    }
}
