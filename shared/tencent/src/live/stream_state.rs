//! Whether a stream is being pushed: `DescribeLiveStreamState` (<https://cloud.tencent.com/document/api/267/20470>).

use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
};
use replay_grouping::Stream;
use serde::Serialize;

const DESCRIBE_STREAM_STATE: Action =
    Action::live("DescribeLiveStreamState", 300, Effect::Idempotent).shared();

/// Whether a stream is being pushed. Without an answer, assume that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamState {
    /// It is.
    Active,
    /// It isn't.
    Inactive,
    /// It isn't, and may not be.
    Forbidden,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeLiveStreamState<'a> {
    domain_name: &'a str,
    app_name: &'a str,
    stream_name: &'a str,
}

impl Tencent {
    /// Whether `stream` is being pushed now.
    pub async fn stream_state(&self, stream: &Stream) -> Result<StreamState, ApiError> {
        let parameters = DescribeLiveStreamState {
            domain_name: stream.domain(),
            app_name: stream.app(),
            stream_name: stream.stream_id(),
        };
        self.call(&DESCRIBE_STREAM_STATE, &parameters, state).await
    }
}

fn state(answer: &Fields<'_>) -> Result<StreamState, Unreadable> {
    const FIELD: &str = "StreamState";
    match answer.lenient_text(FIELD).as_deref() {
        Some("active") => Ok(StreamState::Active),
        Some("inactive") => Ok(StreamState::Inactive),
        Some("forbid") => Ok(StreamState::Forbidden),
        _ => Err(Unreadable::new(FIELD, "is no state that we know")),
    }
}
