//! Every way in which a request is refused or fails, and the response to it (RFC 9457).

use crate::http::{body::with_body, cache_control::NO_STORE};
use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, StatusCode,
        header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use replay_grouping::InvalidName;
use replay_store::StoreError;
use serde::Serialize;
use std::borrow::Cow;

macro_rules! codes {
    ($($code:ident $text:literal $status:ident;)+) => {
        /// What kind of problem it is. Clients may rely on its text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each is named like its text")]
        pub enum Code {
            $($code),+
        }

        impl Code {
            /// All codes, sorted by their texts.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// As in `not_found`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $text),+
                }
            }

            /// The status of every response with this code.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self {
                    $(Self::$code => StatusCode::$status),+
                }
            }
        }
    };
}

codes! {
    BodyTooLarge         "body_too_large"         PAYLOAD_TOO_LARGE;
    Contradicts          "contradicts"            CONFLICT;
    DifferentStreams     "different_streams"      UNPROCESSABLE_ENTITY;
    InternalError        "internal_error"         INTERNAL_SERVER_ERROR;
    InvalidBody          "invalid_body"           BAD_REQUEST;
    InvalidCursor        "invalid_cursor"         BAD_REQUEST;
    InvalidField         "invalid_field"          UNPROCESSABLE_ENTITY;
    InvalidIfMatch       "invalid_if_match"       BAD_REQUEST;
    InvalidParameter     "invalid_parameter"      BAD_REQUEST;
    JoinRunning          "join_running"           CONFLICT;
    LiveUnavailable      "live_unavailable"       SERVICE_UNAVAILABLE;
    MethodNotAllowed     "method_not_allowed"     METHOD_NOT_ALLOWED;
    NoTencentKeys        "no_tencent_keys"        CONFLICT;
    NotCancellable       "not_cancellable"        CONFLICT;
    NotFound             "not_found"              NOT_FOUND;
    NotSettled           "not_settled"            CONFLICT;
    NothingChanges       "nothing_changes"        UNPROCESSABLE_ENTITY;
    NothingToUndo        "nothing_to_undo"        CONFLICT;
    OutsideReplay        "outside_replay"         UNPROCESSABLE_ENTITY;
    PartUnavailable      "part_unavailable"       BAD_GATEWAY;
    PlaylistTooLarge     "playlist_too_large"     BAD_GATEWAY;
    SameReplay           "same_replay"            UNPROCESSABLE_ENTITY;
    StillLive            "still_live"             CONFLICT;
    StillUnusable        "still_unusable"         CONFLICT;
    StoreUnavailable     "store_unavailable"      SERVICE_UNAVAILABLE;
    TaskUndecided        "task_undecided"         BAD_GATEWAY;
    TencentRefused       "tencent_refused"        CONFLICT;
    TooFewParts          "too_few_parts"          UNPROCESSABLE_ENTITY;
    TooManyJoins         "too_many_joins"         CONFLICT;
    TooManyParts         "too_many_parts"         UNPROCESSABLE_ENTITY;
    TooManyPins          "too_many_pins"          UNPROCESSABLE_ENTITY;
    Unauthorized         "unauthorized"           UNAUTHORIZED;
    UnconfirmedParts     "unconfirmed_parts"      CONFLICT;
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE;
    VersionMismatch      "version_mismatch"       PRECONDITION_FAILED;
    VodUnavailable       "vod_unavailable"        SERVICE_UNAVAILABLE;
}

/// Why a request is not answered as it was meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct Problem {
    pub(crate) code: Code,
    /// What the caller reads.
    pub(crate) detail: Cow<'static, str>,
    /// What only the log tells.
    pub(crate) cause: Option<String>,
    /// The methods that the path takes, where the request had another one.
    pub(crate) allow: Option<String>,
}

