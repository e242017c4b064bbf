//! Writes several items together, or none of them.

use super::item::{Item, number};
use crate::{Result, Store, StoreError, error::Conflict};
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, Put, ReturnItemCollectionMetrics, TransactWriteItem,
};
use std::collections::HashMap;

pub(crate) const TRANSACTION_ITEMS: usize = 100;

/// What must hold for an item to be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Guard {
    /// Nothing.
    None,
    /// There is no such item.
    New,
    /// The item has no such attribute.
    Lacks(&'static str),
    /// The attribute still has this value.
    Same(&'static str, AttributeValue),
}

impl Guard {
    /// The item still has this number in `field`; or, for `None`, there is no item.
    pub(crate) fn counter(field: &'static str, value: Option<u64>) -> Self {
        let same = |value: u64| Self::Same(field, number(value));
        value.map_or(Self::New, same)
    }

    /// The item has this version; or, for `None`, there is no item.
    pub(crate) fn version(version: Option<u64>) -> Self {
        Self::counter("version", version)
    }

    fn condition(self) -> Condition {
        let (expression, field, value) = match self {
            Self::None => return Condition::default(),
            Self::New => ("attribute_not_exists(pk)", None, None),
            Self::Lacks(field) => ("attribute_not_exists(#field)", Some(field), None),
            Self::Same(field, value) => ("#field = :value", Some(field), Some(value)),
        };
        Condition {
            expression: Some(expression.to_owned()),
            names: field.map(|field| HashMap::from([("#field".to_owned(), field.to_owned())])),
            values: value.map(|value| HashMap::from([(":value".to_owned(), value)])),
        }
    }
}

/// A condition as the SDK takes it.
#[derive(Default)]
struct Condition {
    expression: Option<String>,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Write {
    Put(Item, Guard),
    /// By key.
    Delete(Item, Guard),
}

impl Write {
    fn request(self, table: &str) -> Result<TransactWriteItem> {
        let request = TransactWriteItem::builder();
        let request = match self {
            Self::Put(item, guard) => {
                let condition = guard.condition();
                let put = Put::builder()
                    .table_name(table)
                    .set_item(Some(item))
                    .set_condition_expression(condition.expression)
                    .set_expression_attribute_names(condition.names)
                    .set_expression_attribute_values(condition.values);
                request.put(put.build()?)
            }
            Self::Delete(key, guard) => {
                let condition = guard.condition();
                let delete = Delete::builder()
                    .table_name(table)
                    .set_key(Some(key))
                    .set_condition_expression(condition.expression)
                    .set_expression_attribute_names(condition.names)
                    .set_expression_attribute_values(condition.values);
                request.delete(delete.build()?)
            }
        };
        Ok(request.build())
    }
}

impl Store {
    /// Writes all of it, or nothing if a guard doesn't hold. A request that is repeated because its answer was lost is
    /// recognised as the same one.
    pub(crate) async fn transact(
        &self,
        writes: impl IntoIterator<Item = Write>,
    ) -> Result<(), Conflict> {
        #[cfg(test)]
        if let Some(model) = &self.model {
            return model.transact(writes.into_iter().collect()).await;
        }
        let table = &self.settings.table;
        let requests = writes.into_iter().map(|write| write.request(table));
        let requests = requests.collect::<Result<Vec<_>>>()?;
        if requests.len() > TRANSACTION_ITEMS {
            let reason = format!("{} items would change at once", requests.len());
            let operation = "TransactWriteItems";
            return Err(StoreError::Refused { operation, reason }.into());
        }
        let answer = self
            .client
            .transact_write_items()
            .set_transact_items(Some(requests))
            .return_item_collection_metrics(ReturnItemCollectionMetrics::Size)
            .send()
            .await?;
        let told = answer.item_collection_metrics().into_iter();
        self.collections
            .note(told.flat_map(|tables| tables.values().flatten()));
        Ok(())
    }
}
