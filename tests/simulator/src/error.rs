//! Tencent's errors.

use serde_json::{Value, json};

/// An error of the API, which comes with HTTP status 200.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ApiError {
    /// The code, with dots.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl ApiError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    pub(crate) fn rate_limit(limit: u32) -> Self {
        Self::new(
            "RequestLimitExceeded",
            format!(
                "Your current request times equals to `{}` in a second, which exceeds the frequency limit `{limit}` for a second.",
                limit.saturating_add(1)
            ),
        )
    }

    pub(crate) fn internal() -> Self {
        Self::new("InternalError", "An internal error has occurred.")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(
            "UnauthorizedOperation",
            "you are not authorized to perform this operation",
        )
    }

    pub(crate) fn refused() -> Self {
        Self::new(
            "InvalidParameterValue",
            "The value of a parameter is invalid.",
        )
    }

    /// The inside of `Response`.
    pub(crate) fn to_json(&self) -> Value {
        json!({"Error": {"Code": self.code, "Message": self.message}})
    }
}
