//! Every way in which a request is refused or fails, and how that is told (RFC 9457).

use crate::http::response::{NO_STORE, with_body};
use lambda_http::{
    Body, Response,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use replay_store::StoreError;
use serde::Serialize;

/// Why a request is not answered as it was meant. What it displays is told to the caller.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("there is no such route")]
    NoRoute,
    #[error("this route takes {allow}")]
    WrongMethod { allow: String },
    #[error("this needs a bearer token")]
    NoToken,
    #[error("the bearer token gives no access to this")]
    WrongToken,
    #[error("there is no such replay")]
    NoReplay,
    #[error("the replay has no HLS recording")]
    NoPlaylist,
    /// The cause is for the log alone, and empty where the reason says it all.
    #[error("the playlist of file {file_id} {reason}")]
    PartFailed {
        file_id: String,
        reason: String,
        cause: String,
    },
    #[error("the playlist would be larger than {limit} bytes")]
    PlaylistTooLarge { limit: usize },
    #[error("nothing is known of this stream")]
    NoStream,
    #[error("there is no such channel")]
    NoChannel,
    #[error("there is no such event in quarantine")]
    NoEvent,
    #[error("there is no such query")]
    NoQuery,
    #[error("parameter {name} {problem}")]
    Parameter { name: String, problem: String },
    #[error("the cursor is not one that this query gave: start again without it")]
    Cursor,
    #[error("the body is not a JSON object")]
    NotAnObject,
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("send the body as {expected}")]
    MediaType { expected: String },
    #[error("field {name} {problem}")]
    Field { name: String, problem: &'static str },
    #[error("If-Match must be *, or versions in quotes")]
    IfMatch,
    #[error("the replay is at version {now} now")]
    Moved { now: u64 },
    #[error("nothing was done to the replay that could be taken back")]
    NothingToUndo,
    #[error("{0}")]
    Pins(&'static str, &'static str),
    #[error("the event still can't be used: {reason}")]
    StillUnusable { reason: String },
    #[error("the event contradicts what is already known")]
    Contradicts,
    /// What the replay is now stands against it.
    #[error("{0}")]
    Conflict(String, &'static str),
    /// The replay's files can't be joined, whatever becomes of it.
    #[error("{0}")]
    Unjoinable(&'static str, &'static str),
    /// Trying again can help. The cause is for the log alone.
    #[error("VOD does not answer; try again")]
    VodUnavailable { cause: String },
    #[error("there is no such recording task")]
    NoTask,
    #[error("Tencent refused: {code}: {message}")]
    Refused { code: String, message: String },
    /// Trying again can help. The cause is for the log alone.
    #[error("Live does not answer; try again")]
    LiveUnavailable { cause: String },
    /// The cause is for the log alone.
    #[error(
        "Tencent did not say whether it made the task, and doesn't list it so far: look at the list before asking again"
    )]
    TaskUndecided { cause: String },
    #[error("only a backfill can be cancelled, and a join that nobody has asked for yet")]
    NotCancellable,
    /// Trying again can help. The cause is for the log alone.
    #[error("the store does not answer; try again")]
    Unavailable { cause: String },
    /// The cause is for the log alone.
    #[error("something went wrong on our side")]
    Internal { cause: String },
}

/// The wire form.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Problem"))]
pub(crate) struct Wire {
    #[serde(rename = "type")]
    kind: &'static str,
    title: Option<&'static str>,
    #[cfg_attr(test, schemars(range(min = 400, max = 599)))]
    status: u16,
    code: &'static str,
    detail: String,
}

/// A client that waits a second finds a throttled table ready again.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("1");

