//! Overwrites a single broadcast.

use crate::{
    Broadcast, Store,
    error::Conflict,
    table::{Guard, Write},
};

impl Store {
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
}
