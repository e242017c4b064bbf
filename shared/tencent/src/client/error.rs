//! Why a call has no answer, and what that means for its repetition.
//!
//! Tencent answers errors with HTTP 200 and a code, `InternalError.DBError` for example, whose first half is the family.

use super::Action;
use crate::fields::Unreadable;
use replay_https::{SendError, http::StatusCode};
use std::error::Error;

/// Compared as a whole code, not as a family: `ResourceNotFound.UserNotExist` is about the account.
const NOT_FOUND: &str = "ResourceNotFound";

/// Codes of the family `InternalError` with which Live refuses templates and rules for good.
const FINAL_INTERNAL_ERRORS: [&str; 10] = [
    "InternalError.ArgsNotMatch",
    "InternalError.ConfInUsed",
    "InternalError.ConfNotFound",
    "InternalError.ConfOutLimit",
    "InternalError.InvalidInput",
    "InternalError.NotFound",
    "InternalError.RuleAlreadyExist",
    "InternalError.RuleInUsing",
    "InternalError.RuleNotFound",
    "InternalError.RuleOutLimit",
];

/// Why a call has no answer. `action` is the call's name. No message holds a key, a signature or a body.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the action is the same in all of them")]
pub enum ApiError {
    /// Tencent says no.
    #[error("{action} was refused: {code}: {message} (request {request_id})")]
    Refused {
        action: &'static str,
        /// For programs, `InvalidParameterValue.Limit` for example.
        code: String,
        /// For people.
        message: String,
        /// What Tencent's support asks for; empty when there is none.
        request_id: String,
    },
    /// Not Tencent's API but something in front of it answered.
    #[error("{action} was answered with HTTP status {status}")]
    Status { action: &'static str, status: u16 },
    /// No connection, or no whole answer, in time.
    #[error("{action} timed out")]
    TimedOut { action: &'static str },
    /// The request could not be sent, or the connection broke.
    #[error("{action} could not be exchanged")]
    Transport {
        action: &'static str,
        source: Box<dyn Error + Send + Sync>,
    },
    /// An answer came that is not of the documented shape.
    #[error("the answer to {action} can't be read: {field} {problem}")]
    Malformed {
        action: &'static str,
        /// What of it can't be read.
        field: &'static str,
        /// Why.
        problem: &'static str,
    },
}

impl ApiError {
    /// What kind of failure it is: the family of Tencent's code, `AuthFailure` for example, or `Status`, `TimedOut`,
    /// `Transport` or `Malformed`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Refused { code, .. } => family(code),
            Self::Status { .. } => "Status",
            Self::TimedOut { .. } => "TimedOut",
            Self::Transport { .. } => "Transport",
            Self::Malformed { .. } => "Malformed",
        }
    }

