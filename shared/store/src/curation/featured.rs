//! The order of the featured broadcasts, set in one step.

use super::edit::with_curation;
use crate::{
    Action, Broadcast, Curated, Curation, Featured, HistoryEntry, Refusal, Result, Store,
    error::Conflict,
    items::FeaturedList,
    table::{Guard, TRANSACTION_ITEMS, Write},
};
use futures_util::future::try_join_all;
use replay_grouping::{ReplayId, Timestamp};
use std::collections::BTreeSet;

/// How many broadcasts one step can rank, or take a rank from: each is two items of the transaction, itself and the entry
/// in its history. One more item is that of the whole list.
pub const MOST_RANKED_AT_ONCE: usize = (TRANSACTION_ITEMS - 1) / 2;

impl Store {
    /// Gives these broadcasts the ranks from 1 on and takes that of all others, or changes nothing; with `expected`, only
    /// if the list has one of these [versions](Featured::version). Returns the list as it is now.
    ///
    /// Changes of the whole list come one after the other. A rank that a curator sets for a single broadcast in the same
    /// moment may be left as it is.
    pub async fn set_featured(
        &self,
        ids: &[ReplayId],
        expected: Option<&[u64]>,
        by: &str,
        now: Timestamp,
    ) -> Result<Curated<Featured>> {
        let attempt = || self.try_set_featured(ids, expected, by, now);
        self.retry_on_conflict("the featured replays", attempt)
            .await
    }

    async fn try_set_featured(
        &self,
        ids: &[ReplayId],
        expected: Option<&[u64]>,
        by: &str,
        now: Timestamp,
    ) -> Result<Curated<Featured>, Conflict> {
        let (before, list) = self.featured_and_list().await?;
        if expected.is_some_and(|expected| !expected.contains(&before.version())) {
            return Ok(Err(Refusal::FeaturedChanged));
        }
        let named = try_join_all(ids.iter().map(|id| self.broadcast(id))).await?;
        if let Some(unknown) = named.iter().position(Option::is_none) {
            return Ok(Err(Refusal::UnknownAt(unknown)));
        }
        let named: Vec<Broadcast> = named.into_iter().flatten().collect();
        let own: BTreeSet<&ReplayId> = named.iter().map(|broadcast| &broadcast.id).collect();
        if own.len() < named.len() {
            return Ok(Err(Refusal::NamedTwice));
        }
        let others = before.0.iter().filter(|one| !own.contains(&one.id));
        let ranked = (1..).map(Some).zip(&named);
        let ranks = ranked.chain(others.map(|other| (None, other)));
        let changed = ranks.filter(|(rank, one)| one.curation.featured_rank != *rank);
        let changed: Vec<(Option<u32>, &Broadcast)> = changed.collect();
        if changed.len() > MOST_RANKED_AT_ONCE {
            return Ok(Err(Refusal::TooManyRanks(changed.len())));
        }
        if changed.is_empty() {
            return Ok(Ok(before));
        }
        let version = list.map(|list| list.version);
        let mut writes = Vec::new();
        let mut after = Featured(named.clone());
        for (rank, broadcast) in changed {
            let mut curation = Curation {
                featured_rank: rank,
                ..broadcast.curation.clone()
            };
            if rank.is_some() {
                curation.review(by, now);
            }
            let entry = HistoryEntry::new(Action::Change, by, now);
            let shards = self.settings.shards;
            let (changed, history) = with_curation(broadcast, curation, entry, now, shards)?;
            let item = changed.item(shards)?;
            let guard = Guard::version(Some(broadcast.version));
            writes.extend([Write::Put(item, guard), history]);
            if let Some(own) = after.0.iter_mut().find(|own| own.id == changed.id) {
                *own = changed;
            }
        }
        let list = FeaturedList {
            version: version.map_or(1, |version| version + 1),
            ranked: after.0.iter().map(Broadcast::key).collect(),
            versions: after.0.iter().map(|one| one.version).collect(),
        };
        writes.push(Write::Put(list.item()?, Guard::version(version)));
        self.transact(writes).await?;
        after.sort();
        Ok(Ok(after))
    }
}
