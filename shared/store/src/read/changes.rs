//! What changed, in order of time: for apps that keep a copy of the list.

use crate::{
    Broadcast, Mark, Result, Store,
    items::Alias,
    table::{BY_CHANGE, Consistency, Item, Key, Range, Reader, keys},
};
use futures_util::future::try_join_all;
use replay_grouping::ReplayId;
use std::collections::HashMap;

/// What a replay is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// A broadcast.
    Broadcast(Box<Broadcast>),
    /// No broadcast has its id any more.
    Gone {
        /// What it was merged into.
        replaced_by: Option<ReplayId>,
        /// Viewers may have known it.
        was_published: bool,
    },
}

/// A changed replay as the index knows it: its place, and the key of its item.
type Indexed = (Mark, Key);

impl Store {
    /// The first `wanted` changes behind a place. Each replay is there once, with its last change.
    pub async fn changes(&self, after: &Mark, wanted: usize) -> Result<Vec<(Mark, Changed)>> {
        let shards = 0..self.settings.shards;
        let shards = shards.map(|shard| self.changes_of(shard, after, wanted));
        let found = try_join_all(shards).await?;
        let mut found: Vec<Indexed> = found.into_iter().flatten().collect();
        found.sort();
        found.truncate(wanted);
        let keys = found.iter().map(|(_, key)| key.clone());
        let mut items = HashMap::new();
        for item in self.batch(keys.collect(), Consistency::Strong).await? {
            items.insert(Reader(&item).key()?, item);
        }
        let mut changes = Vec::new();
        for (place, key) in found {
            // It may have become something else since; then that is a later change.
            if let Some(item) = items.remove(&key) {
                changes.push((place, read(&item)?));
            }
        }
        Ok(changes)
    }

    async fn changes_of(&self, shard: u32, after: &Mark, wanted: usize) -> Result<Vec<Indexed>> {
        let after = keys::oldest_first(after.at, &after.id);
        let pages = self.paginated(BY_CHANGE, keys::changes(shard), Range::After(after));
        pages.up_to(wanted, indexed).await
    }
}

fn indexed(item: &Item) -> Result<Indexed> {
    let item = Reader(item);
    Ok((item.place("change_at")?, item.key()?))
}

fn read(item: &Item) -> Result<Changed> {
    let (_, sk) = Reader(item).key()?;
    if sk.starts_with(keys::CAST) {
        return Ok(Changed::Broadcast(Box::new(Broadcast::read(item)?)));
    }
    if sk.starts_with(keys::ALIAS) {
        let alias = Alias::read(item)?;
        return Ok(Changed::Gone {
            was_published: alias.curation.was_published(),
            replaced_by: Some(alias.target),
        });
    }
    Ok(Changed::Gone {
        replaced_by: None,
        was_published: true,
    })
}
