//! The pushes of a replay.

use crate::http::Time;
use replay_grouping::Span;
use replay_store::PushInBroadcast;
use serde::Serialize;

/// A push on a time line.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PushSpan {
    /// What its begin and its end share.
    sequence: String,
    /// When it begins here.
    from: Time,
    /// When it ends here; null if it goes on.
    to: Option<Time>,
    /// How its end is known.
    end: PushEnding,
    /// Why it ended, as reported. Absent if nothing was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Why it belongs to the replay, such as `session id`.
    why: String,
}

/// How the end of a push is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum PushEnding {
    /// A callback reported it.
    Reported,
    /// No callback reported it. It is taken to be the last second for which there is evidence.
    Presumed,
    /// It is not known: the push goes on.
    Open,
}

/// As much of these pushes as lies in `time`, or all of them.
pub(super) fn pushes(all: &[PushInBroadcast], time: Option<Span>) -> Vec<PushSpan> {
    let view = |push: &PushInBroadcast| {
        let span = match time {
            Some(time) => time.intersection(push.span)?,
            None => push.span,
        };
        let stored = &push.stored;
        let whole = stored.push();
        let reason = stored.end.as_ref().map(|end| &end.fact.reason);
        let reason = reason.and_then(|reason| {
            let code = reason.code.map(|code| code.to_string());
            reason.message.clone().or(code)
        });
        let end = match (&stored.end, stored.presumed_end) {
            (Some(_), _) => PushEnding::Reported,
            (None, Some(_)) => PushEnding::Presumed,
            (None, None) => PushEnding::Open,
        };
        // A cut may end it here, while it goes on behind the cut.
        let goes_on = whole.is_open() && push.is_last;
        Some(PushSpan {
            sequence: stored.sequence.to_string(),
            from: Time(span.start()),
            to: (!goes_on).then(|| Time(span.end())),
            end,
            reason,
            why: push.evidence.to_string(),
        })
    };
    all.iter().filter_map(view).collect()
}
