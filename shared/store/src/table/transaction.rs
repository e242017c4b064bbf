//! One transaction: facts, and what follows from them.

use super::{Item, key, keys};
use crate::{Broadcast, Store, StoreError, error::Lost, items::Head, read::gone, write::Plan};
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{AttributeValue, Delete, Put, TransactWriteItem},
};
use replay_grouping::Stream;

/// How many items a transaction may write.
pub(crate) const TRANSACTION_ITEMS: usize = 100;

/// What must hold for an item to be overwritten.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Guard {
    /// Nothing.
    None,
    /// There is no such item.
    New,
    /// It has no such attribute.
    Lacks(&'static str),
    /// This attribute still has this value.
    Same(&'static str, AttributeValue),
}

impl Guard {
    /// The condition, what it names, and the value that it compares with.
    fn condition(self) -> Option<(&'static str, Option<&'static str>, Option<AttributeValue>)> {
        match self {
            Self::None => None,
            Self::New => Some(("attribute_not_exists(pk)", None, None)),
            Self::Lacks(field) => Some(("attribute_not_exists(#field)", Some(field), None)),
            Self::Same(field, value) => Some(("#field = :value", Some(field), Some(value))),
        }
    }

    /// Nobody changed it since it was read; or, for none, there is no item.
    pub(crate) fn written(written: Option<u64>) -> Self {
        let same = |written: u64| Self::Same("written", AttributeValue::N(written.to_string()));
        written.map_or(Self::New, same)
    }

    fn version(version: u64) -> Self {
        Self::Same("version", AttributeValue::N(version.to_string()))
    }

    /// The item has this version; or, for none, there is no item.
    pub(crate) fn of(version: Option<u64>) -> Self {
        version.map_or(Self::New, Self::version)
    }
}

impl Store {
    /// Writes `items` and what follows from them, if nobody else wrote to the stream since `head` was read: it is the
    /// head as it will be. What was read together with the head need not be of the same moment, so the items have
    /// guards of their own.
    pub(crate) async fn write(
        &self,
        stream: &Stream,
        head: &Head,
        items: Vec<(Item, Guard)>,
        plan: Plan,
    ) -> Result<(), Lost> {
        let writes = self
            .writes(stream, head, items, plan)
            .map_err(StoreError::malformed)?;
        if writes.len() > TRANSACTION_ITEMS {
            let reason = format!(
                "{} items of stream {stream} would change at once",
                writes.len()
            );
            return Err(Lost::Failed(StoreError::Refused {
                operation: "TransactWriteItems",
                reason,
            }));
        }
        self.transact(writes).await
    }

    async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<(), Lost> {
        self.client
            .transact_write_items()
            .set_transact_items(Some(writes))
            .send()
            .await?;
        Ok(())
    }

    fn writes(
        &self,
        stream: &Stream,
        head: &Head,
        items: Vec<(Item, Guard)>,
        plan: Plan,
    ) -> Result<Vec<TransactWriteItem>, BuildError> {
        let pk = keys::stream(stream);
        let known = (head.version > 1).then_some(head.version - 1);
        let mut writes = vec![self.put(head.item(stream), Guard::of(known))?];
        for (item, guard) in items {
            writes.push(self.put(item, guard)?);
        }
        for (broadcast, version) in plan.broadcasts {
            writes.push(self.put(broadcast.item(self.settings.shards), Guard::of(version))?);
        }
        for (id, version) in plan.joined {
            writes.push(self.delete(key(&pk, &keys::cast(&id)), Guard::version(version))?);
        }
        for alias in plan.aliases {
            writes.push(self.put(alias.item(stream, self.settings.shards), Guard::None)?);
        }
        for (id, at) in plan.gone {
            let item = gone(stream, &id, at, self.settings.shards);
            writes.push(self.put(item, Guard::None)?);
        }
        for id in plan.parted {
            writes.push(self.delete(key(&pk, &keys::alias(&id)), Guard::None)?);
        }
        Ok(writes)
    }

    fn put(&self, item: Item, guard: Guard) -> Result<TransactWriteItem, BuildError> {
        let mut put = Put::builder()
            .table_name(&self.settings.table)
            .set_item(Some(item));
        if let Some((condition, field, value)) = guard.condition() {
            put = put.condition_expression(condition);
            if let Some(field) = field {
                put = put.expression_attribute_names("#field", field);
            }
            if let Some(value) = value {
                put = put.expression_attribute_values(":value", value);
            }
        }
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }

    fn delete(&self, key: Item, guard: Guard) -> Result<TransactWriteItem, BuildError> {
        let mut delete = Delete::builder()
            .table_name(&self.settings.table)
            .set_key(Some(key));
        if let Some((condition, field, value)) = guard.condition() {
            delete = delete.condition_expression(condition);
            if let Some(field) = field {
                delete = delete.expression_attribute_names("#field", field);
            }
            if let Some(value) = value {
                delete = delete.expression_attribute_values(":value", value);
            }
        }
        Ok(TransactWriteItem::builder().delete(delete.build()?).build())
    }

    /// Reads the head of a stream.
    pub(crate) async fn head(&self, stream: &Stream) -> Result<Head, StoreError> {
        let item = self.get(&keys::stream(stream), keys::HEAD).await?;
        Ok(item
            .as_ref()
            .map(Head::read)
            .transpose()?
            .unwrap_or_default())
    }

    /// Reads one item, strongly consistent.
    pub(crate) async fn get(&self, pk: &str, sk: &str) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&self.settings.table);
        let answer = request
            .set_key(Some(key(pk, sk)))
            .consistent_read(true)
            .send()
            .await?;
        Ok(answer.item)
    }

    /// Writes an item that nothing else depends on.
    pub(crate) async fn insert(&self, item: Item) -> Result<(), StoreError> {
        let request = self.client.put_item().table_name(&self.settings.table);
        request.set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Overwrites a broadcast, if it still has `version`, and writes what belongs beside it. A transaction, because a repeated request whose answer was
    /// lost is then known to be the same.
    pub(crate) async fn replace(
        &self,
        broadcast: &Broadcast,
        version: u64,
        beside: Vec<(Item, Guard)>,
    ) -> Result<bool, StoreError> {
        let own = broadcast.item(self.settings.shards);
        let own = (own, Guard::of(Some(version)));
        self.put_together([own].into_iter().chain(beside)).await
    }

    /// Overwrites an item, if it still has `version`; 0 is that of one that doesn't exist.
    pub(crate) async fn overwrite(&self, item: Item, version: u64) -> Result<bool, StoreError> {
        let known = Some(version).filter(|version| *version > 0);
        self.put_together([(item, Guard::of(known))]).await
    }

    /// False when one of the guards didn't hold, and so nothing was written.
    async fn put_together(
        &self,
        items: impl IntoIterator<Item = (Item, Guard)>,
    ) -> Result<bool, StoreError> {
        let items = items.into_iter();
        let puts = items.map(|(item, guard)| self.put(item, guard));
        let puts: Result<Vec<_>, _> = puts.collect();
        match self.transact(puts.map_err(StoreError::malformed)?).await {
            Ok(()) => Ok(true),
            Err(Lost::Race) => Ok(false),
            Err(Lost::Failed(error)) => Err(error),
        }
    }
}