    /// Whether a repetition may help: after too many requests, an internal error of Tencent, a 5xx, a timeout or a broken
    /// connection. After any other refusal, and after an unreadable answer, it can't.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { code, .. } => match code.as_str() {
                "FailedOperation.NetWorkError" | "FailedOperation.DBError" => true,
                code if FINAL_INTERNAL_ERRORS.contains(&code) => false,
                code => matches!(family(code), "RequestLimitExceeded" | "InternalError"),
            },
            Self::Status { status, .. } => *status >= 500 || self.is_throttled(),
            Self::TimedOut { .. } | Self::Transport { .. } => true,
            Self::Malformed { .. } => false,
        }
    }

    /// Whether the call may have been executed all the same: nothing came back that says no. Such a call is not repeated
    /// when it creates something, and the caller has to look whether it did.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        match self {
            Self::Malformed { .. } => true,
            _ => self.is_retryable() && !self.is_throttled(),
        }
    }

    /// Whether we asked more often than we may. Then nothing was done at all.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        match self {
            Self::Refused { code, .. } => family(code) == "RequestLimitExceeded",
            Self::Status { status, .. } => *status == StatusCode::TOO_MANY_REQUESTS.as_u16(),
            _ => false,
        }
    }

    /// Whether Tencent refused a parameter: an id of another form, for example.
    #[must_use]
    pub fn is_about_parameters(&self) -> bool {
        ["InvalidParameter", "InvalidParameterValue"].contains(&family(self.code()))
    }

    /// Whether a task of this key was accepted before. Tencent has two codes for that, and documents the second for
    /// `EditMedia`.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(
            self.code(),
            "FailedOperation.TaskDuplicate" | "InvalidParameterValue.SessionId"
        )
    }

    /// Whether there is no such file. Which of these codes `DeleteMedia` uses isn't documented.
    pub(crate) fn is_about_a_missing_file(&self) -> bool {
        matches!(
            self.code(),
            NOT_FOUND | "ResourceNotFound.FileNotExist" | "InvalidParameterValue.FileId"
        )
    }

    /// Whether Tencent doesn't know the task, or no longer.
    pub(crate) fn is_unknown_task(&self) -> bool {
        [NOT_FOUND, "InvalidParameterValue.TaskId"].contains(&self.code())
    }

    /// Whether the task's state forbids the change: a recording that has ended can't be stopped.
    #[must_use]
    pub fn is_about_task_state(&self) -> bool {
        self.code() == "FailedOperation.AlterTaskState"
    }

    /// Whether a rule binds the template, which therefore can't be deleted. Live has two codes for that.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        ["ConfInUsed", "RuleInUsing"].contains(&self.detail())
    }

    /// Whether there is a rule for the same streams already.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.detail() == "RuleAlreadyExist"
    }

    /// Whether there is no such template or rule. Which of these codes is used isn't documented.
    pub(crate) fn is_about_missing_setup(&self) -> bool {
        ["ConfNotFound", "NotFound", "RuleNotFound"].contains(&self.detail())
    }

    /// Empty when it wasn't Tencent that refused.
    fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            _ => "",
        }
    }

    /// `ConfInUsed` of `FailedOperation.ConfInUsed` and of `InternalError.ConfInUsed`; empty without a dot.
    fn detail(&self) -> &str {
        self.code().split_once('.').map_or("", |(_, detail)| detail)
    }

    pub(super) fn unanswered(action: &Action, error: SendError) -> Self {
        match error {
            SendError::TimedOut | SendError::ConnectionTimedOut => Self::TimedOut {
                action: action.name,
            },
            SendError::Connection(source) => Self::transport(action, source),
            SendError::TooLarge(_) => Self::transport(action, error.into()),
        }
    }

    pub(super) fn transport(action: &Action, source: Box<dyn Error + Send + Sync>) -> Self {
        let action = action.name;
        Self::Transport { action, source }
    }

    pub(crate) fn malformed(action: &Action, unreadable: Unreadable) -> Self {
        Self::Malformed {
            action: action.name,
            field: unreadable.field,
            problem: unreadable.problem,
        }
    }
}

