//! The envelope of every answer.

use super::{Action, ApiError};
use crate::fields::{Fields, Unreadable};
use replay_https::{Bytes, http::Response};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Response")]
    response: Map<String, Value>,
}

/// Looks into the envelope before it looks at the status: errors come with HTTP 200.
pub(super) fn read<T>(
    action: &'static Action,
    answer: &Response<Bytes>,
    read: impl FnOnce(&Fields<'_>) -> Result<T, Unreadable>,
) -> Result<T, ApiError> {
    let envelope = serde_json::from_slice::<Envelope>(answer.body()).ok();
    let fields = envelope.as_ref().map(|it| Fields::new(&it.response));
    if let Some(refusal) = fields.and_then(|fields| refusal(action, &fields)) {
        return Err(refusal);
    }
    if !answer.status().is_success() {
        return Err(ApiError::Status {
            action: action.name,
            status: answer.status().as_u16(),
        });
    }
    fields
        .ok_or(Unreadable::new("Response", "is not a JSON object"))
        .and_then(|fields| read(&fields))
        .map_err(|unreadable| ApiError::malformed(action, unreadable))
}

fn refusal(action: &Action, fields: &Fields<'_>) -> Option<ApiError> {
    let error = fields.nested("Error")?;
    Some(ApiError::Refused {
        action: action.name,
        code: error.lenient_text("Code").unwrap_or_default(),
        message: error.lenient_text("Message").unwrap_or_default(),
        request_id: fields.lenient_text("RequestId").unwrap_or_default(),
    })
}
