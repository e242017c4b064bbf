//! Why a signed callback can't be used.

use crate::fields::Unreadable;

/// Why a signed callback can't be used. The messages are for the curator who finds it in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// A kind of event that we don't know.
    #[error("unknown event type {0:?}")]
    UnknownEvent(String),
    /// A field that we need isn't there, is null or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field whose meaning counts can't be read.
    #[error("{field} {problem}")]
    Wrong {
        /// Its name in the callback.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A field can be read, but what it says can't be.
    #[error("{field} {problem}")]
    Impossible {
        /// Its name in the callback.
        field: &'static str,
        /// What is impossible about it.
        problem: &'static str,
    },
}

impl From<Unreadable> for Unusable {
    fn from(Unreadable { field, problem }: Unreadable) -> Self {
        Self::Wrong { field, problem }
    }
}