// The JSON of a problem.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Problem"))]
pub(crate) struct ProblemView {
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
    pub(crate) const NO_ROUTE: Self = Self::not_found("there is no such route");
    pub(crate) const NO_REPLAY: Self = Self::not_found("there is no such replay");
    pub(crate) const NO_PLAYLIST: Self = Self::not_found("the replay has no HLS recording");
    pub(crate) const NO_STREAM: Self = Self::not_found("nothing is known of this stream");
    pub(crate) const NO_CHANNEL: Self = Self::not_found("there is no such channel");
    pub(crate) const NO_EVENT: Self = Self::not_found("there is no such event in quarantine");
    pub(crate) const NO_QUERY: Self = Self::not_found("there is no such query");
    pub(crate) const NO_TASK: Self = Self::not_found("there is no such recording task");
    pub(crate) const NO_TOKEN: Self = Self::of(Code::Unauthorized, "this needs a bearer token");
    pub(crate) const WRONG_TOKEN: Self = Self::of(
        Code::Unauthorized,
        "the bearer token gives no access to this",
    );
    pub(crate) const CURSOR: Self = Self::of(
        Code::InvalidCursor,
        "the cursor is not one that this query gave: start again without it",
    );
    pub(crate) const NOT_AN_OBJECT: Self =
        Self::of(Code::InvalidBody, "the body is not a JSON object");
    pub(crate) const IF_MATCH: Self = Self::of(
        Code::InvalidIfMatch,
        "If-Match must be *, or versions in quotes",
    );
    pub(crate) const NOTHING_TO_UNDO: Self = Self::of(
        Code::NothingToUndo,
        "nothing was done to the replay that could be taken back",
    );
    pub(crate) const CONTRADICTS: Self = Self::of(
        Code::Contradicts,
        "the event contradicts what is already known",
    );
    pub(crate) const NOT_CANCELLABLE: Self = Self::of(
        Code::NotCancellable,
        "only a backfill can be cancelled, and a join that nobody has asked for yet",
    );

    pub(crate) const TASK_UNDECIDED: Self = Self::of(
        Code::TaskUndecided,
        "Tencent did not say whether it made the task, and doesn't list it so far: look at the list before asking again",
    );

    /// A problem that is told in the same words each time.
    pub(crate) const fn of(code: Code, detail: &'static str) -> Self {
        Self {
            code,
            detail: Cow::Borrowed(detail),
            cause: None,
            allow: None,
        }
    }

    const fn not_found(detail: &'static str) -> Self {
        Self::of(Code::NotFound, detail)
    }

    /// A problem that is told in words of its own.
    pub(crate) fn new(code: Code, detail: String) -> Self {
        Self {
            detail: Cow::Owned(detail),
            ..Self::of(code, "")
        }
    }

    /// With a cause for the log.
    pub(crate) fn because(self, cause: impl ToString) -> Self {
        Self {
            cause: Some(cause.to_string()),
            ..self
        }
    }

    pub(crate) fn wrong_method(allow: String) -> Self {
        let problem = Self::new(Code::MethodNotAllowed, format!("this route takes {allow}"));
        Self {
            allow: Some(allow),
            ..problem
        }
    }

    /// A query parameter has a wrong value, or a name that is not known.
    pub(crate) fn parameter(name: &str, problem: &str) -> Self {
        let name = excerpt(name);
        Self::new(
            Code::InvalidParameter,
            format!("parameter {name} {problem}"),
        )
    }

    /// A field of the body has a wrong value, or a name that is not known.
    pub(crate) fn field(name: &str, problem: &str) -> Self {
        let name = excerpt(name);
        Self::new(Code::InvalidField, format!("field {name} {problem}"))
    }

    /// The fields that name a stream are called like its names.
    pub(crate) fn stream_fields(invalid: InvalidName) -> Self {
        Self::field(invalid.what, invalid.problem)
    }

    /// The parameters that name a stream are called like its names.
    pub(crate) fn stream_parameters(invalid: InvalidName) -> Self {
        Self::parameter(invalid.what, invalid.problem)
    }

    pub(crate) fn version_mismatch(now: u64) -> Self {
        let detail = format!("the replay is at version {now} now");
        Self::new(Code::VersionMismatch, detail)
    }

    /// Trying again can help.
    pub(crate) fn unavailable(cause: impl ToString) -> Self {
        let detail = "the store does not answer; try again";
        Self::of(Code::StoreUnavailable, detail).because(cause)
    }

    pub(crate) fn internal(cause: impl ToString) -> Self {
        let detail = "something went wrong on our side";
        Self::of(Code::InternalError, detail).because(cause)
    }

    /// The whole response.
    pub(crate) fn response(&self) -> Response<Body> {
        let status = self.code.status();
        let body = ProblemView {
            kind: "about:blank",
            title: status.canonical_reason(),
            status: status.as_u16(),
            code: self.code.as_str(),
            detail: self.detail.to_string(),
        };
        // Texts and numbers always serialize.
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut response = with_body(status, "application/problem+json", body, NO_STORE);
        let allow = self.allow.as_deref().map(HeaderValue::from_str);
        let header = match status {
            StatusCode::UNAUTHORIZED => {
                Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            StatusCode::SERVICE_UNAVAILABLE => Some((RETRY_AFTER, RETRY_AFTER_SECONDS)),
            _ => allow.and_then(Result::ok).map(|allow| (ALLOW, allow)),
        };
        response.headers_mut().extend(header);
        response
    }
}

/// Enough of a name that somebody sent to recognise it by.
fn excerpt(name: &str) -> String {
    name.chars().take(64).collect()
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_temporary() {
            Self::unavailable(error)
        } else {
            Self::internal(error)
        }
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests;
