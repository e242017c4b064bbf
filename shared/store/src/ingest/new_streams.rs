//! Limits how many streams callbacks may found in a minute.
//!
//! Whoever knows one signature can name as many streams as they like, and each costs polls and a place in lists. The count of a
//! minute is one item, which all functions share. It is touched only for a stream that has no head: one conditional update,
//! which never exceeds the limit however many come at once. If the write behind it fails, one stream less is new in that
//! minute, and the event comes again.

use crate::{
    Result, Store,
    error::condition_held,
    items::Head,
    table::{EXPIRES, key, keys, number},
};
use replay_grouping::{Seconds, Timestamp};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// How long a count stays in the table.
const RETENTION: Seconds = Seconds::DAY;

/// Whether a fact may found a stream. One fact counts once, however often it is tried.
#[derive(Debug)]
pub(super) struct Admission {
    granted: AtomicBool,
}

impl Admission {
    /// The fact is not limited.
    pub(super) fn free() -> Self {
        let granted = AtomicBool::new(true);
        Self { granted }
    }

    /// The fact counts if its stream is new.
    pub(super) fn counted() -> Self {
        let granted = AtomicBool::new(false);
        Self { granted }
    }
}

/// The last minute of which this process knows that no more streams may be new in it.
#[derive(Debug)]
pub(crate) struct FullMinute(AtomicI64);

impl Default for FullMinute {
    fn default() -> Self {
        Self(AtomicI64::new(-1))
    }
}

impl Store {
    /// Whether a fact of the stream with this head may be stored now.
    pub(super) async fn admits(
        &self,
        head: &Head,
        admission: &Admission,
        now: Timestamp,
    ) -> Result<bool> {
        let limit = self.settings.new_streams_per_minute;
        if head.version > 0 || limit == 0 || admission.granted.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let minute = now.0.div_euclid(Seconds::MINUTE.0);
        if self.full_minute.0.load(Ordering::Relaxed) == minute {
            return Ok(false);
        }
        let minute_start = Timestamp(minute * Seconds::MINUTE.0);
        let (pk, sk) = keys::new_streams(minute_start);
        let request = self.client.update_item().table_name(&self.settings.table);
        let counted = request
            .set_key(Some(key(&pk, &sk)))
            .update_expression("ADD #count :one SET #ttl = :ttl")
            .condition_expression("attribute_not_exists(#count) OR #count < :limit")
            .expression_attribute_names("#count", "streams")
            .expression_attribute_names("#ttl", EXPIRES)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":ttl", number(minute_start + RETENTION))
            .send();
        let granted = condition_held(counted.await)?;
        if granted {
            admission.granted.store(true, Ordering::Relaxed);
        } else {
            self.full_minute.0.store(minute, Ordering::Relaxed);
        }
        Ok(granted)
    }
}
