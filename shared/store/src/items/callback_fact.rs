//! What a callback reported, and the callback itself.

use crate::{
    Result,
    table::{Reader, Writer},
};
use replay_grouping::SessionId;
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

    /// This fact with what only `other`, which agrees with it, could be read to say; `None` if that is nothing. The callback
    /// that was kept first stays.
    pub(crate) fn completed_by(&self, other: &T) -> Option<Self>
    where
        T: Complete + PartialEq,
    {
        let fact = self.fact.completed_by(other);
        let raw = self.raw.clone();
        (fact != self.fact).then_some(Self { fact, raw })
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

/// A fact that another callback about the same thing can complete.
pub(crate) trait Complete {
    /// With the fields of `other` for those that are unknown.
    fn completed_by(&self, other: &Self) -> Self;
}

/// They are the same, as far as both are known.
pub(crate) fn same_if_known<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// The session that a callback names, or the one that another names if the field could not be read in it. A callback that
/// names none stays without.
pub(crate) fn session(
    (one, unread): (&Option<SessionId>, &[String]),
    other: &Option<SessionId>,
) -> Option<SessionId> {
    let unread = unread.iter().any(|field| field == "stream_param");
    one.clone().or_else(|| other.clone().filter(|_| unread))
}

/// The fields that could be read in neither of two callbacks.
pub(crate) fn unread_in_both(one: &[String], other: &[String]) -> Vec<String> {
    let both = one.iter().filter(|field| other.contains(field));
    both.cloned().collect()
}
