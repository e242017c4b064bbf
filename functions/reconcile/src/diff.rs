//! What has to be done for ours to be theirs. Pure.

use replay_grouping::FileId;
use replay_store::{Loss, Shown, StoredPart};
use std::collections::BTreeSet;

/// A file may still be on its way into VOD for so long after its end; who denies it earlier may be wrong.
const DENIED_AFTER_SECONDS: i64 = 1_800;

/// VOD shows something of a file that we don't know yet.
pub(crate) fn is_news(known: Option<&StoredPart>, shown: &Shown) -> bool {
    known.is_none_or(|part| {
        !part.counts()
            || part.confirmed_at.is_none()
            || part.shown.as_ref() != Some(&shown.clone().after(part.shown.as_ref()))
    })
}

/// What becomes of a part that VOD doesn't have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It leaves the list.
    Lost(Loss),
    /// VOD is asked once more.
    Once,
    /// Nothing new.
    Nothing,
}

/// What becomes of a part of which VOD says that there is no such file.
pub(crate) fn missing(part: &StoredPart, overdue: bool, now: i64) -> Missing {
    let asked_before = part.missed_at.is_some_and(|missed_at| missed_at < now);
    let ready = now >= part.content().span.end() + DENIED_AFTER_SECONDS;
    if !part.counts() {
        Missing::Nothing
    } else if part.confirmed_at.is_some() {
        Missing::Lost(Loss::Gone)
    } else if overdue || asked_before && ready {
        Missing::Lost(Loss::Denied)
    } else if part.missed_at.is_none() {
        Missing::Once
    } else {
        Missing::Nothing
    }
}

/// VOD has deleted it by itself.
pub(crate) fn is_expired(part: &StoredPart, now: i64) -> bool {
    let expires_at = part.shown.as_ref().and_then(|shown| shown.expires_at);
    expires_at.is_some_and(|at| at <= now)
}

/// The files to look up by id: those of ours that a search didn't show. What VOD denied, or has deleted as it had said,
/// isn't asked for again; what is gone is, where `again` says so.
pub(crate) fn to_look_up(
    parts: &[StoredPart],
    shown: &BTreeSet<FileId>,
    again: bool,
    now: i64,
) -> Vec<FileId> {
    let asked = |part: &&StoredPart| {
        !shown.contains(&part.file_id)
            && !is_expired(part, now)
            && (part.counts() || again && part.gone_at.is_some())
    };
    let asked = parts.iter().filter(asked);
    asked.map(|part| part.file_id.clone()).collect()
}
