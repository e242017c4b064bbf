//! Finds one broadcast, and what is in it.

use crate::{
    Broadcast, Store, StoreError, StoredPart,
    items::Alias,
    table::{BY_ID, Item, Reader, keys, text},
};
use replay_grouping::{Evidence, FileId, Lane, Part, ReplayId, Stream, lanes};
use std::collections::BTreeSet;

/// A part where it belongs.
#[derive(Debug, Clone)]
pub struct PartInBroadcast {
    /// The part.
    pub stored: StoredPart,
    /// Its lane among the parts of its format.
    pub lane: Lane,
    /// Why it is in this broadcast; none for one that is lost, and only lies in its time.
    pub evidence: Option<Evidence>,
}

impl Store {
    /// The broadcast of this id, or the one that it was joined to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn broadcast(&self, id: &ReplayId) -> Result<Option<Broadcast>, StoreError> {
        for found in self.keys_of(id.as_str()).await? {
            let (pk, sk) = (Reader(&found).text("pk")?, Reader(&found).text("sk")?);
            if sk == keys::cast(id) {
                if let Some(item) = self.get(pk, sk).await? {
                    return Broadcast::read(&item).map(Some);
                }
                // It was joined to another one since.
                return self.follow(pk, id).await;
            }
            if sk == keys::alias(id) {
                return self.follow(pk, id).await;
            }
        }
        Ok(None)
    }

    /// The keys of all items of this id.
    pub(crate) async fn keys_of(&self, id: &str) -> Result<Vec<Item>, StoreError> {
        let found = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_ID.name)
            .key_condition_expression("id = :id")
            .expression_attribute_values(":id", text(id))
            .send()
            .await?;
        Ok(found.items.unwrap_or_default())
    }

    /// The part of this file in each stream in which it is kept; mostly one, or none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn parts_of_file(&self, file_id: &FileId) -> Result<Vec<StoredPart>, StoreError> {
        self.parts_at(self.part_keys(file_id).await?).await
    }

    /// The keys of the items of a file, in all streams.
    pub(crate) async fn part_keys(
        &self,
        file_id: &FileId,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let own = keys::part(file_id);
        let mut keys = Vec::new();
        for found in self.keys_of(file_id.as_str()).await? {
            let (pk, sk) = (Reader(&found).text("pk")?, Reader(&found).text("sk")?);
            if sk == own {
                keys.push((pk.to_owned(), sk.to_owned()));
            }
        }
        Ok(keys)
    }

    pub(crate) async fn parts_at(
        &self,
        keys: Vec<(String, String)>,
    ) -> Result<Vec<StoredPart>, StoreError> {
        let items = self.batch(keys).await?;
        items.iter().map(StoredPart::read).collect()
    }

    /// The parts of these files in these streams, as far as they are known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known_parts(
        &self,
        files: &[(&Stream, &FileId)],
    ) -> Result<Vec<StoredPart>, StoreError> {
        let key =
            |(stream, file_id): &(&Stream, &FileId)| (keys::stream(stream), keys::part(file_id));
        self.parts_at(files.iter().map(key).collect()).await
    }

    async fn follow(&self, pk: &str, alias: &ReplayId) -> Result<Option<Broadcast>, StoreError> {
        let mut id = alias.clone();
        let mut seen = BTreeSet::new();
        while seen.insert(id.clone()) {
            let (alias_key, cast_key) = (keys::alias(&id), keys::cast(&id));
            let (alias, cast) =
                tokio::try_join!(self.get(pk, &alias_key), self.get(pk, &cast_key))?;
            if let Some(item) = cast {
                return Broadcast::read(&item).map(Some);
            }
            let Some(item) = alias else { return Ok(None) };
            id = Alias::read(&item)?.target;
        }
        Ok(None)
    }

    /// The parts of a broadcast by start, then by file id; with those that VOD has no longer, or never had.
    ///
    /// # Errors
    /// [`StoreError`]; also when the broadcast keeps changing while its parts are read.
    pub async fn parts_and_lost(
        &self,
        broadcast: &Broadcast,
    ) -> Result<Vec<PartInBroadcast>, StoreError> {
        let (mut parts, contents) =
            tokio::try_join!(self.parts(broadcast), self.contents(broadcast))?;
        let lost = contents.parts.into_iter().filter(|part| !part.counts());
        parts.extend(lost.map(|stored| PartInBroadcast {
            stored,
            lane: Lane::default(),
            evidence: None,
        }));
        parts.sort_by_key(|part| {
            (
                part.stored.content().span.start(),
                part.stored.file_id.clone(),
            )
        });
        Ok(parts)
    }

    /// The parts of a broadcast by start, then by file id.
    ///
    /// # Errors
    /// [`StoreError`]; also when the broadcast keeps changing while its parts are read.
    pub async fn parts(&self, broadcast: &Broadcast) -> Result<Vec<PartInBroadcast>, StoreError> {
        let Some(members) = self.members(broadcast).await? else {
            return Ok(Vec::new());
        };
        let parts: Vec<Part> = members.parts.iter().map(|(part, _)| part.part()).collect();
        let lanes = lanes(&parts.iter().collect::<Vec<_>>());
        let placed = members.parts.into_iter().zip(lanes);
        let placed = placed.map(|((stored, evidence), lane)| PartInBroadcast {
            stored,
            lane,
            evidence: Some(evidence),
        });
        Ok(placed.collect())
    }

    /// All streams of this name, whatever their domain and app.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn namesakes(&self, stream_id: &str) -> Result<Vec<Stream>, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::namesakes(stream_id)))
            .into_paginator()
            .items()
            .send();
        let mut streams = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item?;
            let item = Reader(&item);
            let names = format!("{}/{stream_id}", item.text("sk")?);
            let stream = names
                .parse()
                .map_err(|invalid| item.corrupt("sk", format!("{invalid}")))?;
            streams.push(stream);
        }
        Ok(streams)
    }
}
