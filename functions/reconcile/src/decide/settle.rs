//! Decides, after a query about a broadcast, whether it settles and when it is due next.

use crate::Timing;
use replay_grouping::{Summary, Timestamp, coverage, is_complete};
use replay_store::{Broadcast, Contents, PollState, StoredPart};

/// The result of a query.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// VOD answered, or there are no API keys.
    pub(crate) answered: bool,
    /// No API keys: callbacks are the only source.
    pub(crate) without_keys: bool,
    pub(crate) error: Option<String>,
    pub(crate) changed: bool,
    /// A callback alone says that it is live: Live may not show yet that the stream is active.
    pub(crate) awaits_activity: bool,
    /// The broadcast has grown into time that was not searched for lost callbacks yet.
    pub(crate) has_unsearched_time: bool,
}

/// When a broadcast settles with what there is: so long after its end, or after the arrival of its newest part that VOD
/// hasn't confirmed.
pub(crate) fn deadline(broadcast: &Broadcast, parts: &[StoredPart], timing: &Timing) -> Timestamp {
    let end = broadcast.summary.hull.end();
    let open = parts.iter().filter(|part| part.awaits_vod());
    open.map(|part| part.stored_at).fold(end, Timestamp::max) + timing.deadline
}

/// The broadcast's new polling state, and when it is due next.
pub(crate) fn after(
    broadcast: &Broadcast,
    contents: &Contents,
    outcome: &Outcome,
    timing: &Timing,
    now: Timestamp,
) -> (PollState, Option<Timestamp>) {
    let (summary, lag) = (&broadcast.summary, timing.lag);
    let mut poll_state = broadcast.poll_state.clone();
    poll_state.expect_files(&contents.recorders, summary, lag);
    if outcome.answered {
        poll_state.polls = if outcome.changed {
            0
        } else {
            poll_state.polls + 1
        };
        poll_state.polled_at = Some(now);
    }
    poll_state.last_error = outcome.error.clone();
    poll_state.failures = outcome
        .error
        .as_ref()
        .map_or(0, |_| poll_state.failures + 1);
    let mut due = match &outcome.error {
        Some(_) => PollState::retry_at(poll_state.failures, lag, now),
        None => poll_state.due_at(summary, lag, now),
    };
    if summary.is_live() {
        if outcome.awaits_activity {
            due = due.min(poll_state.looks_again_at(now));
        }
        return (poll_state, Some(due));
    }
    let deadline = deadline(broadcast, &contents.parts, timing);
    let overdue = outcome.answered && now >= deadline;
    let fully_answered =
        outcome.answered && outcome.error.is_none() && !outcome.has_unsearched_time;
    let known = fully_answered && all_known(&contents.parts, outcome.without_keys);
    let settles_at = poll_state.settles_at(summary, lag);
    let whole = is_whole(summary);
    let was_settled = poll_state.settled_at.is_some();
    if overdue || known && (was_settled || whole && now >= settles_at) {
        poll_state.settled_at = poll_state.settled_at.or(Some(now));
        poll_state.hold_until = None;
        poll_state.polls = poll_state.polls.max(1);
        return (poll_state, audit_at(&contents.parts, timing, now));
    }
    let sooner = [Some(deadline), (known && whole).then_some(settles_at)];
    for at in sooner.into_iter().flatten().filter(|at| *at > now) {
        due = due.min(at);
    }
    (poll_state, Some(due))
}

/// A broadcast may settle now without a question to Tencent: callbacks told how its pushes began and ended, VOD has confirmed
/// and described all files, and these reach from begin to end without a gap. What a lost callback would have told besides,
/// the sweep finds.
pub(crate) fn is_known(
    broadcast: &Broadcast,
    contents: &Contents,
    timing: &Timing,
    now: Timestamp,
) -> bool {
    let summary = &broadcast.summary;
    let mut poll_state = broadcast.poll_state.clone();
    poll_state.expect_files(&contents.recorders, summary, timing.lag);
    let mut pushes = contents.pushes.iter();
    !contents.pushes.is_empty()
        && pushes.all(|push| push.began_at().is_some() && push.end.is_some())
        && !summary.is_live()
        && now >= poll_state.settles_at(summary, timing.lag)
        && is_whole(summary)
        && all_known(&contents.parts, false)
}

