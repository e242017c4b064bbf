//! One transaction: facts, and what follows from them.

use crate::{
    Broadcast, Store, StoreError,
    error::Lost,
    item::{Item, key},
    keys,
    plan::Plan,
    record::Head,
};
use aws_sdk_dynamodb::{
    error::BuildError,
    operation::put_item::PutItemError,
    types::{AttributeValue, Delete, Put, TransactWriteItem},
};
use replay_grouping::Stream;

/// How many items a transaction may write.
const TRANSACTION_ITEMS: usize = 100;

/// The item is still as it was read.
const SAME_VERSION: &str = "#version = :version";

/// The version that an item must have to be overwritten; none where there must be no item.
type Expected = Option<u64>;

impl Store {
    /// Writes `items` and what follows from them, if nobody else wrote to the stream since `head` was read: it is the
    /// head as it will be.
    pub(crate) async fn write(
        &self,
        stream: &Stream,
        head: &Head,
        items: Vec<Item>,
        plan: Plan,
    ) -> Result<(), Lost> {
        let writes = self
            .writes(stream, head, items, plan)
            .map_err(|error| Lost::Failed(StoreError::malformed(error)))?;
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
        items: Vec<Item>,
        plan: Plan,
    ) -> Result<Vec<TransactWriteItem>, BuildError> {
        let pk = keys::stream(stream);
        let known = (head.version > 1).then_some(head.version - 1);
        let mut writes = vec![self.put(head.item(stream), Some(known))?];
        for item in items {
            writes.push(self.put(item, None)?);
        }
        for (broadcast, version) in plan.broadcasts {
            writes.push(self.put(broadcast.item(self.settings.shards), Some(version))?);
        }
        for (id, version) in plan.joined {
            writes.push(self.delete(key(&pk, &keys::cast(&id)), Some(version))?);
        }
        for alias in plan.aliases {
            writes.push(self.put(alias.item(stream), None)?);
        }
        for id in plan.parted {
            writes.push(self.delete(key(&pk, &keys::alias(&id)), None)?);
        }
        Ok(writes)
    }

    fn put(&self, item: Item, expected: Option<Expected>) -> Result<TransactWriteItem, BuildError> {
        let put = Put::builder()
            .table_name(&self.settings.table)
            .set_item(Some(item));
        let put = match expected {
            None => put,
            Some(None) => put.condition_expression("attribute_not_exists(pk)"),
            Some(Some(version)) => put
                .condition_expression(SAME_VERSION)
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":version", AttributeValue::N(version.to_string())),
        };
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }

    fn delete(&self, key: Item, version: Option<u64>) -> Result<TransactWriteItem, BuildError> {
        let delete = Delete::builder()
            .table_name(&self.settings.table)
            .set_key(Some(key));
        let delete = match version {
            None => delete,
            Some(version) => delete
                .condition_expression(SAME_VERSION)
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":version", AttributeValue::N(version.to_string())),
        };
        Ok(TransactWriteItem::builder().delete(delete.build()?).build())
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

    /// Overwrites a broadcast, if it still has `version`.
    pub(crate) async fn replace(
        &self,
        broadcast: &Broadcast,
        version: u64,
    ) -> Result<bool, StoreError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.settings.table)
            .set_item(Some(broadcast.item(self.settings.shards)))
            .condition_expression(SAME_VERSION)
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", AttributeValue::N(version.to_string()))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(is_race) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Somebody else wrote to the item, or is about to.
fn is_race(error: &PutItemError) -> bool {
    error.is_conditional_check_failed_exception() || error.is_transaction_conflict_exception()
}
