//! How our files differ from those in VOD, and what to do about it.

use replay_grouping::{FileId, Seconds, Timestamp};
use replay_store::{Loss, StoredPart, VodFile};
use std::collections::BTreeSet;

/// How long after its end a file may still be on its way into VOD. It must not be denied earlier.
const DENIED_AFTER: Seconds = Seconds::MINUTE.times(30);

/// VOD describes a file differently than the store does, or confirms it for the first time.
pub(crate) fn is_news(known: Option<&StoredPart>, vod_file: &VodFile) -> bool {
    known.is_none_or(|part| {
        !part.counts()
            || part.confirmed_at.is_none()
            || part.vod_file.as_ref()
                != Some(&vod_file.clone().completed_by(part.vod_file.as_ref()))
    })
}

/// The outcome for a part that VOD doesn't have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It leaves the list.
    Lost(Loss),
    /// It is missing for the first time, and is looked up once more.
    AskAgain,
    /// Ignore it.
    Unchanged,
}

/// Decides about a part whose file VOD doesn't have.
pub(crate) fn missing(part: &StoredPart, overdue: bool, now: Timestamp) -> Missing {
    let asked_before = part.missed_at.is_some_and(|missed_at| missed_at < now);
    // A callback that announces an end in the future is not believed: the file is taken to end when the callback came.
    let ended = part.content().span.end().min(part.stored_at);
    let ready = now >= ended + DENIED_AFTER;
    if !part.counts() || part.is_in_cos() {
        Missing::Unchanged
    } else if part.confirmed_at.is_some() {
        Missing::Lost(Loss::Gone)
    } else if overdue || asked_before && ready {
        Missing::Lost(Loss::Denied)
    } else if part.missed_at.is_none() {
        Missing::AskAgain
    } else {
        Missing::Unchanged
    }
}

/// VOD has deleted the file on the date that it had announced.
pub(crate) fn is_expired(part: &StoredPart, now: Timestamp) -> bool {
    let expires_at = part.vod_file.as_ref().and_then(|file| file.expires_at);
    expires_at.is_some_and(|at| at <= now)
}

/// The files to look up by id: those of ours that are not among `shown`, which a search found. Denied and expired files are
/// not looked up again; gone files are if `again` is set.
pub(crate) fn to_look_up(
    parts: &[StoredPart],
    shown: &BTreeSet<FileId>,
    again: bool,
    now: Timestamp,
) -> Vec<FileId> {
    let wanted = |part: &&StoredPart| {
        !shown.contains(&part.file_id)
            && !part.is_in_cos()
            && !is_expired(part, now)
            && (part.counts() || again && part.gone_at.is_some())
    };
    let wanted = parts.iter().filter(wanted);
    wanted.map(|part| part.file_id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::{START, part, shown, unconfirmed};

    #[test]
    fn only_a_difference_in_what_vod_shows_is_news() {
        let known = part(0, 100);
        assert!(is_news(None, &shown(0, 100)));
        assert!(!is_news(Some(&known), &shown(0, 100)));
        assert!(is_news(Some(&known), &shown(0, 101)));
        assert!(is_news(Some(&unconfirmed(0, 100)), &shown(0, 100)));
        let gone = StoredPart {
            gone_at: Some(Timestamp(START)),
            ..part(0, 100)
        };
        assert!(is_news(Some(&gone), &shown(0, 100)));
    }

    #[test]
    fn what_vod_leaves_out_is_no_news() {
        let mut less = shown(0, 100);
        (less.duration, less.bytes, less.end, less.start) = (None, None, None, None);
        assert!(!is_news(Some(&part(0, 100)), &less));
    }

    /// A part from second 0 to 100 that VOD doesn't know, asked for at `now`.
    #[track_caller]
    fn check(part: StoredPart, overdue: bool, now: i64, expected: Missing) {
        assert_eq!(missing(&part, overdue, Timestamp(START + now)), expected);
    }

    #[test]
    fn a_file_is_denied_at_the_second_miss_half_an_hour_after_its_end() {
        let missed = |at: i64| StoredPart {
            missed_at: Some(Timestamp(START + at)),
            ..unconfirmed(0, 100)
        };
        let denied = Missing::Lost(Loss::Denied);
        check(unconfirmed(0, 100), false, 9_000, Missing::AskAgain);
        check(missed(400), false, 1_899, Missing::Unchanged);
        check(missed(400), false, 1_900, denied);
        check(missed(9_000), false, 9_000, Missing::Unchanged);
        check(unconfirmed(0, 100), true, 400, denied);
    }

    #[test]
    fn a_file_that_vod_had_is_gone_at_once() {
        check(part(0, 100), false, 101, Missing::Lost(Loss::Gone));
        let gone = StoredPart {
            gone_at: Some(Timestamp(START)),
            ..part(0, 100)
        };
        check(gone, true, 101, Missing::Unchanged);
    }

    #[test]
    fn files_that_the_search_did_not_show_are_looked_up() {
        let expired = StoredPart {
            vod_file: Some(VodFile {
                expires_at: Some(Timestamp(START + 500)),
                ..shown(4, 5)
            }),
            ..part(4, 5)
        };
        let gone = StoredPart {
            gone_at: Some(Timestamp(START)),
            ..part(3, 5)
        };
        let parts = [part(1, 5), unconfirmed(2, 5), gone, expired];
        let ids = |of: &[usize]| {
            of.iter()
                .map(|i| parts[*i].file_id.clone())
                .collect::<Vec<_>>()
        };
        let look = |shown: &[usize], again, now| {
            to_look_up(
                &parts,
                &ids(shown).into_iter().collect(),
                again,
                Timestamp(START + now),
            )
        };
        assert_eq!(look(&[], false, 0), ids(&[0, 1, 3]));
        assert_eq!(look(&[0, 1], false, 0), ids(&[3]));
        assert_eq!(look(&[], true, 500), ids(&[0, 1, 2]));
    }
}