/// Its files reach from begin to end without a gap.
fn is_whole(summary: &Summary) -> bool {
    summary.parts() > 0 && is_complete(&coverage(summary, &summary.all))
}

/// VOD has confirmed all known parts, and described them completely.
fn all_known(parts: &[StoredPart], without_keys: bool) -> bool {
    let described = |part: &StoredPart| {
        part.vod_file
            .as_ref()
            .is_some_and(|file| file.is_complete())
    };
    let mut parts = parts
        .iter()
        .filter(|part| part.counts() && !part.is_in_cos());
    without_keys || parts.all(|part| part.confirmed_at.is_some() && described(part))
}

/// When to look again whether all files of a settled broadcast are still there; `None` if it has no files.
fn audit_at(parts: &[StoredPart], timing: &Timing, now: Timestamp) -> Option<Timestamp> {
    let expiry = |part: &StoredPart| part.vod_file.as_ref()?.expires_at.filter(|at| *at > now);
    let there = |part: &&StoredPart| !part.is_in_cos() && (part.counts() || part.gone_at.is_some());
    let parts = || parts.iter().filter(there);
    parts().next()?;
    let expiries = parts().filter(|part| part.counts()).filter_map(expiry);
    expiries.chain([now + timing.audit_every]).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::{START, TIMING, broadcast, part, unconfirmed};
    use replay_grouping::{RecorderEvent, RecorderState};
    use replay_store::VodFile;

    const ANSWERED: Outcome = Outcome {
        answered: true,
        without_keys: false,
        error: None,
        changed: false,
        awaits_activity: false,
        has_unsearched_time: false,
    };

    /// When a broadcast from second 0 to 1000 settled after this, and when it is due next, in seconds from its start.
    fn polled(parts: &[StoredPart], outcome: &Outcome, now: i64) -> (Option<i64>, Option<i64>) {
        let (broadcast, contents) = broadcast((0, 1_000), parts);
        let (poll_state, due_at) = after(
            &broadcast,
            &contents,
            outcome,
            &TIMING,
            Timestamp(START + now),
        );
        let relative = |at: Option<Timestamp>| at.map(|at| at.0 - START);
        (relative(poll_state.settled_at), relative(due_at))
    }

    #[test]
    fn a_complete_and_confirmed_broadcast_settles_and_is_due_for_its_audit() {
        let parts = [part(0, 1_000)];
        assert_eq!(
            polled(&parts, &ANSWERED, 1_300),
            (Some(1_300), Some(606_100))
        );
        assert_eq!(
            polled(&parts, &ANSWERED, 1_200),
            (None, Some(1_300)),
            "not before its time"
        );
        let mut expiring = part(0, 1_000);
        expiring.vod_file.as_mut().unwrap().expires_at = Some(Timestamp(START + 5_000));
        assert_eq!(
            polled(&[expiring], &ANSWERED, 1_300),
            (Some(1_300), Some(5_000))
        );
    }

    #[test]
    fn an_incomplete_broadcast_is_polled_until_the_deadline() {
        let undescribed = StoredPart {
            vod_file: Some(VodFile {
                bytes: None,
                ..part(0, 1_000).vod_file.unwrap()
            }),
            ..part(0, 1_000)
        };
        for parts in [
            vec![],
            vec![part(0, 500)],
            vec![unconfirmed(0, 1_000)],
            vec![undescribed],
        ] {
            assert_eq!(
                polled(&parts, &ANSWERED, 1_300),
                (None, Some(1_900)),
                "{parts:?}"
            );
            assert_eq!(polled(&parts, &ANSWERED, 87_300).0, None, "{parts:?}");
            assert_eq!(
                polled(&parts, &ANSWERED, 87_500).0,
                Some(87_500),
                "{parts:?}"
            );
        }
        assert_eq!(
            polled(&[part(0, 500)], &ANSWERED, 87_300).1,
            Some(87_400),
            "at the deadline"
        );
    }

    #[test]
    fn nothing_settles_without_an_answer() {
        let failed = Outcome {
            answered: false,
            error: Some("no answer".to_owned()),
            ..ANSWERED
        };
        assert_eq!(
            polled(&[part(0, 1_000)], &failed, 99_000),
            (None, Some(99_300))
        );
        let partly = Outcome {
            answered: true,
            ..failed
        };
        assert_eq!(
            polled(&[part(0, 1_000)], &partly, 1_300),
            (None, Some(1_600))
        );
        assert_eq!(polled(&[part(0, 1_000)], &partly, 99_000).0, Some(99_000));
        let grown = Outcome {
            has_unsearched_time: true,
            ..ANSWERED
        };
        assert_eq!(polled(&[part(0, 1_000)], &grown, 1_300).0, None);
    }

    #[test]
    fn the_deadline_runs_from_the_newest_unconfirmed_part() {
        let late = StoredPart {
            stored_at: Timestamp(START + 50_000),
            ..unconfirmed(0, 1_000)
        };
        assert_eq!(polled(&[late], &ANSWERED, 99_000), (None, Some(99_600)));
    }

    #[test]
    fn without_keys_it_settles_on_callbacks_alone() {
        let without_keys = Outcome {
            without_keys: true,
            ..ANSWERED
        };
        let parts = [unconfirmed(0, 1_000)];
        assert_eq!(polled(&parts, &without_keys, 1_300).0, Some(1_300));
        assert_eq!(polled(&parts, &ANSWERED, 1_300).0, None);
    }

    #[test]
    fn an_awaited_file_delays_settling() {
        let (broadcast, mut contents) = broadcast((0, 1_000), &[part(0, 1_000)]);
        contents.recorders = vec![RecorderEvent {
            task: "1".to_owned(),
            at: Timestamp(START + 1_000),
            state: RecorderState::Waiting,
        }];
        let at = |now| {
            after(
                &broadcast,
                &contents,
                &ANSWERED,
                &TIMING,
                Timestamp(START + now),
            )
        };
        let (poll_state, due_at) = at(1_300);
        assert_eq!(
            (poll_state.settled_at, poll_state.hold_until),
            (None, Some(Timestamp(START + 3_100)))
        );
        assert_eq!(due_at, Some(Timestamp(START + 1_900)));
        assert_eq!(at(3_100).0.settled_at, Some(Timestamp(START + 3_100)));
    }

    #[test]
    fn a_live_broadcast_never_settles() {
        let (broadcast, contents) = broadcast((0, 0), &[part(0, 1_000)]);
        let (poll_state, due_at) = after(
            &broadcast,
            &contents,
            &ANSWERED,
            &TIMING,
            Timestamp(START + 99_000),
        );
        assert_eq!((poll_state.settled_at, poll_state.polls), (None, 1));
        assert_eq!(due_at, Some(Timestamp(START + 99_900)));
        // Live may not show a stream as active in its first minute.
        let awaits_activity = Outcome {
            awaits_activity: true,
            ..ANSWERED
        };
        let now = Timestamp(START + 99_000);
        let (_, due_at) = after(&broadcast, &contents, &awaits_activity, &TIMING, now);
        assert_eq!(due_at, Some(Timestamp(START + 99_060)));
    }

    #[test]
    fn a_settled_broadcast_stays_settled_and_is_polled_until_all_is_known() {
        let (mut broadcast, contents) = broadcast((0, 1_000), &[unconfirmed(0, 1_000)]);
        broadcast.poll_state.settled_at = Some(Timestamp(START + 1_300));
        let (poll_state, due_at) = after(
            &broadcast,
            &contents,
            &ANSWERED,
            &TIMING,
            Timestamp(START + 5_000),
        );
        assert_eq!(poll_state.settled_at, Some(Timestamp(START + 1_300)));
        assert_eq!(due_at, Some(Timestamp(START + 5_600)));
    }
}
