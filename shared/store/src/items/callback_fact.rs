//! What a callback reported, and the callback itself.

use crate::{
    Result,
    table::{Reader, Writer},
};
use serde::{Serialize, de::DeserializeOwned};

/// What a callback reported, and the callback itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackFact<T> {
    /// What it reports.
    pub fact: T,
    /// The callback itself, whole.
    pub raw: String,
}

impl<T: Clone + Serialize + DeserializeOwned> CallbackFact<T> {
    pub(crate) fn new(fact: &T, raw: &str) -> Self {
        Self {
            fact: fact.clone(),
            raw: raw.to_owned(),
        }
    }

    /// Whether another fact has the same `essence`: what must not change from one delivery to the next.
    pub(crate) fn agrees<P: PartialEq>(&self, other: &T, essence: impl Fn(&T) -> P) -> bool {
        essence(&self.fact) == essence(other)
    }

    pub(crate) fn write(&self, item: Writer, fact: &str, raw: &str) -> Writer {
        item.json(fact, &self.fact).text(raw, &self.raw)
    }

    pub(crate) fn read(
        item: &Reader<'_>,
        fact: &'static str,
        raw: &'static str,
    ) -> Result<Option<Self>> {
        let Some(fact) = item.optional_json(fact)? else {
            return Ok(None);
        };
        let raw = item.text(raw)?;
        Ok(Some(Self { fact, raw }))
    }
}
