//! The sweep and the backfills.

use crate::{
    Query, QueryState, Store, StoreError,
    items::QUERY,
    table::{BY_SHELF, keys, text},
};
use replay_grouping::Timestamp;

/// A place in the list of queries: the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryPosition {
    /// When it was made, in Unix seconds.
    pub created_at: Timestamp,
    /// Its id.
    pub id: String,
}

impl Store {
    /// One query.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn query(&self, id: &str) -> Result<Option<Query>, StoreError> {
        let item = self.get(&keys::query(id), QUERY).await?;
        item.as_ref().map(Query::read).transpose()
    }

    /// Stores a query, if nobody else has changed it since it was read; its version moves on. False if somebody has.
    ///
    /// # Errors
    /// [`StoreError`]: it was not stored, or nobody knows.
    pub async fn save_query(&self, query: &mut Query, now: Timestamp) -> Result<bool, StoreError> {
        let before = query.version;
        query.version += 1;
        query.updated_at = now;
        let saved = self.overwrite(query.item(), before).await?;
        if !saved {
            query.version = before;
        }
        Ok(saved)
    }

    /// Nobody wants to know any more. None when there is no such query.
    ///
    /// # Errors
    /// [`StoreError`]: it was not cancelled, or nobody knows.
    pub async fn cancel_query(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Query>, StoreError> {
        loop {
            let Some(mut query) = self.query(id).await? else {
                return Ok(None);
            };
            if query.state != QueryState::Active {
                return Ok(Some(query));
            }
            query.state = QueryState::Cancelled;
            query.due_at = None;
            if self.save_query(&mut query, now).await? {
                return Ok(Some(query));
            }
        }
    }

    /// The first `wanted` sweeps and backfills behind a place, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn queries(
        &self,
        after: Option<&QueryPosition>,
        wanted: usize,
    ) -> Result<Vec<Query>, StoreError> {
        let behind =
            |at: &QueryPosition| format!("{}#{}", keys::newest_first(at.created_at), at.id);
        let behind = after.map_or_else(|| "0".to_owned(), behind);
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_SHELF.name)
            .key_condition_expression("#pk = :pk AND #at > :behind")
            .expression_attribute_names("#pk", BY_SHELF.partition)
            .expression_attribute_names("#at", BY_SHELF.sort.unwrap_or_default())
            .expression_attribute_values(":pk", text(keys::QUERIES))
            .expression_attribute_values(":behind", text(behind))
            .limit(i32::try_from(wanted).unwrap_or(i32::MAX))
            .into_paginator()
            .items()
            .send();
        let mut queries = Vec::new();
        while queries.len() < wanted {
            let Some(item) = pages.next().await else {
                break;
            };
            queries.push(Query::read(&item?)?);
        }
        Ok(queries)
    }
}
