//! Saves and reads the status of reconcile, for operators.
//!
//! The last run's is one item; what is counted has an item for each hour, to which each run adds.

use crate::{
    Result, Store,
    items::{RunCounts, RunStatus},
    table::{BY_CHANGE, BY_DUE, Item, Range, Reader, key, keys, number},
};
use replay_grouping::{Seconds, Timestamp};
use std::collections::BTreeMap;

/// More than so many are not counted.
const MOST: usize = 1_000;
/// The hours of a day.
const HOURS: i64 = 24;
const WEEK: Seconds = Seconds::DAY.times(7);

/// The status of reconcile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// What the last run left; `None` before the first one.
    pub last_run: Option<RunStatus>,
    /// What was counted in each of the last 24 hours, by the second at which it began, oldest first. The last one goes on.
    pub hours: Vec<(Timestamp, RunCounts)>,
    /// What was counted in these 24 hours.
    pub day: RunCounts,
    /// What was counted in the last 7 days, by the hour.
    pub week: RunCounts,
}

impl Store {
    /// How many broadcasts and queries were due at or before this second and still are, at most 1,000, and since when the
    /// first of them is.
    pub async fn overdue(&self, since: Timestamp) -> Result<(u64, Option<Timestamp>)> {
        let mut due: Vec<Timestamp> = Vec::new();
        for shard in 0..self.settings.shards {
            for settled in [false, true] {
                let range = Range::AtMost(keys::moment(since));
                let pages = self.paginated(BY_DUE, keys::due(shard, settled), range);
                due.extend(
                    pages
                        .up_to(MOST, |item| Reader(item).text::<Timestamp>("due_at"))
                        .await?,
                );
            }
        }
        Ok((due.len().min(MOST) as u64, due.into_iter().min()))
    }

    /// How many events went into quarantine from this second on, at most 1,000.
    pub async fn quarantined_since(&self, since: Timestamp) -> Result<u64> {
        let range = Range::AtLeast(keys::moment(since));
        let pages = self.paginated(BY_CHANGE, keys::QUARANTINED, range);
        Ok(pages.up_to(MOST, |_| Ok(())).await?.len() as u64)
    }

    /// Saves the status of a run, and adds what it counted to its hour.
    pub async fn save_status(&self, status: &RunStatus, counts: &RunCounts) -> Result<()> {
        self.put(status.item()?).await?;
        let added = counts.attributes();
        if added.is_empty() {
            return Ok(());
        }
        let hour = hour_of(status.at);
        let (expires, expires_at) = RunCounts::expires_at(hour);
        let names: Vec<String> = (0..added.len()).map(|at| format!("#{at} :{at}")).collect();
        let update = format!("SET #expires = :expires ADD {}", names.join(", "));
        let request = self.client.update_item().table_name(&self.settings.table);
        let mut request = request
            .set_key(Some(key(keys::STATUS, &keys::counted_hour(hour))))
            .update_expression(update)
            .expression_attribute_names("#expires", expires)
            .expression_attribute_values(":expires", number(expires_at));
        for (at, (attribute, count)) in added.iter().enumerate() {
            request = request
                .expression_attribute_names(format!("#{at}"), attribute)
                .expression_attribute_values(format!(":{at}"), number(count));
        }
        request.send().await?;
        Ok(())
    }

    /// The status at the Unix second `now`.
    pub async fn status(&self, now: Timestamp) -> Result<Status> {
        let read = |item: &Item| {
            let (_, sk) = Reader(item).key()?;
            Ok((sk, item.clone()))
        };
        let mut status = Status::default();
        let mut counted: BTreeMap<String, RunCounts> = BTreeMap::new();
        let range = Range::AtLeast(keys::counted_hour(now - WEEK));
        for (sk, item) in self.paginated(None, keys::STATUS, range).all(read).await? {
            if sk == keys::LAST_RUN {
                status.last_run = Some(RunStatus::read(&item)?);
                continue;
            }
            let counts = RunCounts::read(&item)?;
            status.week = status.week.plus(&counts);
            counted.insert(sk, counts);
        }
        for before in (0..HOURS).rev() {
            let hour = hour_of(now) - Seconds::HOUR.times(before);
            // A run that counts nothing leaves no item.
            let counts = counted.remove(&keys::counted_hour(hour));
            let counts = counts.unwrap_or_default();
            status.day = status.day.plus(&counts);
            status.hours.push((hour, counts));
        }
        Ok(status)
    }
}

/// The second at which the hour of this moment began.
fn hour_of(moment: Timestamp) -> Timestamp {
    Timestamp(moment.0 - moment.0.rem_euclid(Seconds::HOUR.0))
}
