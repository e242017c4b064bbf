//! Correctly signed events that can't be used yet, stored whole.

use crate::{
    Mark, Result, Store,
    table::{BY_SHELF, EXPIRES, Item, Key, Range, Writer, attributes, keys},
};
use replay_grouping::{FileId, Seconds, Timestamp};
use sha2::{Digest, Sha256};

/// How long such an event is kept.
const RETENTION: Seconds = Seconds::DAY.times(30);

/// An event in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its id.
    pub id: String,
    /// When it came, in Unix seconds.
    pub received_at: Timestamp,
    /// Why it can't be used.
    pub reason: String,
    /// What came, whole.
    pub body: String,
}

impl Store {
    /// Stores an event that can't be used; false when it was stored before. `fingerprint` is the same for each of its
    /// deliveries, and it is stored once. `rivals` is the file about which it contradicts another event.
    pub async fn quarantine(
        &self,
        fingerprint: &str,
        reason: &str,
        body: &str,
        rivals: Option<&FileId>,
        now: Timestamp,
    ) -> Result<bool> {
        if self.quarantined(fingerprint).await?.is_some() {
            return Ok(false);
        }
        let event = Quarantined {
            id: fingerprint.to_owned(),
            received_at: now,
            reason: reason.to_owned(),
            body: body.to_owned(),
        };
        self.put(event.item(rivals)?).await?;
        Ok(true)
    }

    /// The events in quarantine that contradict what is stored about a file.
    pub async fn contradicting_events(&self, file_id: &FileId) -> Result<Vec<Quarantined>> {
        let events = self.paginated(BY_SHELF, keys::rivals(file_id), Range::All);
        events.all(Quarantined::read).await
    }

    /// The first `wanted` events behind a place, newest first.
    pub async fn quarantined_page(
        &self,
        now: Timestamp,
        after: Option<&Mark>,
        wanted: usize,
    ) -> Result<Vec<Quarantined>> {
        let mut events = Vec::new();
        let newest = after.map_or(now, |after| after.at.min(now));
        // DynamoDB may remove an event some days after it expired.
        let oldest = now - (RETENTION + Seconds::DAY.times(2));
        let mut day = newest;
        while events.len() < wanted && day > oldest {
            let last = match after {
                Some(after) if day == newest => keys::oldest_first(after.at, &after.id),
                _ => "~".to_owned(),
            };
            let of_day = self
                .paginated(None, keys::quarantine(day), Range::Before(last))
                .descending();
            let read = |item: &Item| Quarantined::read(item).map(Some);
            events.extend(of_day.first(wanted - events.len(), read).await?);
            day = day - Seconds::DAY;
        }
        Ok(events)
    }

    /// One event.
    pub async fn quarantined(&self, id: &str) -> Result<Option<Quarantined>> {
        match self.quarantine_key(id).await? {
            Some((pk, sk)) => self.get(&pk, &sk, Quarantined::read).await,
            None => Ok(None),
        }
    }

    /// Removes an event; false when there is none.
    pub async fn release(&self, id: &str) -> Result<bool> {
        let Some((pk, sk)) = self.quarantine_key(id).await? else {
            return Ok(false);
        };
        self.delete(&pk, &sk).await?;
        Ok(true)
    }

    async fn quarantine_key(&self, id: &str) -> Result<Option<Key>> {
        let mut found = self.keys_of(id).await?.into_iter();
        Ok(found.find(|(pk, _)| pk.starts_with(keys::QUARANTINE)))
    }
}

/// The item of a callback that VOD refuted.
pub(super) fn refuted_item(file_id: &FileId, body: &str, now: Timestamp) -> Result<Item> {
    let hash = Sha256::digest(body);
    let hex = hash.iter().take(16).map(|byte| format!("{byte:02x}"));
    let event = Quarantined {
        id: hex.collect(),
        received_at: now,
        reason: format!("VOD shows file {file_id} otherwise"),
        body: body.to_owned(),
    };
    event.item(None)
}

impl Quarantined {
    fn item(&self, rivals: Option<&FileId>) -> Result<Item> {
        let sk = keys::oldest_first(self.received_at, &self.id);
        let item = Writer::new(&keys::quarantine(self.received_at), &sk)
            .optional(rivals, |item, file_id| {
                item.text("shelf", keys::rivals(file_id))
                    .text("shelf_at", &sk)
            })
            .number(EXPIRES, self.received_at + RETENTION);
        self.write(item).finish()
    }
}

attributes! {
    Quarantined {
        id: text "id",
        received_at: number "received_at",
        reason: text "reason",
        body: text "body",
    }
    |item| {}
}
