//! Reads parameters.

use super::ApiError;
use crate::moment;
use serde::{Deserialize, de::DeserializeOwned};

/// Reads the parameters of an action. Unknown names are an error, as they are for Tencent.
pub(super) fn read<P: DeserializeOwned>(body: &[u8]) -> Result<P, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        let message = error.to_string();
        let code = if message.starts_with("unknown field") {
            "UnknownParameter"
        } else if message.starts_with("missing field") {
            "MissingParameter"
        } else {
            "InvalidParameter"
        };
        ApiError::new(code, message)
    })
}

/// Reads a time, ISO 8601 with any offset.
pub(super) fn moment_of(
    text: Option<&String>,
    code: &'static str,
) -> Result<Option<i64>, ApiError> {
    let parsed = text.map(|text| {
        moment::parse(text).ok_or_else(|| ApiError::new(code, format!("{text:?} is no time.")))
    });
    parsed.transpose()
}

/// Checks the length of a list.
pub(super) fn at_most<T>(list: &[T], most: usize, code: &'static str) -> Result<(), ApiError> {
    if list.len() > most {
        let message = format!("At most {most}, not {}.", list.len());
        return Err(ApiError::new(code, message));
    }
    Ok(())
}

/// `After` and `Before`, both included.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct TimeRange {
    pub(super) after: Option<String>,
    pub(super) before: Option<String>,
}

/// `SortBy`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct SortBy {
    pub(super) field: String,
    #[serde(default)]
    pub(super) order: Option<String>,
}
