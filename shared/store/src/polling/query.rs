//! Sweep, backfills and joins.

use crate::{
    Result, Store, StoredQuery,
    error::unless_raced,
    table::{BY_SHELF, Range, keys},
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
    pub async fn query(&self, id: &str) -> Result<Option<StoredQuery>> {
        self.get(&keys::query(id), keys::QUERY, StoredQuery::read)
            .await
    }

    /// Saves a query as its next version. False if the stored one was changed since it was read.
    pub async fn save_query(&self, query: &mut StoredQuery, now: Timestamp) -> Result<bool> {
        let (after, write) = query.next_version(now)?;
        let saved = unless_raced(self.transact([write]).await)?;
        if saved.is_some() {
            *query = after;
        }
        Ok(saved.is_some())
    }

    /// The first `wanted` queries behind a place, newest first.
    pub async fn queries(
        &self,
        after: Option<&QueryPosition>,
        wanted: usize,
    ) -> Result<Vec<StoredQuery>> {
        let behind = |at: &QueryPosition| keys::shelf_position(at.created_at, &at.id);
        let behind = after.map_or_else(|| "0".to_owned(), behind);
        let pages = self.paginated(BY_SHELF, keys::QUERY_SHELF, Range::After(behind));
        pages.up_to(wanted, StoredQuery::read).await
    }
}
