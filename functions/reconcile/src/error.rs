//! Errors of queries.

use replay_store::StoreError;
use replay_tencent::client::ApiError;

/// Why a query failed. It is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Looking up one of the broadcast's files failed with this message.
    #[error("{0}")]
    Lookup(String),
    #[error("no answer in time")]
    TimedOut,
}

impl Failure {
    /// There were too many requests to Tencent, or the store failed: to try again soon helps.
    pub(crate) fn is_about_load(&self) -> bool {
        match self {
            Self::Api(error) => error.is_throttled(),
            Self::Store(_) => true,
            Self::Lookup(_) | Self::TimedOut => false,
        }
    }

    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Self::Api(error) => error.is_retryable(),
            Self::Store(error) => error.is_temporary(),
            Self::Lookup(_) | Self::TimedOut => true,
        }
    }
}
