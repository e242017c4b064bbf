//! What templates of both kinds have in common.

use crate::{ApiError, api::params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

const MAX_NAME_BYTES: usize = 255;
const MAX_DESCRIPTION_BYTES: usize = 1_024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct OneTemplate {
    template_id: u64,
}

/// The parameters of a call that only names a template.
pub(crate) fn template_of(body: &[u8]) -> Result<u64, ApiError> {
    params::read(body).map(|asked: OneTemplate| asked.template_id)
}

/// A new template needs a name; any given name must be valid.
pub(crate) fn check_texts(name: Option<&str>, description: Option<&str>) -> Result<(), ApiError> {
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    if name.is_some_and(|it| it.is_empty() || it.len() > MAX_NAME_BYTES || !plain(it)) {
        return Err(wrong("TemplateName is letters, digits, _ and -."));
    }
    if description.is_some_and(|it| it.len() > MAX_DESCRIPTION_BYTES || !plain(it)) {
        return Err(wrong("Description is letters, digits, _ and -."));
    }
    Ok(())
}

/// Replaces the fields that were given.
pub(crate) fn write(given: &impl Serialize, over: &mut Map<String, Value>) -> Result<(), ApiError> {
    match serde_json::to_value(given) {
        Ok(Value::Object(given)) => {
            over.extend(given);
            Ok(())
        }
        _ => Err(ApiError::internal()),
    }
}

pub(crate) fn made(id: u64) -> Value {
    json!({"TemplateId": id})
}

pub(crate) fn wrong(message: &str) -> ApiError {
    ApiError::new("InvalidParameterValue", message)
}

pub(crate) fn missing(field: &str) -> ApiError {
    ApiError::new("MissingParameter", format!("missing field `{field}`"))
}

pub(crate) fn unknown(field: &str) -> ApiError {
    ApiError::new("UnknownParameter", format!("unknown field `{field}`"))
}
