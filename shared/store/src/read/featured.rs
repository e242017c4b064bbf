//! Broadcasts with a rank among the featured ones, whether or not the front page shows them.
//!
//! `by_front` has them in up to three places: among what is shown, among what is live, and apart from both if viewers
//! don't see them. It lags behind by a moment. So the item of the whole list names the broadcasts that its last change
//! ranked, and all of them are read again, strongly consistent.

use crate::{
    Broadcast, Result, Store,
    error::Conflict,
    items::FeaturedList,
    read::Position,
    table::{BY_FRONT, Consistency, Item, Key, Range, keys},
};
use futures_util::future::try_join_all;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// How many items of each partition are read, some 2 MB. One transaction ranks fewer than 50.
const MOST_READ: usize = 1_000;

/// All broadcasts with a rank, smallest rank first, then newest start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Featured(pub Vec<Broadcast>);

impl Featured {
    /// A number for this order of these broadcasts: 64 bits of a hash.
    #[must_use]
    pub fn version(&self) -> u64 {
        let mut hash = Sha256::new();
        for broadcast in &self.0 {
            let rank = broadcast.curation.featured_rank.unwrap_or_default();
            hash.update(format!("{rank} {}\n", broadcast.id));
        }
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = hash.finalize().into();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// The change that made this list is seen half.
    fn is_older(&self, list: &FeaturedList) -> bool {
        let ranked = list.ranked.iter().zip(&list.versions);
        let mut older = ranked.filter(|(key, version)| {
            let mut read = self.0.iter();
            read.any(|one| one.key() == **key && one.version < **version)
        });
        older.next().is_some()
    }

    pub(crate) fn sort(&mut self) {
        let place = |one: &Broadcast| (one.curation.featured_rank, Position::of(one));
        self.0.sort_by_key(place);
    }
}

impl Store {
    /// All broadcasts with a rank, as they are now.
    pub async fn featured_list(&self) -> Result<Featured> {
        let attempt = || self.featured_and_list();
        let read = self.retry_on_conflict("the featured replays", attempt);
        Ok(read.await?.0)
    }

    /// The same, with the item that changes of the whole list share.
    pub(crate) async fn featured_and_list(
        &self,
    ) -> Result<(Featured, Option<FeaturedList>), Conflict> {
        let (pk, sk) = keys::FEATURED_LIST;
        let (list, indexed) = tokio::try_join!(
            self.get(pk, sk, FeaturedList::read),
            self.indexed_with_rank(true, MOST_READ),
        )?;
        let (indexed, _) = indexed;
        let mut wanted: BTreeSet<Key> = indexed.iter().map(Broadcast::key).collect();
        wanted.extend(list.iter().flat_map(|list| list.ranked.iter().cloned()));
        let items = self.batch(wanted.into_iter().collect(), Consistency::Strong);
        let items = items.await?;
        let read = items.iter().map(Broadcast::read);
        let mut featured = Featured(read.collect::<Result<_>>()?);
        if list.as_ref().is_some_and(|list| featured.is_older(list)) {
            return Err(Conflict::Raced);
        }
        (featured.0).retain(|one| one.curation.featured_rank.is_some());
        featured.sort();
        Ok((featured, list))
    }

    /// The broadcasts that the index has with a rank, in no order, and whether these are all: what is live or published,
    /// and with `unseen` also the others. Of each partition at most `most_read` items are read.
    pub(super) async fn indexed_with_rank(
        &self,
        unseen: bool,
        most_read: usize,
    ) -> Result<(Vec<Broadcast>, bool)> {
        let most_read = most_read.min(MOST_READ);
        let shards = 0..self.settings.shards;
        let live = shards.flat_map(|shard| [keys::live(shard), keys::begun(shard)]);
        let mut partitions: Vec<String> = live.collect();
        partitions.push(keys::FEATURED.to_owned());
        partitions.extend(unseen.then(|| keys::FEATURED_UNSEEN.to_owned()));
        let pages = partitions.into_iter().map(|partition| {
            let pages = self.paginated(BY_FRONT, partition, Range::All);
            pages.up_to(most_read, ranked)
        });
        let partitions = try_join_all(pages).await?;
        let complete = partitions.iter().all(|items| items.len() < most_read);
        Ok((
            partitions.into_iter().flatten().flatten().collect(),
            complete,
        ))
    }
}

/// A broadcast, if it has a rank.
fn ranked(item: &Item) -> Result<Option<Broadcast>> {
    let broadcast = Broadcast::read(item)?;
    let has_rank = broadcast.curation.featured_rank.is_some();
    Ok(has_rank.then_some(broadcast))
}
