//! Decides, after VOD was asked about a broadcast, whether it settles and when it is due next.

use crate::Timing;
use replay_grouping::{Timestamp, coverage, is_complete};
use replay_store::{Broadcast, Contents, PollState, StoredPart};

/// What came of asking.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// VOD answered, or there is no one to ask.
    pub(crate) answered: bool,
    /// There is no one to ask, because the keys are not set: only callbacks tell anything.
    pub(crate) alone: bool,
    /// The first thing that went wrong.
    pub(crate) error: Option<String>,
    /// The broadcast has changed.
    pub(crate) news: bool,
    /// The broadcast has grown to where lost callbacks were not asked for yet.
    pub(crate) outgrown: bool,
}

/// When a broadcast settles with what there is: so long after its end, or after the arrival of its newest part that VOD
/// hasn't shown.
pub(crate) fn deadline(broadcast: &Broadcast, parts: &[StoredPart], timing: &Timing) -> Timestamp {
    let end = broadcast.summary.hull.end();
    let open = parts.iter().filter(|part| is_open(part));
    open.map(|part| part.stored_at).fold(end, Timestamp::max) + timing.deadline
}

/// The part takes part in grouping, and VOD hasn't shown it.
pub(crate) fn is_open(part: &StoredPart) -> bool {
    part.counts() && part.confirmed_at.is_none()
}

/// The broadcast's new polling state, and when it is due next.
pub(crate) fn after(
    broadcast: &Broadcast,
    contents: &Contents,
    asked: &Asked,
    timing: &Timing,
    now: Timestamp,
) -> (PollState, Option<Timestamp>) {
    let (summary, lag) = (&broadcast.summary, timing.lag);
    let mut watch = broadcast.poll_state.clone();
    watch.expect_files(&contents.recorders, summary, lag);
    if asked.answered {
        watch.polls = if asked.news { 0 } else { watch.polls + 1 };
        watch.polled_at = Some(now);
    }
    watch.last_error = asked.error.clone();
    watch.failures = asked.error.as_ref().map_or(0, |_| watch.failures + 1);
    let mut due = match &asked.error {
        Some(_) => PollState::retry_at(watch.failures, lag, now),
        None => watch.due_at(summary, lag, now),
    };
    if summary.is_live() {
        return (watch, Some(due));
    }
    let deadline = deadline(broadcast, &contents.parts, timing);
    let overdue = asked.answered && now >= deadline;
    let asked_all = asked.answered && asked.error.is_none() && !asked.outgrown;
    let known = asked_all && all_known(&contents.parts, asked.alone);
    let settles_at = watch.settles_at(summary, lag);
    let whole = summary.parts() > 0 && is_complete(&coverage(summary, &summary.all));
    let was_settled = watch.settled_at.is_some();
    if overdue || known && (was_settled || whole && now >= settles_at) {
        watch.settled_at = watch.settled_at.or(Some(now));
        watch.hold_until = None;
        watch.polls = watch.polls.max(1);
        return (watch, audit_at(&contents.parts, timing, now));
    }
    let sooner = [Some(deadline), (known && whole).then_some(settles_at)];
    for at in sooner.into_iter().flatten().filter(|at| *at > now) {
        due = due.min(at);
    }
    (watch, Some(due))
}

/// VOD has shown all known parts, and everything about them.
fn all_known(parts: &[StoredPart], alone: bool) -> bool {
    let described = |part: &StoredPart| {
        part.vod_file
            .as_ref()
            .is_some_and(|shown| shown.is_complete())
    };
    let mut parts = parts.iter().filter(|part| part.counts());
    alone || parts.all(|part| part.confirmed_at.is_some() && described(part))
}

