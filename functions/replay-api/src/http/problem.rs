//! Every way in which a request is refused or fails, and the response to it (RFC 9457).

use crate::http::{Caching, response::response};
use lambda_http::{
    Body, Response,
    http::{
        HeaderValue, StatusCode,
        header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use replay_grouping::InvalidName;
use replay_metrics::OTHER;
use replay_store::StoreError;
use serde::Serialize;
use std::borrow::Cow;

macro_rules! codes {
    ($($code:ident $text:literal $status:ident;)+) => {
        /// The kind of a problem. Clients may rely on its text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each is named like its text")]
        pub enum Code {
            $($code),+
        }

        impl Code {
            /// All codes, sorted by their texts.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// What metrics call them, and [`OTHER`].
            pub(crate) const METRIC_VALUES: &[&str] = &[$($text,)+ OTHER];

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
    AdminsOnly           "admins_only"            FORBIDDEN;
    AmbiguousStream      "ambiguous_stream"       CONFLICT;
    BodyTooLarge         "body_too_large"         PAYLOAD_TOO_LARGE;
    Contradicts          "contradicts"            CONFLICT;
    DifferentStreams     "different_streams"      UNPROCESSABLE_ENTITY;
    InThePast            "in_the_past"            UNPROCESSABLE_ENTITY;
    InternalError        "internal_error"         INTERNAL_SERVER_ERROR;
    InvalidBody          "invalid_body"           BAD_REQUEST;
    InvalidCursor        "invalid_cursor"         BAD_REQUEST;
    InvalidField         "invalid_field"          UNPROCESSABLE_ENTITY;
    InvalidGrant         "invalid_grant"          UNAUTHORIZED;
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
    TooManyFeatured      "too_many_featured"      UNPROCESSABLE_ENTITY;
    TooManyJoins         "too_many_joins"         CONFLICT;
    TooManyParts         "too_many_parts"         UNPROCESSABLE_ENTITY;
    TooManyPins          "too_many_pins"          UNPROCESSABLE_ENTITY;
    Unauthorized         "unauthorized"           UNAUTHORIZED;
    UnconfirmedParts     "unconfirmed_parts"      CONFLICT;
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE;
    VersionMismatch      "version_mismatch"       PRECONDITION_FAILED;
    VodUnavailable       "vod_unavailable"        SERVICE_UNAVAILABLE;
}

/// Why a request is refused, or fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) detail: Cow<'static, str>,
    /// Logged, never sent.
    pub(crate) cause: Option<String>,
    /// The methods that the path takes, if the request has another one.
    pub(crate) allow: Option<String>,
}

// The JSON of a problem.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Problem"))]
pub(crate) struct ProblemView {
    #[serde(rename = "type")]
    kind: &'static str,
    title: Option<&'static str>,
    #[cfg_attr(test, schemars(range(min = 400, max = 599)))]
    status: u16,
    code: &'static str,
    detail: String,
}

macro_rules! problems {
    ($($name:ident $code:ident $detail:literal;)+) => {
        /// Those that have the same detail each time.
        impl Problem {
            $(pub(crate) const $name: Self = Self::of(Code::$code, $detail);)+
        }
    };
}

problems! {
    NO_ROUTE        NotFound       "there is no such route";
    NO_REPLAY       NotFound       "there is no such replay";
    NO_PLAYLIST     NotFound       "the replay has no HLS recording";
    TRIMMED_AWAY    NotFound       "the trim leaves nothing of the replay's HLS recording";
    NO_STREAM       NotFound       "nothing is known of this stream";
    FEATURED_CHANGED VersionMismatch "the featured list has changed since: get it again";
    NO_CHANNEL      NotFound       "there is no such channel";
    NO_EVENT        NotFound       "there is no such event in quarantine";
    NO_QUERY        NotFound       "there is no such query";
    NO_TASK         NotFound       "there is no such recording task";
    NO_TOKEN        Unauthorized   "this route needs a bearer token";
    WRONG_TOKEN     Unauthorized   "the bearer token gives no access to this";
    ADMINS_ONLY     AdminsOnly     "only admins may do this: it needs one of the tokens of ADMIN_TOKENS";
    WRONG_GRANT     InvalidGrant   "the grant is not for this replay, or has expired: get the replay again, and play the new play.url";
    CURSOR          InvalidCursor  "the cursor is not from this query: start again without it";
    NOT_AN_OBJECT   InvalidBody    "the body is not a JSON object";
    IF_MATCH        InvalidIfMatch "If-Match must be *, an ETag, or a version such as 7";
    NOTHING_TO_UNDO NothingToUndo  "the replay has no change that can be undone";
    CONTRADICTS     Contradicts    "the event contradicts what is already known";
    NOT_CANCELLABLE NotCancellable "only a backfill can be cancelled, or a join for which Tencent has not been asked yet";
    TASK_UNDECIDED  TaskUndecided  "Tencent did not confirm the task and does not list it yet: check GET /recordings/tasks before you repeat the request";
}

/// How many characters are said of a name that a client sent: enough to recognise it.
const EXCERPT: usize = 64;

/// A client that waits a second finds a throttled table ready again.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("1");

impl Problem {
    /// A problem with the same detail each time.
    pub(crate) const fn of(code: Code, detail: &'static str) -> Self {
        Self {
            code,
            detail: Cow::Borrowed(detail),
            cause: None,
            allow: None,
        }
    }

    pub(crate) fn new(code: Code, detail: String) -> Self {
        Self {
            detail: Cow::Owned(detail),
            ..Self::of(code, "")
        }
    }

    pub(crate) fn because(mut self, cause: impl ToString) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Whether somebody sent a token that opens nothing.
    pub(crate) fn is_wrong_token(&self) -> bool {
        *self == Self::WRONG_TOKEN
    }

    pub(crate) fn wrong_method(allow: String) -> Self {
        let mut problem = Self::new(Code::MethodNotAllowed, format!("this route takes {allow}"));
        problem.allow = Some(allow);
        problem
    }

    /// A query parameter has an unknown name or a wrong value.
    pub(crate) fn parameter(name: &str, problem: &str) -> Self {
        let detail = format!("parameter {name:.EXCERPT$} {problem}");
        Self::new(Code::InvalidParameter, detail)
    }

    /// A field of the body has an unknown name or a wrong value.
    pub(crate) fn field(name: &str, problem: &str) -> Self {
        let detail = format!("field {name:.EXCERPT$} {problem}");
        Self::new(Code::InvalidField, detail)
    }

    /// `domain`, `app` and `stream_id` are names of fields too.
    pub(crate) fn stream_fields(invalid: InvalidName) -> Self {
        Self::field(invalid.what, invalid.problem)
    }

    /// `domain`, `app` and `stream_id` are names of parameters too.
    pub(crate) fn stream_parameters(invalid: InvalidName) -> Self {
        Self::parameter(invalid.what, invalid.problem)
    }

    /// A schedule names a time that has passed.
    pub(crate) fn in_the_past(field: &str, visibility: &str) -> Self {
        let detail = format!(
            "field {field} is in the past: to do it now, set visibility to {visibility} instead"
        );
        Self::new(Code::InThePast, detail)
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
        let detail = "the service failed; the logs have the cause under the x-request-id";
        Self::of(Code::InternalError, detail).because(cause)
    }

    pub(crate) fn view(&self) -> ProblemView {
        let status = self.code.status();
        ProblemView {
            kind: "about:blank",
            title: status.canonical_reason(),
            status: status.as_u16(),
            code: self.code.as_str(),
            detail: self.detail.to_string(),
        }
    }

    pub(crate) fn response(&self) -> Response<Body> {
        let status = self.code.status();
        let body = self.view();
        // Texts and numbers always serialize.
        let body = serde_json::to_string(&body).unwrap_or_default();
        let body = Some(("application/problem+json", body));
        let mut response = response(status, body, Caching::Never.header(None));
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
