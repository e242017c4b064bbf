//! The front page: who is live, and which replays curators feature.
//!
//! It takes three queries at once, for what is live, what is featured and what is newest, and one batch for the
//! channels. Every live broadcast is listed unless it is hidden. What is live by a callback alone takes a query of its own, so
//! that whoever forges callbacks crowds nobody out.

use crate::{
    Broadcast, Result, Store,
    read::list::LARGEST_PAGE,
    table::{BY_FRONT, Range, keys},
};
use futures_util::future::try_join_all;
use std::cmp::Reverse;

impl Store {
    /// The first `wanted` broadcasts that are surely live ([`Broadcast::is_surely_live`]) and not hidden, even if their
    /// recordings are not published: newest start first, then by id.
    pub async fn live(&self, wanted: usize) -> Result<Vec<Broadcast>> {
        self.on_front(keys::live, wanted).await
    }

    /// The same of those that are live by a callback alone.
    pub async fn begun(&self, wanted: usize) -> Result<Vec<Broadcast>> {
        self.on_front(keys::begun, wanted).await
    }

    async fn on_front(
        &self,
        partition: fn(u32) -> String,
        wanted: usize,
    ) -> Result<Vec<Broadcast>> {
        let shards = 0..self.settings.shards;
        let shards = shards.map(|shard| self.feed(partition(shard), wanted, 0, |_| true));
        let mut live: Vec<Broadcast> = try_join_all(shards).await?.into_iter().flatten().collect();
        newest_first(&mut live);
        live.truncate(wanted);
        Ok(live)
    }

    /// How many broadcasts are live and not hidden.
    pub async fn count_live(&self) -> Result<u64> {
        let shards = 0..self.settings.shards;
        let partitions = shards.flat_map(|shard| [keys::live(shard), keys::begun(shard)]);
        let counts = partitions.map(|live| self.paginated(BY_FRONT, live, Range::All).count());
        Ok(try_join_all(counts).await?.into_iter().sum())
    }

    /// The first `wanted` featured broadcasts that `keep` takes, or fewer: it looks at `most_others` others or a few more.
    /// Smallest rank first, then newest start. Those that are live are not among them.
    pub async fn featured(
        &self,
        wanted: usize,
        most_others: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>> {
        let featured = keys::FEATURED.to_owned();
        self.feed(featured, wanted, most_others, keep).await
    }

    /// The first `wanted` broadcasts of a partition that `keep` takes, among these and about `most_others` others.
    async fn feed(
        &self,
        partition: String,
        wanted: usize,
        most_others: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>> {
        let mut pages = self.paginated(BY_FRONT, partition, Range::All);
        let (mut found, mut others, mut page_size) = (Vec::new(), 0, wanted);
        while let Some(page) = pages.next_page(page_size).await? {
            for item in &page {
                let broadcast = Broadcast::read(item)?;
                match keep(&broadcast) {
                    true => found.push(broadcast),
                    false => others += 1,
                }
            }
            if found.len() >= wanted || others >= most_others {
                break;
            }
            page_size = (most_others - others).min(LARGEST_PAGE);
        }
        found.truncate(wanted);
        Ok(found)
    }
}

/// Sorts broadcasts by their start, newest first, and then by id.
pub fn newest_first(broadcasts: &mut [Broadcast]) {
    broadcasts.sort_by_key(|one| (Reverse(one.summary.hull.start()), one.id.clone()));
}
