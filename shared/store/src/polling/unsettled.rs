//! Lists the broadcasts that have not settled.

use crate::{
    Broadcast, Due, Result, Store,
    table::{BY_DUE, Consistency, Range, keys},
};
use replay_grouping::{ReplayId, Stream, Timestamp};
use std::collections::HashMap;

/// A place in the list of unsettled broadcasts: by when they are due, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DuePosition {
    /// When it is due, in Unix seconds.
    pub due_at: Timestamp,
    /// Its id.
    pub id: ReplayId,
}

/// A broadcast as the index knows it.
type Indexed = (DuePosition, Stream);

impl Store {
    /// The first `wanted` broadcasts behind a place that have not settled, each with its own place: that of the index,
    /// which may lag behind the broadcast by a moment.
    pub async fn unsettled(
        &self,
        after: Option<&DuePosition>,
        wanted: usize,
    ) -> Result<Vec<(DuePosition, Broadcast)>> {
        let mut unsettled = Vec::new();
        let mut after = after.cloned();
        while unsettled.len() < wanted {
            let listed = self.due_behind(after.as_ref(), wanted).await?;
            let all = listed.len() < wanted;
            after = listed.last().map(|(place, _)| place.clone());
            unsettled.extend(self.still_unsettled(listed).await?);
            if all {
                break;
            }
        }
        unsettled.truncate(wanted);
        Ok(unsettled)
    }

    /// The first `wanted` of the index behind a place, over all shards.
    async fn due_behind(&self, after: Option<&DuePosition>, wanted: usize) -> Result<Vec<Indexed>> {
        let mut all = Vec::new();
        for shard in 0..self.settings.shards {
            let from = Range::AtLeast(keys::moment(
                after.map_or(Timestamp::EPOCH, |after| after.due_at),
            ));
            let mut pages = self
                .paginated(BY_DUE, keys::due(shard, false), from)
                .page_size(wanted);
            let mut found: Vec<Indexed> = Vec::new();
            while let Some(item) = pages.next().await? {
                let (due_at, what) = Due::read(&item)?;
                // The index orders entries of one second arbitrarily, so all of them have to be read.
                let last = found.last().map(|(place, _)| place.due_at);
                if found.len() >= wanted && last < Some(due_at) {
                    break;
                }
                let Due::Broadcast(stream, id) = what else {
                    continue;
                };
                let place = DuePosition { due_at, id };
                if after.is_none_or(|after| place > *after) {
                    found.push((place, stream));
                }
            }
            all.extend(found);
        }
        all.sort();
        all.truncate(wanted);
        Ok(all)
    }

    /// The broadcasts behind entries of the index, in their order, without those that settled or were merged since.
    async fn still_unsettled(&self, listed: Vec<Indexed>) -> Result<Vec<(DuePosition, Broadcast)>> {
        let keys = listed
            .iter()
            .map(|(place, stream)| (keys::stream(stream), keys::cast(&place.id)));
        let mut read = HashMap::new();
        for item in self.batch(keys.collect(), Consistency::Strong).await? {
            let broadcast = Broadcast::read(&item)?;
            read.insert((broadcast.stream.clone(), broadcast.id.clone()), broadcast);
        }
        let found = listed.into_iter().filter_map(|(place, stream)| {
            let broadcast = read.remove(&(stream, place.id.clone()))?;
            (!broadcast.is_settled()).then_some((place, broadcast))
        });
        Ok(found.collect())
    }
}
