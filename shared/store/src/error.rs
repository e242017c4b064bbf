//! How the store fails.

use aws_sdk_dynamodb::{
    error::{BuildError, ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
};

/// Why nothing was read or written. None of them holds an item's content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store answered that we ask too much. Nothing was written; try again later.
    #[error("the store is throttling: {0}")]
    Throttled(String),
    /// The store could not be reached, or failed. A write may or may not have happened; it is safe to try again.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// Others wrote to the same stream each time that we tried. Nothing was written; try again.
    #[error("others kept writing to stream {stream}")]
    Contended {
        /// The stream.
        stream: String,
    },
    /// An item does not read as what its key says it is.
    #[error("item {key} is corrupt: {field} {problem}")]
    Corrupt {
        /// Its partition and sort key.
        key: String,
        /// The attribute at fault.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The store refuses what we ask, and would again: a wrong table, key or permission.
    #[error("the store refuses {operation}: {reason}")]
    Refused {
        /// The operation.
        operation: &'static str,
        /// What the store says.
        reason: String,
    },
}

/// Refusals of whoever asks too much.
pub(crate) const THROTTLES: [&str; 4] = [
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
];

impl StoreError {
    /// A request that we built wrongly.
    pub(crate) fn malformed(error: BuildError) -> Self {
        Self::Refused {
            operation: "building a request",
            reason: error.to_string(),
        }
    }

    /// What an operation answered, when it is none of what the operation knows to handle.
    pub(crate) fn other(operation: &'static str, error: &impl ProvideErrorMetadata) -> Self {
        let code = error.code().unwrap_or("unknown error");
        let reason = format!("{code}: {}", error.message().unwrap_or("no message"));
        if THROTTLES.contains(&code) {
            Self::Throttled(reason)
        } else if code == "InternalServerError"
            || code == "unknown error"
            || code.contains("Unavailable")
        {
            Self::Unavailable(reason)
        } else {
            Self::Refused { operation, reason }
        }
    }

    /// Trying again later can help.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Throttled(_) | Self::Unavailable(_) | Self::Contended { .. }
        )
    }
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    fn from(error: SdkError<E, R>) -> Self {
        match &error {
            SdkError::ServiceError(context) => Self::other("a request", context.err()),
            SdkError::TimeoutError(_) => Self::Unavailable("no answer in time".to_owned()),
            SdkError::DispatchFailure(failure) => {
                let reason = failure.as_connector_error().map(ToString::to_string);
                Self::Unavailable(reason.unwrap_or_else(|| "no connection".to_owned()))
            }
            SdkError::ResponseError(_) => {
                Self::Unavailable("an answer that can't be read".to_owned())
            }
            _ => Self::Refused {
                operation: "building a request",
                reason: error.to_string(),
            },
        }
    }
}

/// How a transaction ended that was not written.
pub(crate) enum Lost {
    /// Somebody else wrote first: what we read is no longer so.
    Race,
    /// It can't be written.
    Failed(StoreError),
}

impl From<StoreError> for Lost {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Codes with which a transaction is cancelled for being too much.
pub(crate) const THROTTLED: [&str; 2] = ["ThrottlingError", "ProvisionedThroughputExceeded"];

/// Codes with which a transaction is cancelled because of another one.
const RACES: [&str; 2] = ["ConditionalCheckFailed", "TransactionConflict"];

impl<R: std::fmt::Debug> From<SdkError<TransactWriteItemsError, R>> for Lost {
    fn from(error: SdkError<TransactWriteItemsError, R>) -> Self {
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        else {
            return Self::Failed(error.into());
        };
        let codes: Vec<&str> = cancelled
            .cancellation_reasons()
            .iter()
            .filter_map(|reason| reason.code())
            .collect();
        if codes.iter().any(|code| RACES.contains(code)) {
            Self::Race
        } else if codes.iter().any(|code| THROTTLED.contains(code)) {
            Self::Failed(StoreError::Throttled(
                "a transaction was cancelled".to_owned(),
            ))
        } else {
            let reason = format!("cancelled: {}", codes.join(", "));
            Self::Failed(StoreError::Refused {
                operation: "TransactWriteItems",
                reason,
            })
        }
    }
}