/// `InternalError` of `InternalError.DBError`.
fn family(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::ApiError;

    #[track_caller]
    fn check(error: &ApiError, retryable: bool, throttled: bool) {
        assert_eq!(error.is_retryable(), retryable, "{error}");
        assert_eq!(error.is_throttled(), throttled, "{error}");
    }

    fn refused(code: &str) -> ApiError {
        ApiError::Refused {
            action: "SearchMedia",
            code: code.to_owned(),
            message: String::new(),
            request_id: String::new(),
        }
    }

    #[test]
    fn only_temporary_errors_are_retryable() {
        for code in [
            "RequestLimitExceeded",
            "RequestLimitExceeded.UinLimitExceeded",
        ] {
            check(&refused(code), true, true);
        }
        for code in [
            "InternalError",
            "InternalError.DBError",
            "FailedOperation.NetWorkError",
            "FailedOperation.DBError",
        ] {
            check(&refused(code), true, false);
        }
        for code in [
            "",
            "AuthFailure.SignatureExpire",
            "AuthFailure.SignatureFailure",
            "FailedOperation",
            "FailedOperation.InvalidVodUser",
            "InternalErrors",
            "InvalidParameterValue.Limit",
            "LimitExceeded",
            "MissingParameter",
            "ResourceNotFound.FileNotExist",
            "UnauthorizedOperation",
        ] {
            check(&refused(code), false, false);
        }
    }

    #[test]
    fn errors_that_leave_it_open_whether_the_call_was_executed() {
        let undecided = |error: &ApiError| error.is_undecided();
        for code in ["InternalError", "FailedOperation.DBError"] {
            assert!(undecided(&refused(code)), "{code}");
        }
        for code in [
            "RequestLimitExceeded",
            "InvalidParameterValue",
            "FailedOperation",
        ] {
            assert!(!undecided(&refused(code)), "{code}");
        }
        let action = "FastEditMedia";
        let (field, problem) = ("FileId", "is missing");
        assert!(undecided(&ApiError::TimedOut { action }));
        assert!(undecided(&ApiError::Malformed {
            action,
            field,
            problem
        }));
        for (status, expected) in [(500, true), (502, true), (429, false), (404, false)] {
            assert_eq!(undecided(&ApiError::Status { action, status }), expected);
        }
    }

    #[test]
    fn refusals_with_a_meaning_of_their_own() {
        for (code, duplicate, file, task) in [
            ("FailedOperation.TaskDuplicate", true, false, false),
            ("InvalidParameterValue.SessionId", true, false, false),
            (
                "InvalidParameterValue.SessionIdTooLong",
                false,
                false,
                false,
            ),
            ("ResourceNotFound", false, true, true),
            ("ResourceNotFound.FileNotExist", false, true, false),
            ("InvalidParameterValue.FileId", false, true, false),
            ("InvalidParameterValue.TaskId", false, false, true),
            ("ResourceNotFound.UserNotExist", false, false, false),
            ("", false, false, false),
        ] {
            let error = refused(code);
            assert_eq!(error.is_duplicate(), duplicate, "{code}");
            assert_eq!(error.is_about_a_missing_file(), file, "{code}");
            assert_eq!(error.is_unknown_task(), task, "{code}");
        }
    }

    #[test]
    fn final_refusals_among_lives_internal_errors() {
        for (code, in_use, taken, nothing) in [
            ("FailedOperation.ConfInUsed", true, false, false),
            ("InternalError.ConfInUsed", true, false, false),
            ("InternalError.RuleInUsing", true, false, false),
            ("FailedOperation.RuleAlreadyExist", false, true, false),
            ("InternalError.RuleAlreadyExist", false, true, false),
            ("FailedOperation.NotFound", false, false, true),
            ("InternalError.ConfNotFound", false, false, true),
            ("InternalError.RuleNotFound", false, false, true),
            ("InternalError.ConfOutLimit", false, false, false),
            ("ResourceNotFound.DomainNotExist", false, false, false),
        ] {
            let error = refused(code);
            check(&error, false, false);
            assert!(!error.is_undecided(), "{code}");
            assert_eq!(error.is_in_use(), in_use, "{code}");
            assert_eq!(error.is_taken(), taken, "{code}");
            assert_eq!(error.is_about_missing_setup(), nothing, "{code}");
        }
    }

    #[test]
    fn statuses_and_the_network() {
        let action = "SearchMedia";
        let status = |status| ApiError::Status { action, status };
        check(&status(500), true, false);
        check(&status(503), true, false);
        check(&status(429), true, true);
        check(&status(403), false, false);
        check(&ApiError::TimedOut { action }, true, false);
        let source = std::io::Error::other("reset").into();
        check(&ApiError::Transport { action, source }, true, false);
    }

    #[test]
    fn kinds_are_families_of_codes_or_failures_of_the_network() {
        let action = "SearchMedia";
        let (field, problem) = ("Response", "is not a JSON object");
        let source = std::io::Error::other("reset").into();
        let status = 502;
        for (error, kind) in [
            (refused("AuthFailure.SignatureExpire"), "AuthFailure"),
            (refused("InternalError"), "InternalError"),
            (refused(""), ""),
            (ApiError::Status { action, status }, "Status"),
            (ApiError::TimedOut { action }, "TimedOut"),
            (ApiError::Transport { action, source }, "Transport"),
            (
                ApiError::Malformed {
                    action,
                    field,
                    problem,
                },
                "Malformed",
            ),
        ] {
            assert_eq!(error.kind(), kind);
        }
    }
}