impl Problem {
    /// The table: the status, and the code that clients may rely on.
    pub(crate) fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NoRoute
            | Self::NoReplay
            | Self::NoPlaylist
            | Self::NoChannel
            | Self::NoStream
            | Self::NoEvent
            | Self::NoQuery
            | Self::NoTask => (StatusCode::NOT_FOUND, "not_found"),
            Self::PartFailed { .. } => (StatusCode::BAD_GATEWAY, "part_unavailable"),
            Self::PlaylistTooLarge { .. } => (StatusCode::BAD_GATEWAY, "playlist_too_large"),
            Self::WrongMethod { .. } => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::NoToken | Self::WrongToken => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::Parameter { .. } => (StatusCode::BAD_REQUEST, "invalid_parameter"),
            Self::Cursor => (StatusCode::BAD_REQUEST, "invalid_cursor"),
            Self::NotAnObject => (StatusCode::BAD_REQUEST, "invalid_body"),
            Self::IfMatch => (StatusCode::BAD_REQUEST, "invalid_if_match"),
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::MediaType { .. } => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            }
            Self::Field { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_field"),
            Self::Moved { .. } => (StatusCode::PRECONDITION_FAILED, "version_mismatch"),
            Self::NothingToUndo => (StatusCode::CONFLICT, "nothing_to_undo"),
            Self::Pins(_, code) => (StatusCode::UNPROCESSABLE_ENTITY, code),
            Self::Conflict(_, code) => (StatusCode::CONFLICT, code),
            Self::Unjoinable(_, code) => (StatusCode::UNPROCESSABLE_ENTITY, code),
            Self::VodUnavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, "vod_unavailable"),
            Self::LiveUnavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, "live_unavailable"),
            Self::Refused { .. } => (StatusCode::CONFLICT, "tencent_refused"),
            Self::TaskUndecided { .. } => (StatusCode::BAD_GATEWAY, "task_undecided"),
            Self::StillUnusable { .. } => (StatusCode::CONFLICT, "still_unusable"),
            Self::Contradicts => (StatusCode::CONFLICT, "contradicts"),
            Self::NotCancellable => (StatusCode::CONFLICT, "not_cancellable"),
            Self::Unavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, "store_unavailable"),
            Self::Internal { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        }
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::WrongMethod { allow } => Some((ALLOW, HeaderValue::from_str(allow).ok()?)),
            Self::NoToken | Self::WrongToken => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            Self::Unavailable { .. }
            | Self::VodUnavailable { .. }
            | Self::LiveUnavailable { .. } => Some((RETRY_AFTER, RETRY_AFTER_SECONDS)),
            _ => None,
        }
    }

    /// What the log has to hold beyond the answer, if anything.
    pub(crate) fn cause(&self) -> Option<&str> {
        match self {
            Self::Unavailable { cause }
            | Self::VodUnavailable { cause }
            | Self::LiveUnavailable { cause }
            | Self::TaskUndecided { cause }
            | Self::Internal { cause } => Some(cause),
            Self::PartFailed { cause, .. } => Some(cause)
                .filter(|cause| !cause.is_empty())
                .map(String::as_str),
            _ => None,
        }
    }

    /// A parameter that can't be what it is.
    pub(crate) fn parameter(name: &str, problem: impl Into<String>) -> Self {
        Self::Parameter {
            name: excerpt(name),
            problem: problem.into(),
        }
    }

    /// A field that can't be what it is.
    pub(crate) fn field(name: &str, problem: &'static str) -> Self {
        Self::Field {
            name: excerpt(name),
            problem,
        }
    }

    /// The whole answer.
    pub(crate) fn response(&self) -> Response<Body> {
        let (status, code) = self.status_and_code();
        let body = Wire {
            kind: "about:blank",
            title: status.canonical_reason(),
            status: status.as_u16(),
            code,
            detail: self.to_string(),
        };
        // Texts and numbers are always JSON.
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut response = with_body(status, "application/problem+json", body, NO_STORE);
        response.headers_mut().extend(self.header());
        response
    }
}

/// Enough of a name that somebody sent to recognise it by.
fn excerpt(name: &str) -> String {
    name.chars().take(64).collect()
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let cause = error.to_string();
        if error.is_temporary() {
            Self::Unavailable { cause }
        } else {
            Self::Internal { cause }
        }
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal {
            cause: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
