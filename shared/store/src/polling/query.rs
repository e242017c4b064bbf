//! Sweep, backfills and joins.

use crate::{
    Mark, Result, Store, StoredQuery,
    error::unless_raced,
    table::{BY_SHELF, Range, keys},
};
use replay_grouping::Timestamp;

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
    pub async fn queries(&self, after: Option<&Mark>, wanted: usize) -> Result<Vec<StoredQuery>> {
        let behind = |mark: &Mark| keys::shelf_position(mark.at, &mark.id);
        let behind = after.map_or_else(|| "0".to_owned(), behind);
        let pages = self.paginated(BY_SHELF, keys::QUERY_SHELF, Range::After(behind));
        pages.up_to(wanted, StoredQuery::read).await
    }
}
