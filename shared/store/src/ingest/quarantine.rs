//! Correctly signed events that can't be used yet, kept whole.

use crate::{
    Store, StoreError,
    table::{BY_SHELF, EXPIRES, Item, Reader, Writer, key, keys, text},
};
use replay_grouping::{FileId, Seconds, Timestamp};
use sha2::{Digest, Sha256};

/// How long such an event is kept.
const KEPT: Seconds = Seconds::DAY.times(30);

/// An event in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// What it is asked for by.
    pub id: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Why it can't be used.
    pub reason: String,
    /// What came, whole.
    pub body: String,
}

/// A place in the list of the quarantine: the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinePosition {
    /// When the event came.
    pub received_at: Timestamp,
    /// Its id.
    pub id: String,
}

impl Store {
    /// Keeps an event that can't be used. `fingerprint` is the same for each of its deliveries, and it is kept once.
    /// `rivals` is the file of which it tells otherwise than another event.
    ///
    /// # Errors
    /// [`StoreError`]: it was not kept, or nobody knows.
    pub async fn quarantine(
        &self,
        fingerprint: &str,
        reason: &str,
        body: &str,
        rivals: Option<&FileId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if self.quarantined(fingerprint).await?.is_some() {
            return Ok(());
        }
        self.insert(item(fingerprint, reason, body, rivals, now))
            .await
    }

    /// The events in quarantine that tell of a file otherwise than what is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn contradicting_events(
        &self,
        file_id: &FileId,
    ) -> Result<Vec<Quarantined>, StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_SHELF.name)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", BY_SHELF.partition)
            .expression_attribute_values(":pk", text(keys::rivals(file_id)))
            .send()
            .await?;
        found.items().iter().map(Quarantined::read).collect()
    }

    /// The first `wanted` events behind a place, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn quarantined_page(
        &self,
        now: Timestamp,
        after: Option<&QuarantinePosition>,
        wanted: usize,
    ) -> Result<Vec<Quarantined>, StoreError> {
        let mut listed = Vec::new();
        let newest = after.map_or(now, |after| after.received_at.min(now));
        // An event may lie in the table for some days beyond its end.
        let mut day = newest;
        while listed.len() < wanted && day > now - (KEPT + Seconds::DAY.times(2)) {
            let last = match after {
                Some(after) if day == newest => sort_key(after.received_at, &after.id),
                _ => "~".to_owned(),
            };
            let mut pages = self
                .client
                .query()
                .table_name(&self.settings.table)
                .scan_index_forward(false)
                .key_condition_expression("pk = :pk AND sk < :last")
                .expression_attribute_values(":pk", text(keys::quarantine(day)))
                .expression_attribute_values(":last", text(last))
                .into_paginator()
                .items()
                .send();
            while listed.len() < wanted {
                let Some(item) = pages.next().await else {
                    break;
                };
                listed.push(Quarantined::read(&item?)?);
            }
            day = day - Seconds::DAY;
        }
        Ok(listed)
    }

    /// One event.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn quarantined(&self, id: &str) -> Result<Option<Quarantined>, StoreError> {
        let Some((pk, sk)) = self.find(id).await? else {
            return Ok(None);
        };
        self.get(&pk, &sk)
            .await?
            .as_ref()
            .map(Quarantined::read)
            .transpose()
    }

    /// Removes an event; false when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release(&self, id: &str) -> Result<bool, StoreError> {
        let Some((pk, sk)) = self.find(id).await? else {
            return Ok(false);
        };
        let request = self.client.delete_item().table_name(&self.settings.table);
        request.set_key(Some(key(&pk, &sk))).send().await?;
        Ok(true)
    }

    async fn find(&self, id: &str) -> Result<Option<(String, String)>, StoreError> {
        for found in self.keys_of(id).await? {
            let (pk, sk) = (Reader(&found).text("pk")?, Reader(&found).text("sk")?);
            if pk.starts_with(keys::QUARANTINE) {
                return Ok(Some((pk.to_owned(), sk.to_owned())));
            }
        }
        Ok(None)
    }
}

/// The item of a callback that VOD refuted.
pub(crate) fn refuted(file_id: &FileId, body: &str, now: Timestamp) -> Item {
    let hash = Sha256::digest(body);
    let hex = hash.iter().take(16).map(|byte| format!("{byte:02x}"));
    let reason = format!("VOD shows file {file_id} otherwise");
    item(&hex.collect::<String>(), &reason, body, None, now)
}

fn item(id: &str, reason: &str, body: &str, rivals: Option<&FileId>, now: Timestamp) -> Item {
    Writer::new(&keys::quarantine(now), &sort_key(now, id))
        .text("id", id)
        .some(rivals, |item, file_id| {
            item.text("shelf", keys::rivals(file_id))
                .text("shelf_at", sort_key(now, id))
        })
        .number("received_at", now)
        .text("reason", reason)
        .text("body", body)
        .number(EXPIRES, now + KEPT)
        .0
}

fn sort_key(received_at: Timestamp, id: &str) -> String {
    format!("{}#{id}", keys::moment(received_at))
}

impl Quarantined {
    fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        Ok(Self {
            id: item.text("id")?.to_owned(),
            received_at: item.number("received_at")?,
            reason: item.text("reason")?.to_owned(),
            body: item.text("body")?.to_owned(),
        })
    }
}
