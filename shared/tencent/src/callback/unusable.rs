//! Why a signed callback can't be used.

use crate::fields::Unreadable;

/// Why a signed callback can't be used. The messages are for the curator who finds it in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// An unknown kind of event.
    #[error("unknown event type {0:?}")]
    UnknownEvent(String),
    /// A required field is absent, null or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field that matters can't be read, or its value is impossible.
    #[error("{field} {problem}")]
    Wrong {
        /// Its name in the callback.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl From<Unreadable> for Unusable {
    fn from(Unreadable { field, problem }: Unreadable) -> Self {
        Self::Wrong { field, problem }
    }
}
