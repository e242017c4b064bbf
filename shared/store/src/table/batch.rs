//! Reads many items by their keys.

use super::item::{Item, Key, key};
use crate::{Result, Store, StoreError};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use std::collections::BTreeSet;

/// How many keys one `BatchGetItem` may ask for.
const KEYS_OF_A_BATCH: usize = 100;

/// Whether a read sees every write that has been answered, or, for half the price, the items of a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    Strong,
    Eventual,
}

impl Store {
    /// The items of these keys, in no order; keys without an item are left out. The items need not be of one moment.
    pub(crate) async fn batch(
        &self,
        keys: Vec<Key>,
        consistency: Consistency,
    ) -> Result<Vec<Item>> {
        let keys: BTreeSet<Key> = keys.into_iter().collect();
        let keys: Vec<Item> = keys.iter().map(|(pk, sk)| key(pk, sk)).collect();
        let mut items = Vec::new();
        for keys in keys.chunks(KEYS_OF_A_BATCH) {
            let mut wanted = keys.to_vec();
            while !wanted.is_empty() {
                let before = wanted.len();
                let (found, left) = self.batch_once(wanted, consistency).await?;
                items.extend(found);
                // DynamoDB cuts a batch at 16 MB; one that makes no progress is throttled.
                if left.len() == before {
                    let reason = "a batch came back with keys left out";
                    return Err(StoreError::Throttled(reason.to_owned()));
                }
                wanted = left;
            }
        }
        Ok(items)
    }

    /// The items found, and the keys that DynamoDB left out of this answer.
    async fn batch_once(
        &self,
        keys: Vec<Item>,
        consistency: Consistency,
    ) -> Result<(Vec<Item>, Vec<Item>)> {
        #[cfg(test)]
        if let Some(model) = &self.model {
            return Ok((model.batch(keys).await, Vec::new()));
        }
        let table = &self.settings.table;
        let wanted = KeysAndAttributes::builder()
            .consistent_read(consistency == Consistency::Strong)
            .set_keys(Some(keys))
            .build()?;
        let request = self.client.batch_get_item().request_items(table, wanted);
        let answer = request.send().await?;
        let found = answer.responses.unwrap_or_default().remove(table);
        let left = answer.unprocessed_keys.unwrap_or_default().remove(table);
        Ok((
            found.unwrap_or_default(),
            left.map(|left| left.keys).unwrap_or_default(),
        ))
    }
}
