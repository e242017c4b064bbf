//! Why there is no answer.

use super::action::Action;
use crate::fields::Unreadable;
use replay_https::http::StatusCode;
use std::error::Error;

/// Not to be taken by its family: `ResourceNotFound.UserNotExist` is about the account.
const NOT_FOUND: &str = "ResourceNotFound";

/// About templates and rules Live decides for good in the family of bad moments: asking again gives the same.
const DECIDED: [&str; 10] = [
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

/// Why there is no answer. No message holds a key, a signature or a body.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Tencent says no.
    #[error("{action} was refused: {code}: {message} (request {request_id})")]
    Refused {
        /// What was asked.
        action: &'static str,
        /// For programs, `InvalidParameterValue.Limit` for example.
        code: String,
        /// For people.
        message: String,
        /// What Tencent's support asks for; empty when it was not given.
        request_id: String,
    },
    /// Not Tencent's API but something in front of it answered.
    #[error("{action} was answered with HTTP status {status}")]
    Status {
        /// What was asked.
        action: &'static str,
        /// The status.
        status: u16,
    },
    /// No connection, or no whole answer, in time.
    #[error("{action} timed out")]
    TimedOut {
        /// What was asked.
        action: &'static str,
    },
    /// The request could not be sent, or the connection broke.
    #[error("{action} could not be exchanged")]
    Transport {
        /// What was asked.
        action: &'static str,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// An answer came that is not of the documented shape.
    #[error("the answer to {action} can't be read: {field} {problem}")]
    Malformed {
        /// What was asked.
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

    /// Whether asking again can help: it was too often, or Tencent or the network had a bad moment.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { code, .. } if DECIDED.contains(&code.as_str()) => false,
            Self::Refused { code, .. } => {
                matches!(family(code), "RequestLimitExceeded" | "InternalError")
                    || code == "FailedOperation.NetWorkError"
                    || code == "FailedOperation.DBError"
            }
            Self::Status { status, .. } => *status >= 500 || self.is_throttled(),
            Self::TimedOut { .. } | Self::Transport { .. } => true,
            Self::Malformed { .. } => false,
        }
    }

    /// Whether what was asked for can't be: an id of another form, for example.
    #[must_use]
    pub fn is_about_parameters(&self) -> bool {
        let family = match self {
            Self::Refused { code, .. } => family(code),
            _ => return false,
        };
        ["InvalidParameter", "InvalidParameterValue"].contains(&family)
    }

    /// Whether what was asked for may have been done all the same: nothing came back that says no.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        match self {
            Self::Malformed { .. } => true,
            _ => self.is_retryable() && !self.is_throttled(),
        }
    }

    /// Whether a task of this key was taken before. Tencent has two codes for that, and lists the second for
    /// `EditMedia`.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        [
            "FailedOperation.TaskDuplicate",
            "InvalidParameterValue.SessionId",
        ]
        .contains(&self.code())
    }

    /// Whether there is no such file. Which of the codes for that `DeleteMedia` uses isn't documented.
    pub(crate) fn is_about_a_missing_file(&self) -> bool {
        let codes = [
            "ResourceNotFound.FileNotExist",
            "InvalidParameterValue.FileId",
        ];
        self.code() == NOT_FOUND || codes.contains(&self.code())
    }

    /// Whether there is no such task, or no more.
    pub(crate) fn is_unknown_task(&self) -> bool {
        [NOT_FOUND, "InvalidParameterValue.TaskId"].contains(&self.code())
    }

    /// Whether a task can't become what it should: a recording that has ended can't be stopped.
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

    /// Whether there is no such template, or no such rule. Which of the codes for that is used isn't documented.
    pub(crate) fn is_about_nothing(&self) -> bool {
        ["ConfNotFound", "NotFound", "RuleNotFound"].contains(&self.detail())
    }

    /// `ConfInUsed` of `FailedOperation.ConfInUsed` and of `InternalError.ConfInUsed`; empty without a dot.
    fn detail(&self) -> &str {
        self.code().split_once('.').map_or("", |(_, detail)| detail)
    }

    /// Empty when it wasn't Tencent that refused.
    fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            _ => "",
        }
    }

    /// Whether we asked more often than we may.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        match self {
            Self::Refused { code, .. } => family(code) == "RequestLimitExceeded",
            Self::Status { status, .. } => *status == StatusCode::TOO_MANY_REQUESTS.as_u16(),
            _ => false,
        }
    }

    pub(crate) fn malformed(action: Action, unreadable: Unreadable) -> Self {
        let Unreadable { field, problem } = unreadable;
        Self::Malformed {
            action: action.name(),
            field,
            problem,
        }
    }

    pub(crate) fn transport(
        action: Action,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Transport {
            action: action.name(),
            source: source.into(),
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
    fn only_what_may_pass_is_asked_again() {
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
    fn what_may_have_been_done_all_the_same() {
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
    fn refusals_that_mean_something() {
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
    fn what_live_decides_among_its_bad_moments() {
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
            assert_eq!(error.is_about_nothing(), nothing, "{code}");
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
    fn kinds_are_families_of_codes_or_what_the_network_did() {
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
