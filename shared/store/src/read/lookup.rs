//! Finds one broadcast, or the files and streams of a name.

use crate::{
    Broadcast, Result, Store, StoreError, StoredPart,
    error::Conflict,
    items::{Alias, Head, Namesake, Seen, Sought},
    table::{BY_ID, Consistency, Item, KEYS, Key, Range, Reader, keys},
};
use futures_util::future::try_join_all;
use replay_grouping::{FileId, ReplayId, Stream};
use std::collections::{BTreeSet, HashMap};

impl Store {
    /// The broadcast of this id, or the one that it was merged into.
    pub async fn broadcast(&self, id: &ReplayId) -> Result<Option<Broadcast>> {
        for (pk, sk) in self.keys_of(id.as_str()).await? {
            if sk == keys::cast(id) {
                let broadcast = self.get(&pk, &sk, Broadcast::read).await?;
                return match broadcast {
                    Some(broadcast) => Ok(Some(broadcast)),
                    // It was merged into another one since.
                    None => self.follow(&pk, id).await,
                };
            }
            if sk == keys::alias(id) {
                return self.follow(&pk, id).await;
            }
        }
        Ok(None)
    }

    /// What has these ids now, by id: the broadcast, or the one that it was merged into. An id that leads nowhere is left out.
    pub async fn broadcasts_of(
        &self,
        wanted: &BTreeSet<(Stream, ReplayId)>,
    ) -> Result<HashMap<ReplayId, Broadcast>> {
        let keys = wanted.iter();
        let keys = keys.map(|(stream, id)| (keys::stream(stream), keys::cast(id)));
        let items = self.batch(keys.collect(), Consistency::Eventual).await?;
        let read = items.iter().map(|item| {
            let broadcast = Broadcast::read(item)?;
            Ok((broadcast.id.clone(), broadcast))
        });
        let mut found: HashMap<_, _> = read.collect::<Result<_>>()?;
        let merged = wanted.iter().filter(|(_, id)| !found.contains_key(id));
        let merged = merged.map(async |(stream, id)| {
            let leads_to = self.follow(&keys::stream(stream), id).await?;
            Ok::<_, StoreError>(leads_to.map(|broadcast| (id.clone(), broadcast)))
        });
        found.extend(
            try_join_all(merged.collect::<Vec<_>>())
                .await?
                .into_iter()
                .flatten(),
        );
        Ok(found)
    }

    /// One broadcast by stream and id, if it has this id itself; strongly consistent.
    pub async fn broadcast_of(&self, stream: &Stream, id: &ReplayId) -> Result<Option<Broadcast>> {
        let (pk, sk) = (keys::stream(stream), keys::cast(id));
        self.get(&pk, &sk, Broadcast::read).await
    }

    /// The broadcast to which aliases lead.
    async fn follow(&self, pk: &str, alias: &ReplayId) -> Result<Option<Broadcast>> {
        let attempt = || self.try_follow(pk, alias);
        self.retry_on_conflict(format!("replay {alias}"), attempt)
            .await
    }

    /// A merge that is seen half may show neither the broadcast nor its alias.
    async fn try_follow(&self, pk: &str, alias: &ReplayId) -> Result<Option<Broadcast>, Conflict> {
        let mut id = alias.clone();
        let mut passed = BTreeSet::new();
        while passed.insert(id.clone()) {
            let sks = [keys::HEAD.to_owned(), keys::alias(&id), keys::cast(&id)];
            let wanted = sks.iter().map(|sk| (pk.to_owned(), sk.clone()));
            let items = self.batch(wanted.collect(), Consistency::Strong).await?;
            let item = |wanted: usize| {
                let is_wanted = |item: &&Item| {
                    let sk = Reader(item).str(KEYS.1);
                    sk.is_ok_and(|sk| sk == sks[wanted])
                };
                items.iter().find(is_wanted)
            };
            let head = item(0).map(Head::read).transpose()?.unwrap_or_default();
            let seen = [item(1), item(2)].into_iter().flatten().map(Seen::read);
            head.check(&seen.collect::<Result<Vec<_>>>()?, Sought::Keys(&sks[1..]))?;
            if let Some(broadcast) = item(2) {
                return Ok(Some(Broadcast::read(broadcast)?));
            }
            let Some(alias) = item(1) else {
                return Ok(None);
            };
            id = Alias::read(alias)?.target;
        }
        Ok(None)
    }

    /// The keys of all items of this id.
    pub(crate) async fn keys_of(&self, id: &str) -> Result<Vec<Key>> {
        let key = |item: &Item| Reader(item).key();
        self.paginated(BY_ID, id, Range::All).all(key).await
    }

    /// The keys of the items of a file, in all streams.
    pub(crate) async fn part_keys(&self, file_id: &FileId) -> Result<Vec<Key>> {
        let own = keys::part(file_id);
        let mut keys = self.keys_of(file_id.as_str()).await?;
        keys.retain(|(_, sk)| *sk == own);
        Ok(keys)
    }

    /// The part of this file in each stream in which it is stored; mostly one, or none.
    pub async fn parts_of_file(&self, file_id: &FileId) -> Result<Vec<StoredPart>> {
        self.parts_at(self.part_keys(file_id).await?).await
    }

    /// The parts of these files in these streams, as far as they are known.
    pub async fn known_parts(&self, files: &[(&Stream, &FileId)]) -> Result<Vec<StoredPart>> {
        let files = files.iter();
        let keys = files.map(|(stream, file_id)| (keys::stream(stream), keys::part(file_id)));
        self.parts_at(keys.collect()).await
    }

    pub(crate) async fn parts_at(&self, keys: Vec<Key>) -> Result<Vec<StoredPart>> {
        let items = self.batch(keys, Consistency::Strong).await?;
        items.iter().map(StoredPart::read).collect()
    }

    /// Those of these streams of which something is known.
    pub async fn known_streams(&self, streams: &BTreeSet<Stream>) -> Result<BTreeSet<Stream>> {
        let heads = streams.iter();
        let heads = heads.map(|stream| (keys::stream(stream), keys::HEAD.to_owned()));
        let heads = self.batch(heads.collect(), Consistency::Strong).await?;
        heads.iter().map(|head| Reader(head).stream()).collect()
    }

    /// The first `wanted` streams of this name.
    pub async fn first_namesakes(&self, stream_id: &str, wanted: usize) -> Result<Vec<Stream>> {
        let read = |item: &Item| Ok(Namesake::read(item)?.stream);
        let streams = self.paginated(None, keys::namesakes(stream_id), Range::All);
        match wanted {
            usize::MAX => streams.all(read).await,
            wanted => streams.up_to(wanted, read).await,
        }
    }

    /// The streams of this name that a push, a callback or VOD names, rather than a guess.
    pub async fn known_namesakes(&self, stream_id: &str) -> Result<Vec<Stream>> {
        let known = self.namesake_items(stream_id).await?.into_iter();
        let known = known.filter(|one| one.standing.known);
        Ok(known.map(|one| one.stream).collect())
    }

    pub(crate) async fn namesake_items(&self, stream_id: &str) -> Result<Vec<Namesake>> {
        let items = self.paginated(None, keys::namesakes(stream_id), Range::All);
        items.consistent().all(Namesake::read).await
    }
}
