//! Writes broadcasts: those of a plan together with the facts behind it, or a single one.

use super::Plan;
use crate::{
    Broadcast, Result, Store,
    error::Conflict,
    items::{Head, removed_item},
    table::{Guard, Write, key, keys},
};
use replay_grouping::Stream;

impl Store {
    /// Writes facts and the broadcasts that follow from them, if no other write to the stream came since the head was read.
    /// `head` is the head as it will be. What was read together with the head need not be of the same moment, so the
    /// writes have guards of their own.
    pub(crate) async fn apply_plan(
        &self,
        stream: &Stream,
        head: &Head,
        facts: Vec<Write>,
        plan: Plan,
    ) -> Result<(), Conflict> {
        let (pk, shards) = (keys::stream(stream), self.settings.shards);
        let known = (head.version > 1).then_some(head.version - 1);
        let mut writes = vec![Write::Put(head.item(stream)?, Guard::version(known))];
        writes.extend(facts);
        for (broadcast, version) in plan.broadcasts {
            let guard = Guard::version(version);
            writes.push(Write::Put(broadcast.item(shards)?, guard));
        }
        for (id, version) in plan.merged {
            let guard = Guard::version(Some(version));
            writes.push(Write::Delete(key(&pk, &keys::cast(&id)), guard));
        }
        for alias in plan.aliases {
            writes.push(Write::Put(alias.item(stream, shards)?, Guard::None));
        }
        for (id, at) in plan.removed {
            let item = removed_item(stream, &id, at, shards)?;
            writes.push(Write::Put(item, Guard::None));
        }
        for id in plan.separated {
            writes.push(Write::Delete(key(&pk, &keys::alias(&id)), Guard::None));
        }
        self.transact(writes).await
    }

    /// Overwrites a broadcast, if it still has `version`, and writes what belongs beside it.
    pub(crate) async fn replace(
        &self,
        broadcast: &Broadcast,
        version: u64,
        beside: impl IntoIterator<Item = Write>,
    ) -> Result<(), Conflict> {
        let item = broadcast.item(self.settings.shards)?;
        let own = Write::Put(item, Guard::version(Some(version)));
        self.transact([own].into_iter().chain(beside)).await
    }

    /// The broadcast as its next version, written if it still is the one that was read; else `None`.
    pub(crate) async fn replace_unless_raced(
        &self,
        before: &Broadcast,
        after: Broadcast,
    ) -> Result<Option<Broadcast>> {
        let written = self.replace(&after, before.version, []).await;
        Ok(crate::error::unless_raced(written)?.map(|()| after))
    }
}
