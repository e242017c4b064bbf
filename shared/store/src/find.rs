//! Finds one broadcast, and what is in it.

use crate::{
    Broadcast, Store, StoreError, StoredPart,
    item::{Item, Reader},
    keys,
    neighbourhood::text,
    piece::Piece,
    record::{Alias, Head},
    table::BY_ID,
};
use replay_grouping::{
    Atom, Evidence, Lane, Part, Pins, ReplayId, Stream, cluster, evidence, lanes,
};

/// An alias of an alias of an alias: each join of two broadcasts makes the chain at most one longer.
const LONGEST_CHAIN: usize = 64;

/// A part where it belongs.
#[derive(Debug, Clone)]
pub struct PartInBroadcast {
    /// The part.
    pub stored: StoredPart,
    /// Its lane among the parts of its format.
    pub lane: Lane,
    /// Why it is in this broadcast.
    pub evidence: Evidence,
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

    async fn follow(&self, pk: &str, alias: &ReplayId) -> Result<Option<Broadcast>, StoreError> {
        let mut id = alias.clone();
        for _ in 0..LONGEST_CHAIN {
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

    /// The parts of a broadcast by start, then by file id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn parts(&self, broadcast: &Broadcast) -> Result<Vec<PartInBroadcast>, StoreError> {
        let stream = &broadcast.stream;
        let head = self.get(&keys::stream(stream), keys::HEAD).await?;
        let head = head
            .as_ref()
            .map(Head::read)
            .transpose()?
            .unwrap_or_default();
        let near = self
            .neighbourhood(stream, &head, broadcast.summary.hull)
            .await?;
        let pieces: Vec<Piece> = near
            .pushes
            .iter()
            .chain(near.parts.iter().map(|(piece, _)| piece))
            .cloned()
            .collect();
        let atoms: Vec<Atom<'_>> = pieces.iter().map(Piece::atom).collect();
        let rules = &self.settings.rules;
        // Pieces are never torn: only summaries are.
        let groups = cluster(&atoms, rules, &Pins::default()).unwrap_or_default();
        let same = |summary: &replay_grouping::Summary| {
            summary.hull.start() == broadcast.summary.hull.start()
                && summary.sessions == broadcast.summary.sessions
        };
        let Some(group) = groups.iter().find(|group| same(&group.summary)) else {
            return Ok(Vec::new());
        };

        let reasons = evidence(&atoms, group, rules, &Pins::default());
        let mut members: Vec<(StoredPart, Evidence)> = group
            .members
            .iter()
            .zip(reasons)
            .filter_map(|(member, reason)| {
                let part = member.atom.checked_sub(near.pushes.len())?;
                Some((near.parts.get(part)?.1.clone(), reason))
            })
            .collect();
        members.sort_by_key(|(part, _)| (part.content().span.start(), part.told.file_id.clone()));
        let parts: Vec<Part> = members.iter().map(|(stored, _)| stored.part()).collect();
        let lanes = lanes(&parts.iter().collect::<Vec<_>>());
        let placed = members.into_iter().zip(lanes);
        Ok(placed
            .map(|((stored, evidence), lane)| PartInBroadcast {
                stored,
                lane,
                evidence,
            })
            .collect())
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
