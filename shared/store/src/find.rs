//! Finds one broadcast, and what is in it.

use crate::{
    Broadcast, Store, StoreError, StoredPart,
    item::{Item, Reader, text},
    keys,
    piece::Piece,
    record::{Alias, Head},
    regroup::mark_opened,
    table::BY_ID,
    terms::Terms,
};
use replay_grouping::{
    Atom, Evidence, FileId, Group, Lane, Part, ReplayId, Span, Stream, cluster, evidence, lanes,
};
use std::collections::BTreeSet;

/// How often the parts are read while the broadcast changes.
const ATTEMPTS: u32 = 4;

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
    pub async fn locate(&self, file_id: &FileId) -> Result<Vec<StoredPart>, StoreError> {
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
        let stream = &broadcast.stream;
        let mut now = broadcast.clone();
        for attempt in 0..ATTEMPTS {
            if now.past {
                return Ok(Vec::new());
            }
            if let Some(parts) = self.try_parts(&now).await? {
                return Ok(parts);
            }
            crate::commit::pause(attempt).await;
            match self.broadcast(&broadcast.id).await? {
                Some(again) => now = again,
                None => return Ok(Vec::new()),
            }
        }
        Err(StoreError::Contended {
            stream: stream.to_string(),
        })
    }

    /// None when the pieces don't make this broadcast (any more).
    async fn try_parts(
        &self,
        broadcast: &Broadcast,
    ) -> Result<Option<Vec<PartInBroadcast>>, StoreError> {
        let stream = &broadcast.stream;
        let head = self.head(stream).await?;
        let Terms { rules, pins } = self.terms(stream, &head).await?;
        let mut near = vec![broadcast.clone()];
        if self.settings.defaults.session_param.is_some() {
            near = self.entangled_with(&head, rules.gap, broadcast).await?;
        }
        let opened = self.open(stream, &head, near.iter()).await?;
        let pieces: Vec<&Piece> = opened
            .pushes
            .iter()
            .chain(opened.parts.iter().map(|(piece, _)| piece))
            .collect();
        let atoms: Vec<Atom<'_>> = pieces.iter().map(|piece| piece.atom()).collect();
        let groups = cluster(&atoms, &rules, &pins);
        let groups = groups.map_err(|torn| StoreError::Unavailable(torn.to_string()))?;
        // Alone it is opened whole, also where today's rules would part it. Where sessions took turns, others came along.
        let alone = near.len() == 1;
        let hull = broadcast.summary.hull;
        let is_own = |group: &&Group| {
            let summary = &group.summary;
            alone
                || summary.hull.start() == hull.start()
                    && summary.sessions == broadcast.summary.sessions
        };
        let own: Vec<&Group> = groups.iter().filter(is_own).collect();
        if own.is_empty() {
            return Ok(None);
        }
        let reasoned = own.iter().flat_map(|group| {
            let reasons = evidence(&atoms, group, &rules, &pins);
            group.members.iter().zip(reasons)
        });
        let mut members: Vec<(StoredPart, Evidence)> = reasoned
            .filter_map(|(member, reason)| {
                let part = member.atom.checked_sub(opened.pushes.len())?;
                Some((opened.parts.get(part)?.1.clone(), reason))
            })
            .collect();
        members.sort_by_key(|(part, _)| (part.content().span.start(), part.file_id.clone()));
        let parts: Vec<Part> = members.iter().map(|(stored, _)| stored.part()).collect();
        let lanes = lanes(&parts.iter().collect::<Vec<_>>());
        let placed = members.into_iter().zip(lanes);
        let placed = placed.map(|((stored, evidence), lane)| PartInBroadcast {
            stored,
            lane,
            evidence: Some(evidence),
        });
        Ok(Some(placed.collect()))
    }

    /// A broadcast and those that can only be opened together with it.
    async fn entangled_with(
        &self,
        head: &Head,
        gap: i64,
        broadcast: &Broadcast,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let mut reach = broadcast.summary.hull;
        loop {
            let stream = &broadcast.stream;
            let mut near = self.broadcasts_near(stream, head, gap, reach).await?;
            let mut open = BTreeSet::from([broadcast.id.clone()]);
            mark_opened(&near, None, &mut open);
            near.retain(|near| open.contains(&near.id));
            let wider = near
                .iter()
                .map(|near| near.summary.hull)
                .fold(reach, Span::hull);
            if wider == reach {
                return Ok(near);
            }
            reach = wider;
        }
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
