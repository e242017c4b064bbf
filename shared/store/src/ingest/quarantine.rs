//! Keeps, lists and releases correctly signed events that can't be used yet.

use crate::{
    Mark, QuarantineCode, Quarantined, Result, Store, WaitsFor,
    error::condition_held,
    table::{BY_CHANGE, BY_DUE, BY_ID, Consistency, Item, Key, Range, Reader, key, keys},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use replay_grouping::{FileId, Stream, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// How many events wait for one file or stream at most that are read at once: some MB, if each is as large as can be.
const MOST_WAITING: usize = 100;

/// How many events are deleted at the same time.
const DELETED_AT_ONCE: usize = 16;

impl Store {
    /// Stores an event that can't be used; false when it was stored before.
    pub async fn quarantine(
        &self,
        event: &Quarantined,
        waits_for: Option<&WaitsFor>,
    ) -> Result<bool> {
        let request = self.client.put_item().table_name(&self.settings.table);
        let put = request
            .set_item(Some(event.item(waits_for)?))
            .condition_expression("attribute_not_exists(pk)")
            .send();
        condition_held(put.await)
    }

    /// Stores an event of which another reason is known now.
    pub async fn quarantine_again(
        &self,
        event: &Quarantined,
        waits_for: Option<&WaitsFor>,
    ) -> Result<()> {
        self.put(event.item(waits_for)?).await
    }

    /// Events in quarantine that contradict what is stored about a file.
    pub async fn contradicting_events(&self, file_id: &FileId) -> Result<Vec<Quarantined>> {
        self.events_waiting_for(&WaitsFor::File(file_id.clone()))
            .await
    }

    /// Events in quarantine that wait until a stream is known.
    pub async fn waiting_events(&self, stream: &Stream) -> Result<Vec<Quarantined>> {
        self.events_waiting_for(&WaitsFor::Stream(stream.clone()))
            .await
    }

    async fn events_waiting_for(&self, what: &WaitsFor) -> Result<Vec<Quarantined>> {
        let found = self.paginated(BY_ID, what.key(), Range::All);
        let found = found.up_to(MOST_WAITING, |item| Reader(item).key()).await?;
        let events = self.events_of(found).await?;
        Ok(events.into_values().collect())
    }

    /// The first `wanted` events behind a place, newest first; all of them, or those of one kind.
    pub async fn quarantined_page(
        &self,
        code: Option<QuarantineCode>,
        after: Option<&Mark>,
        wanted: usize,
    ) -> Result<Vec<Quarantined>> {
        let before = after.map(|after| keys::oldest_first(after.at, &after.id));
        let before = Range::Before(before.unwrap_or_else(|| "~".to_owned()));
        let mut pages = match code {
            Some(code) => self.paginated(BY_DUE, keys::quarantined_as(code), before),
            None => self.paginated(BY_CHANGE, keys::QUARANTINED, before),
        }
        .descending();
        let mut events = Vec::new();
        // An event that was released a moment ago may still be in the index.
        while events.len() < wanted
            && let Some(page) = pages.next_page(wanted - events.len()).await?
        {
            let found = page.iter().map(|item| Reader(item).key());
            let found = found.collect::<Result<Vec<Key>>>()?;
            let mut read = self.events_of(found.clone()).await?;
            events.extend(found.iter().filter_map(|key| read.remove(key)));
        }
        Ok(events)
    }

    /// Up to `wanted` events that wait because too many streams were new, oldest first; and the place of the last one, if
    /// there may be more behind it.
    pub async fn waiting_page(
        &self,
        after: Option<&Mark>,
        wanted: usize,
    ) -> Result<(Vec<Quarantined>, Option<Mark>)> {
        let partition = keys::quarantined_as(QuarantineCode::TooManyNewStreams);
        let behind = after.map(|after| keys::oldest_first(after.at, &after.id));
        let pages = self.paginated(BY_DUE, partition, behind.map_or(Range::All, Range::After));
        let read = |item: &Item| {
            let item = Reader(item);
            let at = item.str("due_at")?.split_once('#');
            let at = at.and_then(|(at, _)| at.parse().ok().map(Timestamp));
            let mark = Mark {
                at: at.ok_or_else(|| item.corrupt("due_at", "is no place"))?,
                id: item.name_in("pk", keys::QUARANTINE)?.to_owned(),
            };
            Ok((item.key()?, mark))
        };
        let found = pages.up_to(wanted, read).await?;
        let last = found.last().map(|(_, mark)| mark.clone());
        let next = last.filter(|_| found.len() == wanted);
        let (keys, _): (Vec<Key>, Vec<Mark>) = found.into_iter().unzip();
        let mut read = self.events_of(keys.clone()).await?;
        let events = keys.iter().filter_map(|key| read.remove(key));
        Ok((events.collect(), next))
    }

    async fn events_of(&self, keys: Vec<Key>) -> Result<HashMap<Key, Quarantined>> {
        let items = self.batch(keys, Consistency::Strong).await?;
        let event = |item: &Item| Ok((Reader(item).key()?, Quarantined::read(item)?));
        items.iter().map(event).collect()
    }

    /// One event.
    pub async fn quarantined(&self, id: &str) -> Result<Option<Quarantined>> {
        let pk = keys::quarantine(id);
        self.get(&pk, keys::EVENT, Quarantined::read).await
    }

    /// Removes an event; false when there is none.
    pub async fn release(&self, id: &str) -> Result<bool> {
        self.delete_event(&keys::quarantine(id)).await
    }

    /// Removes up to `most` events of one kind, the oldest first. Returns how many, and whether more are left.
    pub async fn release_many(&self, code: QuarantineCode, most: usize) -> Result<(usize, bool)> {
        let pages = self.paginated(BY_DUE, keys::quarantined_as(code), Range::All);
        let mut found = pages.up_to(most + 1, |item| Reader(item).key()).await?;
        let left = found.len() > most;
        found.truncate(most);
        let deletions = found.iter().map(|(pk, _)| self.delete_event(pk));
        let deletions: Vec<_> = deletions.collect();
        let deleted = stream::iter(deletions).buffer_unordered(DELETED_AT_ONCE);
        let deleted: Vec<bool> = deleted.try_collect().await?;
        Ok((deleted.into_iter().filter(|deleted| *deleted).count(), left))
    }

    async fn delete_event(&self, pk: &str) -> Result<bool> {
        let request = self.client.delete_item().table_name(&self.settings.table);
        let deleted = request
            .set_key(Some(key(pk, keys::EVENT)))
            .condition_expression("attribute_exists(pk)")
            .send();
        condition_held(deleted.await)
    }
}

/// The item of a callback that VOD refuted.
pub(super) fn refuted_item(file_id: &FileId, body: &str, now: Timestamp) -> Result<Item> {
    let hash = Sha256::digest(body);
    let hex = hash.iter().take(16).map(|byte| format!("{byte:02x}"));
    let event = Quarantined {
        id: hex.collect(),
        received_at: now,
        code: QuarantineCode::Refuted,
        reason: format!("VOD shows file {file_id} otherwise"),
        body: body.to_owned(),
    };
    event.item(None)
}