/// When to look again whether all files of a settled broadcast are still there; `None` if it has no files.
fn audit_at(parts: &[StoredPart], timing: &Timing, now: Timestamp) -> Option<Timestamp> {
    let expiry = |part: &StoredPart| part.vod_file.as_ref()?.expires_at.filter(|at| *at > now);
    let there = |part: &&StoredPart| part.counts() || part.gone_at.is_some();
    let parts = || parts.iter().filter(there);
    parts().next()?;
    let expiries = parts().filter(|part| part.counts()).filter_map(expiry);
    expiries.chain([now + timing.audit_every]).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::tests::{START, broadcast, part, unconfirmed};
    use replay_grouping::{RecorderEvent, RecorderState, Seconds};
    use replay_store::VodFile;
    use std::time::Duration;

    const TIMING: Timing = Timing {
        lag: Seconds(300),
        deadline: Seconds(86_400),
        sweep_every: Seconds(900),
        sweep_overlap: Seconds(3_600),
        audit_every: Seconds(604_800),
        patience: Duration::from_secs(20),
    };

    const WELL: Asked = Asked {
        answered: true,
        alone: false,
        error: None,
        news: false,
        outgrown: false,
    };

    /// When a broadcast from second 0 to 1000 settled after this, and when it is due next, in seconds from its start.
    fn polled(parts: &[StoredPart], asked: &Asked, now: i64) -> (Option<i64>, Option<i64>) {
        let (broadcast, contents) = broadcast((0, 1_000), parts);
        let (watch, due_at) = after(
            &broadcast,
            &contents,
            asked,
            &TIMING,
            Timestamp(START + now),
        );
        let relative = |at: Option<Timestamp>| at.map(|at| at.0 - START);
        (relative(watch.settled_at), relative(due_at))
    }

    #[test]
    fn a_complete_and_confirmed_broadcast_settles_and_is_due_for_its_audit() {
        let parts = [part(0, 1_000)];
        assert_eq!(polled(&parts, &WELL, 1_300), (Some(1_300), Some(606_100)));
        assert_eq!(
            polled(&parts, &WELL, 1_200),
            (None, Some(1_300)),
            "not before its time"
        );
        let mut expiring = part(0, 1_000);
        expiring.vod_file.as_mut().unwrap().expires_at = Some(Timestamp(START + 5_000));
        assert_eq!(
            polled(&[expiring], &WELL, 1_300),
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
                polled(&parts, &WELL, 1_300),
                (None, Some(1_900)),
                "{parts:?}"
            );
            assert_eq!(polled(&parts, &WELL, 87_300).0, None, "{parts:?}");
            assert_eq!(polled(&parts, &WELL, 87_500).0, Some(87_500), "{parts:?}");
        }
        assert_eq!(
            polled(&[part(0, 500)], &WELL, 87_300).1,
            Some(87_400),
            "at the deadline"
        );
    }

    #[test]
    fn nothing_settles_without_an_answer() {
        let failed = Asked {
            answered: false,
            error: Some("no answer".to_owned()),
            ..WELL
        };
        assert_eq!(
            polled(&[part(0, 1_000)], &failed, 99_000),
            (None, Some(99_300))
        );
        let partly = Asked {
            answered: true,
            ..failed
        };
        assert_eq!(
            polled(&[part(0, 1_000)], &partly, 1_300),
            (None, Some(1_600))
        );
        assert_eq!(polled(&[part(0, 1_000)], &partly, 99_000).0, Some(99_000));
        let outgrown = Asked {
            outgrown: true,
            ..WELL
        };
        assert_eq!(polled(&[part(0, 1_000)], &outgrown, 1_300).0, None);
    }

    #[test]
    fn the_deadline_runs_from_the_newest_part_that_vod_has_not_shown() {
        let late = StoredPart {
            stored_at: Timestamp(START + 50_000),
            ..unconfirmed(0, 1_000)
        };
        assert_eq!(polled(&[late], &WELL, 99_000), (None, Some(99_600)));
    }

    #[test]
    fn without_tencent_it_settles_on_what_callbacks_told() {
        let alone = Asked {
            alone: true,
            ..WELL
        };
        let parts = [unconfirmed(0, 1_000)];
        assert_eq!(polled(&parts, &alone, 1_300).0, Some(1_300));
        assert_eq!(polled(&parts, &WELL, 1_300).0, None);
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
                &WELL,
                &TIMING,
                Timestamp(START + now),
            )
        };
        let (watch, due_at) = at(1_300);
        assert_eq!(
            (watch.settled_at, watch.hold_until),
            (None, Some(Timestamp(START + 3_100)))
        );
        assert_eq!(due_at, Some(Timestamp(START + 1_900)));
        assert_eq!(at(3_100).0.settled_at, Some(Timestamp(START + 3_100)));
    }

    #[test]
    fn a_live_broadcast_never_settles() {
        let (broadcast, contents) = broadcast((0, 0), &[part(0, 1_000)]);
        let (watch, due_at) = after(
            &broadcast,
            &contents,
            &WELL,
            &TIMING,
            Timestamp(START + 99_000),
        );
        assert_eq!((watch.settled_at, watch.polls), (None, 1));
        assert_eq!(due_at, Some(Timestamp(START + 99_600)));
    }

    #[test]
    fn a_settled_broadcast_stays_settled_and_is_polled_until_all_is_known() {
        let (mut broadcast, contents) = broadcast((0, 1_000), &[unconfirmed(0, 1_000)]);
        broadcast.poll_state.settled_at = Some(Timestamp(START + 1_300));
        let (watch, due_at) = after(
            &broadcast,
            &contents,
            &WELL,
            &TIMING,
            Timestamp(START + 5_000),
        );
        assert_eq!(watch.settled_at, Some(Timestamp(START + 1_300)));
        assert_eq!(due_at, Some(Timestamp(START + 5_600)));
    }
}
