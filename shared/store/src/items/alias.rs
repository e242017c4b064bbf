//! The id of a broadcast that was joined to another one.

use super::{Broadcast, Curation};
use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{ReplayId, Stream, Timestamp};

/// An id that keeps working, and what its broadcast would go on with if the two came apart again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alias {
    pub(crate) id: ReplayId,
    /// Where to go on looking: a broadcast, or an alias in its turn.
    pub(crate) target: ReplayId,
    pub(crate) founder: String,
    pub(crate) founder_start: Timestamp,
    pub(crate) created: u64,
    pub(crate) version: u64,
    pub(crate) curation: Curation,
    /// VOD denied the file that founded it, so no broadcast goes by this id again. It only leads on.
    pub(crate) denied: bool,
    /// Since when it leads where it does, in Unix seconds.
    pub(crate) updated_at: Timestamp,
}

impl Alias {
    pub(crate) fn of(joined: &Broadcast, target: &ReplayId, now: Timestamp) -> Self {
        Self {
            id: joined.id.clone(),
            target: target.clone(),
            founder: joined.founder.clone(),
            founder_start: joined.founder_start,
            created: joined.created,
            version: joined.version,
            curation: joined.curation.clone(),
            denied: false,
            updated_at: now,
        }
    }

    pub(crate) fn item(&self, stream: &Stream, shards: u32) -> Item {
        let shard = keys::shard(stream, shards);
        Writer::new(&keys::stream(stream), &keys::alias(&self.id))
            .text("at", keys::at(keys::ALIAS, self.founder_start))
            .text("id", self.id.as_str())
            .text("target", self.target.as_str())
            .text("founder", &self.founder)
            .number("founder_start", self.founder_start)
            .number("created", self.created)
            .number("version", self.version)
            .json("curation", &self.curation)
            .number("updated_at", self.updated_at)
            .text("change", keys::changes(shard))
            .text(
                "change_at",
                keys::changed(self.updated_at, self.id.as_str()),
            )
            .some(self.denied.then_some(1), |item, yes| {
                item.number("denied", yes)
            })
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        Ok(Self {
            id: item.parsed("id")?,
            target: item.parsed("target")?,
            founder: item.text("founder")?.to_owned(),
            founder_start: item.number("founder_start")?,
            created: item.number("created")?,
            version: item.number("version")?,
            curation: item.json("curation")?,
            denied: item.number_or_none::<u8>("denied")?.is_some(),
            updated_at: item.number("updated_at")?,
        })
    }
}
