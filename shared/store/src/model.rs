//! A model of the table in which transactions are seen half.
//!
//! A read of an item may show any version that the item ever had in the model, and each item of a batch or a query shows
//! one of its own. That is more than DynamoDB does, and it makes the moment of a read irrelevant: whoever reads earlier
//! only has fewer versions to see. And an attempt that doesn't come through leaves nothing behind. So all that any
//! interleaving of some writers can end in, also ends them being run one after the other, in the order of their
//! transactions, each reading whatever mixture of old and new. [`search`] goes through all of these.

mod ops;
mod search;
mod state;
#[cfg(test)]
mod tests;

use crate::{
    Store,
    error::Conflict,
    table::{AT, BY_TIME, Item, KEYS, Key, Write},
};
use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

pub(crate) use state::Choices;
use state::State;

/// The table. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    state: Arc<Mutex<State>>,
    /// How long each request takes.
    latency: Option<Duration>,
}

impl Model {
    /// One whose requests take so long on tokio's clock, and which shows what is there.
    pub(crate) fn slow(latency: Duration) -> Self {
        let model = Self {
            latency: Some(latency),
            ..Self::default()
        };
        model.state().shows_all = true;
        model
    }

    /// One with the same content, in which the reads choose as said.
    fn fork(&self, choices: Choices) -> Self {
        let mut state = self.state().clone();
        state.begin(choices);
        Self {
            state: Arc::new(Mutex::new(state)),
            latency: self.latency,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A client of it.
    pub(crate) fn store(&self, base: &Store) -> Store {
        let mut store = base.clone();
        store.model = Some(self.clone());
        store
    }

    async fn pass(&self) {
        if let Some(latency) = self.latency {
            tokio::time::sleep(latency).await;
        }
    }

    pub(crate) async fn get(&self, key: Key) -> Option<Item> {
        self.pass().await;
        self.state().read(&key)
    }

    /// The items of these keys, as `table::key` makes them.
    pub(crate) async fn batch(&self, keys: Vec<Item>) -> Vec<Item> {
        self.pass().await;
        let mut state = self.state();
        let keys = keys.iter().map(key_of);
        keys.filter_map(|key| state.read(&key)).collect()
    }

    pub(crate) async fn put(&self, item: Item) {
        self.pass().await;
        let key = key_of(&item);
        self.state().commit([(key, Some(item))]);
    }

    pub(crate) async fn delete(&self, key: Key) {
        self.pass().await;
        self.state().commit([(key, None)]);
    }

    pub(crate) async fn transact(&self, writes: Vec<Write>) -> Result<(), Conflict> {
        self.pass().await;
        let written = self.state().transact(writes);
        self.pass().await;
        written
    }

    /// All that a query finds, in one page. Only what `by_time` shows may be old.
    pub(crate) async fn query(&self, request: &QueryFluentBuilder) -> Vec<Item> {
        self.pass().await;
        let values = request.get_expression_attribute_values().as_ref().unwrap();
        let value = |name: &str| Some(values.get(name)?.as_s().unwrap().as_str());
        let partition = value(":partition").unwrap();
        let (a, b) = (value(":a"), value(":b"));
        let names = request.get_expression_attribute_names().as_ref().unwrap();
        let by = names["#partition"].as_str();
        let mut state = self.state();
        let mut found = if request.get_index_name().as_deref() == Some(BY_TIME.name) {
            state.between(partition, a.unwrap(), b.unwrap())
        } else {
            let is_in = |item: &Item| text(item, by) == Some(partition);
            let sort = |item: &Item| text(item, KEYS.1).unwrap_or_default().to_owned();
            let in_range = |item: &Item| a.is_none_or(|a| *a <= *sort(item));
            let current = state.current();
            current
                .filter(|item| is_in(item) && in_range(item))
                .collect()
        };
        let place = |item: &Item| text(item, AT).map(ToOwned::to_owned);
        found.sort_by_key(place);
        if request.get_scan_index_forward() == &Some(false) {
            found.reverse();
        }
        found
    }
}

fn text<'a>(item: &'a Item, field: &str) -> Option<&'a str> {
    let value = item.get(field).map(AttributeValue::as_s);
    value?.ok().map(String::as_str)
}

fn key_of(item: &Item) -> Key {
    let part = |field| text(item, field).unwrap().to_owned();
    (part(KEYS.0), part(KEYS.1))
}
