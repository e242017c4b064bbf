//! Leases: exclusive, time-limited claims on due work.
//!
//! A killed run keeps its leases until they end by themselves.

use super::Due;
use crate::{
    Result, Store,
    error::condition_held,
    table::{EXPIRES, Writer, key, keys, number, text},
};
use replay_grouping::{Seconds, Timestamp};

/// How long after its end a lease stays in the table.
const RETENTION: Seconds = Seconds::DAY;

impl Store {
    /// Claims due work for `owner` alone, for so many seconds. False when another owner holds the lease.
    pub async fn take_lease(
        &self,
        what: &Due,
        owner: &str,
        now: Timestamp,
        seconds: Seconds,
    ) -> Result<bool> {
        let (pk, sk) = what.key();
        let until = now + seconds;
        let lease = Writer::new(&pk, &keys::lease(&sk))
            .text("owner", owner)
            .number("until", until)
            .number(EXPIRES, until + RETENTION)
            .finish()?;
        let request = self.client.put_item().table_name(&self.settings.table);
        let taken = request
            .set_item(Some(lease))
            .condition_expression("attribute_not_exists(pk) OR #until <= :now OR #owner = :owner")
            .expression_attribute_names("#until", "until")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":owner", text(owner))
            .send();
        condition_held(taken.await)
    }

    /// Gives a lease back. If that fails, the lease ends by itself.
    pub async fn release_lease(&self, what: &Due, owner: &str) -> Result<()> {
        let (pk, sk) = what.key();
        let request = self.client.delete_item().table_name(&self.settings.table);
        let released = request
            .set_key(Some(key(&pk, &keys::lease(&sk))))
            .condition_expression("#owner = :owner")
            .expression_attribute_names("#owner", "owner")
            .expression_attribute_values(":owner", text(owner))
            .send();
        condition_held(released.await).map(drop)
    }
}
