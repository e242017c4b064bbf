//! The id of a broadcast that was merged into another one.

use super::{Broadcast, Curation};
use crate::{
    Result,
    table::{Item, Writer, attributes, keys},
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
    /// Viewers did not see the target when the id came to lead there.
    pub(crate) target_hidden: bool,
    /// Since when it leads to its target, in Unix seconds.
    pub(crate) updated_at: Timestamp,
}

impl Alias {
    pub(crate) fn of(merged: &Broadcast, target: &Broadcast, denied: bool, now: Timestamp) -> Self {
        Self {
            id: merged.id.clone(),
            target: target.id.clone(),
            founder: merged.founder.clone(),
            founder_start: merged.founder_start,
            created: merged.created,
            version: merged.version,
            curation: merged.curation.clone(),
            denied,
            target_hidden: target.is_unpublished(),
            updated_at: now,
        }
    }

    pub(crate) fn item(&self, stream: &Stream, shards: u32) -> Result<Item> {
        let item = Writer::new(&keys::stream(stream), &keys::alias(&self.id))
            .text("at", keys::at(keys::ALIAS, self.founder_start))
            .text("change", keys::changes(keys::shard(stream, shards)))
            .text(
                "change_at",
                keys::oldest_first(self.updated_at, self.id.as_str()),
            );
        self.write(item).finish()
    }
}

attributes! {
    Alias {
        id: text "id",
        target: text "target",
        founder: text "founder",
        founder_start: number "founder_start",
        created: number "created",
        version: number "version",
        curation: json "curation",
        denied: flag "denied",
        target_hidden: flag "target_hidden",
        updated_at: number "updated_at",
    }
    |item| {}
}
