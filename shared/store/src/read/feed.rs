//! The front page: who is live, and which replays curators feature.
//!
//! It takes three queries at once, for what is live, what is featured and what is newest, and one batch for the
//! channels. Every broadcast that is live is shown unless it is hidden; the title that a curator gave to a pending one
//! is not.

use crate::{
    Broadcast, Store, StoreError,
    table::{BY_FRONT, keys, text},
};
use aws_sdk_dynamodb::types::Select;
use futures_util::future::try_join_all;
use std::cmp::Reverse;

impl Store {
    /// The first `wanted` broadcasts that are live and not hidden, whoever may see their recordings: newest start first,
    /// then by id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn live(&self, wanted: usize) -> Result<Vec<Broadcast>, StoreError> {
        let shards = 0..self.settings.shards;
        let shards = shards.map(|shard| self.front(keys::live(shard), wanted, |_| true));
        let mut live: Vec<Broadcast> = try_join_all(shards).await?.into_iter().flatten().collect();
        live.sort_by_key(|live| (Reverse(live.summary.hull.start()), live.id.clone()));
        live.truncate(wanted);
        Ok(live)
    }

    /// How many broadcasts are live and not hidden.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_live(&self) -> Result<u64, StoreError> {
        let shards = 0..self.settings.shards;
        let shards = shards.map(|shard| self.count_front(keys::live(shard)));
        Ok(try_join_all(shards).await?.into_iter().sum())
    }

    async fn count_front(&self, partition: String) -> Result<u64, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_FRONT.name)
            .select(Select::Count)
            .key_condition_expression("#front = :front")
            .expression_attribute_names("#front", BY_FRONT.partition)
            .expression_attribute_values(":front", text(partition))
            .into_paginator()
            .send();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            count += u64::try_from(page?.count).unwrap_or(0);
        }
        Ok(count)
    }

    /// The first `wanted` featured broadcasts that `keep` takes: smallest rank first, then newest start. Those that are
    /// live are not among them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn featured(
        &self,
        wanted: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>, StoreError> {
        self.front(keys::FEATURED.to_owned(), wanted, keep).await
    }

    /// The first `wanted` broadcasts of a partition that `keep` takes.
    async fn front(
        &self,
        partition: String,
        wanted: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_FRONT.name)
            .key_condition_expression("#front = :front")
            .expression_attribute_names("#front", BY_FRONT.partition)
            .expression_attribute_values(":front", text(partition))
            .limit(i32::try_from(wanted).unwrap_or(i32::MAX))
            .into_paginator()
            .items()
            .send();
        let mut broadcasts = Vec::new();
        while broadcasts.len() < wanted
            && let Some(item) = pages.next().await
        {
            let broadcast = Broadcast::read(&item?)?;
            if keep(&broadcast) {
                broadcasts.push(broadcast);
            }
        }
        Ok(broadcasts)
    }
}
