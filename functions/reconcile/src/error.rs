//! Why a query failed.

use replay_store::StoreError;
use replay_tencent::api::ApiError;

/// Why a query failed. It is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What looking up one of its files failed with.
    #[error("{0}")]
    LookUp(String),
    /// It took longer than one query may.
    #[error("no answer in time")]
    Late,
}

impl Failure {
    /// Trying again later can help.
    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Self::Api(error) => error.is_retryable(),
            Self::Store(error) => error.is_temporary(),
            Self::LookUp(_) | Self::Late => true,
        }
    }
}
