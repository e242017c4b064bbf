//! How reads and writes fail.

use aws_sdk_dynamodb::{
    error::{BuildError, ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
};

/// What reading or writing results in.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why nothing was read or written. No variant holds the content of an item.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DynamoDB throttles the requests. Nothing was written; try again later.
    #[error("the store is throttling: {0}")]
    Throttled(String),
    /// DynamoDB could not be reached, or failed. A write may or may not have happened; it is safe to try again.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// Others wrote to the same stream or replay at each attempt. Nothing was written; try again.
    #[error("others kept writing to {what}")]
    Contended {
        /// The stream or replay.
        what: String,
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
    /// An item has content that can't be stored. Nothing was written.
    #[error("item {key} can't be written: {field}: {problem}")]
    Unwritable {
        /// Its partition and sort key.
        key: String,
        /// The attribute at fault.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// DynamoDB refuses the request, and would again: a wrong table, key or permission.
    #[error("the store refuses {operation}: {reason}")]
    Refused {
        /// The operation.
        operation: &'static str,
        /// What DynamoDB says.
        reason: String,
    },
}

pub(crate) const THROTTLES: [&str; 4] = [
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
];

impl StoreError {
    /// An error that DynamoDB answers with.
    fn from_service(error: &impl ProvideErrorMetadata) -> Self {
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
            let operation = "a request";
            Self::Refused { operation, reason }
        }
    }

    /// Whether trying again later can help.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Throttled(_) | Self::Unavailable(_) | Self::Contended { .. }
        )
    }
}

/// A request that was built wrongly.
impl From<BuildError> for StoreError {
    fn from(error: BuildError) -> Self {
        Self::Refused {
            operation: "building a request",
            reason: error.to_string(),
        }
    }
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    fn from(error: SdkError<E, R>) -> Self {
        match &error {
            SdkError::ServiceError(context) => Self::from_service(context.err()),
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

/// Why a write was not done.
pub(crate) enum Conflict {
    /// Another write came first: what was read is out of date.
    Raced,
    /// It can't be done.
    Failed(StoreError),
}

impl From<StoreError> for Conflict {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// The result of a write, or `None` if another write came first.
pub(crate) fn unless_raced<T>(written: Result<T, Conflict>) -> Result<Option<T>> {
    match written {
        Ok(done) => Ok(Some(done)),
        Err(Conflict::Raced) => Ok(None),
        Err(Conflict::Failed(error)) => Err(error),
    }
}

/// Whether the condition of a write held, and so the write was done.
pub(crate) fn condition_held<T, E, R>(written: Result<T, SdkError<E, R>>) -> Result<bool>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    let Err(error) = written else {
        return Ok(true);
    };
    match error.as_service_error().and_then(E::code) {
        Some("ConditionalCheckFailedException") => Ok(false),
        _ => Err(error.into()),
    }
}

/// Codes of transactions that DynamoDB cancels because of throttling.
pub(crate) const THROTTLED: [&str; 2] = ["ThrottlingError", "ProvisionedThroughputExceeded"];

/// Codes of transactions that DynamoDB cancels because of another write.
const RACES: [&str; 2] = ["ConditionalCheckFailed", "TransactionConflict"];

impl<R: std::fmt::Debug> From<SdkError<TransactWriteItemsError, R>> for Conflict {
    fn from(error: SdkError<TransactWriteItemsError, R>) -> Self {
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        else {
            return Self::Failed(error.into());
        };
        let reasons = cancelled.cancellation_reasons().iter();
        let codes: Vec<&str> = reasons.filter_map(|reason| reason.code()).collect();
        if codes.iter().any(|code| RACES.contains(code)) {
            Self::Raced
        } else if codes.iter().any(|code| THROTTLED.contains(code)) {
            let reason = "a transaction was cancelled".to_owned();
            Self::Failed(StoreError::Throttled(reason))
        } else {
            let operation = "TransactWriteItems";
            let reason = format!("cancelled: {}", codes.join(", "));
            Self::Failed(StoreError::Refused { operation, reason })
        }
    }
}
