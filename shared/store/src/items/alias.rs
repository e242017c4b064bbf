//! The id of a broadcast that was merged into another one.

use super::{Broadcast, Curation};
use crate::{
    Result,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{ReplayId, Stream, Timestamp};

/// An id that keeps working, with the state to restore if its broadcast is separated again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alias {
    pub(crate) id: ReplayId,
    /// The broadcast that the id leads to, or another alias.
    pub(crate) target: ReplayId,
    pub(crate) founder: String,
    pub(crate) founder_start: Timestamp,
    pub(crate) created: u64,
    pub(crate) version: u64,
    pub(crate) curation: Curation,
    /// VOD denied the founding file. No broadcast takes this id again; it only leads on.
    pub(crate) denied: bool,
    /// Since when it leads to its target, in Unix seconds.
    pub(crate) updated_at: Timestamp,
}

impl Alias {
    pub(crate) fn of(merged: &Broadcast, target: &ReplayId, denied: bool, now: Timestamp) -> Self {
        Self {
            id: merged.id.clone(),
            target: target.clone(),
            founder: merged.founder.clone(),
            founder_start: merged.founder_start,
            created: merged.created,
            version: merged.version,
            curation: merged.curation.clone(),
            denied,
            updated_at: now,
        }
    }

    pub(crate) fn item(&self, stream: &Stream, shards: u32) -> Result<Item> {
        let id = self.id.as_str();
        Writer::new(&keys::stream(stream), &keys::alias(&self.id))
            .text("at", keys::at(keys::ALIAS, self.founder_start))
            .text("id", id)
            .text("target", self.target.as_str())
            .text("founder", &self.founder)
            .number("founder_start", self.founder_start)
            .number("created", self.created)
            .number("version", self.version)
            .json("curation", &self.curation)
            .number("updated_at", self.updated_at)
            .text("change", keys::changes(keys::shard(stream, shards)))
            .text("change_at", keys::oldest_first(self.updated_at, id))
            .flag("denied", self.denied)
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        Ok(Self {
            id: item.parsed("id")?,
            target: item.parsed("target")?,
            founder: item.text("founder")?.to_owned(),
            founder_start: item.number("founder_start")?,
            created: item.number("created")?,
            version: item.number("version")?,
            curation: item.json("curation")?,
            denied: item.flag("denied")?,
            updated_at: item.number("updated_at")?,
        })
    }
}
