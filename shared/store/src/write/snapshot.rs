//! The first read: enough to know what is known already.

use super::Sessions;
use crate::{
    Store, StoreError,
    items::Head,
    table::{Item, Reader, key, keys},
};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use replay_grouping::{SessionId, Stream};
use std::collections::{BTreeSet, HashMap};

/// Keys of one `BatchGetItem`.
const BATCH: usize = 100;

/// What is known of a stream and of some of its parts and pushes.
pub(crate) struct Seen {
    pub(crate) head: Head,
    /// The items of parts and pushes by sort key.
    pub(crate) known: HashMap<String, Item>,
    /// The hulls of the pieces that name a session.
    pub(crate) sessions: Sessions,
}

impl Store {
    /// Reads, in one round trip, the head of a stream, the items of these sort keys, and where these sessions lie.
    pub(crate) async fn look(
        &self,
        stream: &Stream,
        sks: &[String],
        sessions: &[&SessionId],
    ) -> Result<Seen, StoreError> {
        let pk = keys::stream(stream);
        let named = sessions.iter().map(|id| (keys::session(id), *id));
        let named: HashMap<String, &SessionId> = named.collect();
        let all = [keys::HEAD.to_owned()].into_iter();
        let all = all.chain(sks.iter().cloned()).chain(named.keys().cloned());
        let mut seen = Seen {
            head: Head::default(),
            known: HashMap::new(),
            sessions: Sessions::new(),
        };
        for item in self.batch(all.map(|sk| (pk.clone(), sk)).collect()).await? {
            let name = Reader(&item).text("sk")?.to_owned();
            if name == keys::HEAD {
                seen.head = Head::read(&item)?;
            } else if let Some(id) = named.get(&name) {
                seen.sessions
                    .insert((*id).clone(), Reader(&item).json("hull")?);
            } else {
                seen.known.insert(name, item);
            }
        }
        Ok(seen)
    }

    /// Where these sessions lie; one round trip, and none where none are asked for.
    pub(crate) async fn sessions(
        &self,
        stream: &Stream,
        ids: &[&SessionId],
    ) -> Result<Sessions, StoreError> {
        if ids.is_empty() {
            return Ok(Sessions::new());
        }
        Ok(self.look(stream, &[], ids).await?.sessions)
    }

    /// The items of these keys, in no order; those that don't exist are left out. Strongly consistent one by one.
    pub(crate) async fn batch(&self, keys: Vec<(String, String)>) -> Result<Vec<Item>, StoreError> {
        self.batch_of(keys, true).await
    }

    /// As [`Store::batch`]; if not `consistent`, for half the price as they were a moment ago.
    pub(crate) async fn batch_of(
        &self,
        keys: Vec<(String, String)>,
        consistent: bool,
    ) -> Result<Vec<Item>, StoreError> {
        let keys: BTreeSet<(String, String)> = keys.into_iter().collect();
        let keys: Vec<Item> = keys.iter().map(|(pk, sk)| key(pk, sk)).collect();
        let mut items = Vec::new();
        for keys in keys.chunks(BATCH) {
            let mut asked = keys.to_vec();
            while !asked.is_empty() {
                let before = asked.len();
                let (found, left) = self.batch_once(asked, consistent).await?;
                items.extend(found);
                // A batch is cut at 16 MB; one that gets nowhere is throttled.
                if left.len() == before {
                    let reason = "a batch came back with keys left out";
                    return Err(StoreError::Throttled(reason.to_owned()));
                }
                asked = left;
            }
        }
        Ok(items)
    }

    async fn batch_once(
        &self,
        keys: Vec<Item>,
        consistent: bool,
    ) -> Result<(Vec<Item>, Vec<Item>), StoreError> {
        let table = &self.settings.table;
        let asked = KeysAndAttributes::builder()
            .consistent_read(consistent)
            .set_keys(Some(keys))
            .build();
        let answer = self
            .client
            .batch_get_item()
            .request_items(table, asked.map_err(StoreError::malformed)?)
            .send()
            .await?;
        let left = answer.unprocessed_keys.unwrap_or_default().remove(table);
        let found = answer.responses.unwrap_or_default().remove(table);
        Ok((
            found.unwrap_or_default(),
            left.map(|left| left.keys).unwrap_or_default(),
        ))
    }
}
