//! What changed, in order of time: for apps that keep a copy of the list.

use crate::{
    Broadcast, Store, StoreError,
    items::Alias,
    table::{BY_CHANGE, EXPIRES, Item, Reader, Writer, keys, text},
};
use futures_util::future::try_join_all;
use replay_grouping::{ReplayId, Seconds, Stream, Timestamp};
use std::collections::HashMap;

/// How long it is told that a replay is gone of which nothing is left.
const GONE_KEPT: Seconds = Seconds::DAY.times(90);

/// A place in the list of changes: the earliest comes first, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangePosition {
    /// When it changed, in Unix seconds.
    pub at: Timestamp,
    /// Its id; an empty text is before all.
    pub id: String,
}

/// What became of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is this one now.
    Broadcast(Box<Broadcast>),
    /// Nothing goes by its id any more.
    Gone {
        /// What it was joined to.
        replaced_by: Option<ReplayId>,
        /// Viewers may have known it.
        was_published: bool,
    },
}

/// The item that is left of a replay.
pub(crate) fn gone(stream: &Stream, id: &ReplayId, at: Timestamp, shards: u32) -> Item {
    let shard = keys::shard(stream, shards);
    Writer::new(&keys::stream(stream), &format!("{}{id}", keys::GONE))
        .text("change", keys::changes(shard))
        .text("change_at", keys::changed(at, id.as_str()))
        .number(EXPIRES, at + GONE_KEPT)
        .0
}

impl Store {
    /// The first `wanted` changes behind a place. Each replay is there once, with its last change.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes(
        &self,
        after: &ChangePosition,
        wanted: usize,
    ) -> Result<Vec<(ChangePosition, Changed)>, StoreError> {
        let shards = 0..self.settings.shards;
        let shards = shards.map(|shard| self.changes_of(shard, after, wanted));
        let found = try_join_all(shards).await?;
        let mut found: Vec<(ChangePosition, (String, String))> =
            found.into_iter().flatten().collect();
        found.sort();
        found.truncate(wanted);
        let keys = found.iter().map(|(_, key)| key.clone());
        let mut items = HashMap::new();
        for item in self.batch(keys.collect()).await? {
            let reader = Reader(&item);
            let key = (reader.text("pk")?.to_owned(), reader.text("sk")?.to_owned());
            items.insert(key, item);
        }
        let mut changes = Vec::new();
        for (place, key) in found {
            // It may have become something else since, and then that is told later.
            if let Some(item) = items.remove(&key) {
                changes.push((place, read(&item)?));
            }
        }
        Ok(changes)
    }

    /// The places and keys of a shard.
    async fn changes_of(
        &self,
        shard: u32,
        after: &ChangePosition,
        wanted: usize,
    ) -> Result<Vec<(ChangePosition, (String, String))>, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_CHANGE.name)
            .key_condition_expression("#pk = :pk AND #at > :after")
            .expression_attribute_names("#pk", BY_CHANGE.partition)
            .expression_attribute_names("#at", BY_CHANGE.sort.unwrap_or_default())
            .expression_attribute_values(":pk", text(keys::changes(shard)))
            .expression_attribute_values(":after", text(keys::changed(after.at, &after.id)))
            .limit(i32::try_from(wanted).unwrap_or(i32::MAX))
            .into_paginator()
            .items()
            .send();
        let mut found = Vec::new();
        while found.len() < wanted
            && let Some(item) = pages.next().await
        {
            let item = item?;
            let item = Reader(&item);
            let place = item.text("change_at")?.split_once('#');
            let place = place.and_then(|(at, id)| {
                Some(ChangePosition {
                    at: at.parse().ok()?,
                    id: id.to_owned(),
                })
            });
            let place = place.ok_or_else(|| item.corrupt("change_at", "is no place"))?;
            let key = (item.text("pk")?.to_owned(), item.text("sk")?.to_owned());
            found.push((place, key));
        }
        Ok(found)
    }
}

fn read(item: &Item) -> Result<Changed, StoreError> {
    let sk = Reader(item).text("sk")?;
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
