//! What no curator has looked at yet.
//!
//! `by_front` has it in partitions of its own, so a page is one query for each shard, and reads nothing else.

use crate::{
    Broadcast, Mark, Result, Store,
    table::{BY_FRONT, Range, keys},
};
use futures_util::future::try_join_all;

impl Store {
    /// The first `wanted` broadcasts behind a place that are over, have a file, and that no curator has looked at: oldest start
    /// first, then by id.
    pub async fn unreviewed(&self, after: Option<&Mark>, wanted: usize) -> Result<Vec<Broadcast>> {
        let range = after.map_or(Range::All, |after| {
            Range::After(keys::oldest_first(after.at, &after.id))
        });
        let shards = 0..self.settings.shards;
        let pages = shards.map(|shard| {
            let pages = self.paginated(BY_FRONT, keys::review(shard), range.clone());
            pages.up_to(wanted, Broadcast::read)
        });
        let mut found = try_join_all(pages).await?.concat();
        found.sort_by_key(|one| (one.summary.hull.start(), one.id.clone()));
        found.truncate(wanted);
        Ok(found)
    }

    /// How many there are, counted up to `most`.
    pub async fn count_unreviewed(&self, most: u64) -> Result<u64> {
        let shards = 0..self.settings.shards;
        let counts = shards.map(|shard| {
            let pages = self.paginated(BY_FRONT, keys::review(shard), Range::All);
            pages.count_up_to(most)
        });
        let count: u64 = try_join_all(counts).await?.into_iter().sum();
        Ok(count.min(most))
    }
}
