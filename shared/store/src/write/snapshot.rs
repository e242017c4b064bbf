//! The first read of a write: enough to know what is known already.

use super::Sessions;
use crate::{
    Broadcast, Result, Store, StoredPush,
    error::Conflict,
    items::{Head, Seen, Sought},
    table::{Consistency, Item, Reader, keys},
};
use replay_grouping::{Sequence, SessionId, Span, Stream};
use std::collections::{BTreeSet, HashMap};

/// What is known of a stream and of some of its parts and pushes.
pub(crate) struct Snapshot {
    pub(crate) head: Head,
    /// The items of parts and pushes by sort key.
    pub(crate) items: HashMap<String, Item>,
    /// Spans of the requested sessions, as far as they have pieces.
    pub(crate) sessions: Sessions,
    requested: BTreeSet<SessionId>,
}

impl Store {
    /// Reads, in one round trip, the head of a stream, the items of these sort keys, and where these sessions lie.
    pub(crate) async fn snapshot(
        &self,
        stream: &Stream,
        sks: &[String],
        sessions: impl IntoIterator<Item = &SessionId>,
    ) -> Result<Snapshot, Conflict> {
        let mut snapshot = Snapshot {
            head: Head::default(),
            items: HashMap::new(),
            sessions: Sessions::new(),
            requested: BTreeSet::new(),
        };
        let sks = sks.iter().cloned().chain([keys::HEAD.to_owned()]);
        self.fill(&mut snapshot, stream, sks, sessions).await?;
        Ok(snapshot)
    }

    /// Reads where these sessions lie, apart from those that the snapshot has read: one round trip, or none.
    pub(crate) async fn add_sessions(
        &self,
        snapshot: &mut Snapshot,
        stream: &Stream,
        sessions: impl IntoIterator<Item = &SessionId>,
    ) -> Result<(), Conflict> {
        let sessions = sessions.into_iter();
        let new: BTreeSet<SessionId> = sessions
            .filter(|id| !snapshot.requested.contains(*id))
            .cloned()
            .collect();
        self.fill(snapshot, stream, [], &new).await
    }

    async fn fill(
        &self,
        snapshot: &mut Snapshot,
        stream: &Stream,
        sks: impl IntoIterator<Item = String>,
        sessions: impl IntoIterator<Item = &SessionId>,
    ) -> Result<(), Conflict> {
        let pk = keys::stream(stream);
        let sessions = sessions.into_iter();
        let named: HashMap<String, &SessionId> =
            sessions.map(|id| (keys::session(id), id)).collect();
        let sks: Vec<String> = sks.into_iter().chain(named.keys().cloned()).collect();
        let all = sks.iter().map(|sk| (pk.clone(), sk.clone()));
        let mut seen = Vec::new();
        for item in self.batch(all.collect(), Consistency::Strong).await? {
            let reader = Reader(&item);
            let (_, sk) = reader.key()?;
            if sk == keys::HEAD {
                snapshot.head = Head::read(&item)?;
                continue;
            }
            seen.push(Seen::read(&item)?);
            if let Some(id) = named.get(&sk) {
                let hull: Span = reader.json("hull")?;
                snapshot.sessions.insert((*id).clone(), hull);
            } else {
                snapshot.items.insert(sk, item);
            }
        }
        snapshot.head.check(&seen, Sought::Keys(&sks))?;
        snapshot.requested.extend(named.into_values().cloned());
        Ok(())
    }

    /// One item of the stream, in the state that the head describes.
    pub(crate) async fn get_with<T>(
        &self,
        stream: &Stream,
        head: &Head,
        sk: &str,
        read: impl FnOnce(&Item) -> Result<T>,
    ) -> Result<Option<T>, Conflict> {
        let read = |item: &Item| Ok((Seen::read(item)?, read(item)?));
        let found = self.get(&keys::stream(stream), sk, read).await?;
        let (seen, value) = found.unzip();
        head.check(seen.as_slice(), Sought::Keys(&[sk.to_owned()]))?;
        Ok(value)
    }

    /// A push of the stream, in the state that the head describes.
    pub(crate) async fn known_push(
        &self,
        stream: &Stream,
        head: &Head,
        sequence: &Sequence,
    ) -> Result<Option<StoredPush>, Conflict> {
        self.get_with(stream, head, &keys::push(sequence), StoredPush::read)
            .await
    }

    /// The head of a broadcast's stream, no older than the broadcast.
    pub(crate) async fn head_of(&self, broadcast: &Broadcast) -> Result<Head, Conflict> {
        let head = self.head(&broadcast.stream).await?;
        let is_older = broadcast.written.is_some_and(|by| head.version < by);
        if is_older {
            Err(Conflict::Raced)
        } else {
            Ok(head)
        }
    }

    pub(crate) async fn head(&self, stream: &Stream) -> Result<Head> {
        let pk = keys::stream(stream);
        let head = self.get(&pk, keys::HEAD, Head::read).await?;
        Ok(head.unwrap_or_default())
    }
}
