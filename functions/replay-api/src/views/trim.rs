//! The part of a replay that plays.

use crate::http::Time;
use replay_grouping::Span;
use serde::Serialize;

/// The part of a replay that plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Trim {
    /// Nothing before this moment plays.
    from: Time,
    /// Nothing from this moment on plays.
    to: Time,
}

impl From<Span> for Trim {
    fn from(span: Span) -> Self {
        Self {
            from: Time(span.start()),
            to: Time(span.end()),
        }
    }
}
