//! How a broadcast goes on after VOD was asked about it. Pure.

use crate::Timing;
use replay_grouping::{coverage, expected_until, is_complete};
use replay_store::{Broadcast, Contents, StoredPart, Watch};

/// How asking went.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// VOD answered; or there is nobody to ask.
    pub(crate) answered: bool,
    /// There is nobody to ask: callbacks are all there will ever be.
    pub(crate) alone: bool,
    /// Something else failed, or VOD did.
    pub(crate) error: Option<String>,
    /// Something new came of it.
    pub(crate) news: bool,
    /// It lies where lost callbacks were not asked for yet.
    pub(crate) outgrown: bool,
}

/// When a broadcast settles with what there is: a deadline after its end, or after the arrival of its newest part that
/// VOD hasn't shown.
pub(crate) fn deadline(broadcast: &Broadcast, parts: &[StoredPart], timing: &Timing) -> i64 {
    let open = parts.iter().filter(|part| is_open(part));
    let arrived = open.map(|part| part.kept_at);
    let end = broadcast.summary.hull.end();
    arrived.chain([end]).max().unwrap_or(end) + timing.deadline
}

fn is_open(part: &StoredPart) -> bool {
    part.counts() && part.confirmed_at.is_none()
}

/// How far the asking about a broadcast is now, and when to ask again.
pub(crate) fn after(
    broadcast: &Broadcast,
    contents: &Contents,
    asked: &Asked,
    timing: &Timing,
    now: i64,
) -> (Watch, Option<i64>) {
    let (summary, lag) = (&broadcast.summary, timing.lag);
    let expected = expected_until(&contents.recorders, lag);
    let hold_until = expected.filter(|until| *until > summary.hull.end() + lag);
    let mut watch = broadcast.watch.clone();
    if watch.settled_at.is_none() {
        watch.hold_until = hold_until;
    }
    if asked.answered {
        watch.polls = if asked.news { 0 } else { watch.polls + 1 };
        watch.polled_at = Some(now);
    }
    match &asked.error {
        Some(error) => {
            watch.failures += 1;
            watch.last_error = Some(error.clone());
        }
        None => {
            watch.failures = 0;
            watch.last_error = None;
        }
    }
    let deadline = deadline(broadcast, &contents.parts, timing);
    let overdue = asked.answered && now >= deadline;
    let asked_all = asked.answered && asked.error.is_none() && !asked.outgrown;
    let known = asked_all && all_known(&contents.parts, asked.alone);
    if summary.is_live() {
        let failed_at = asked.error.as_ref().map(|_| now);
        let due = watch.due_at(summary, lag, failed_at);
        return (watch, Some(due));
    }
    let settles_at = watch.settles_at(summary, lag);
    let whole = summary.parts() > 0 && is_complete(&coverage(summary, &summary.all));
    let was_settled = watch.settled_at.is_some();
    if overdue || known && (was_settled || whole && now >= settles_at) {
        watch.settled_at = watch.settled_at.or(Some(now));
        watch.hold_until = None;
        watch.polls = watch.polls.max(1);
        return (watch, audit_at(&contents.parts, timing, now));
    }
    let failed_at = asked.error.as_ref().map(|_| now);
    let mut due = watch.due_at(summary, lag, failed_at);
    for sooner in [Some(deadline), (known && whole).then_some(settles_at)] {
        due = due.min(sooner.filter(|at| *at > now).unwrap_or(due));
    }
    (watch, Some(due))
}

/// VOD has shown all that we know of, and all about it.
fn all_known(parts: &[StoredPart], alone: bool) -> bool {
    let described =
        |part: &StoredPart| part.shown.as_ref().is_some_and(|shown| shown.is_complete());
    let mut parts = parts.iter().filter(|part| part.counts());
    alone || parts.all(|part| part.confirmed_at.is_some() && described(part))
}

/// When to look again whether all files of a settled broadcast are still there; never where there is none.
fn audit_at(parts: &[StoredPart], timing: &Timing, now: i64) -> Option<i64> {
    let expiry = |part: &StoredPart| part.shown.as_ref()?.expires_at.filter(|at| *at > now);
    let there = |part: &&StoredPart| part.counts() || part.gone_at.is_some();
    let parts = || parts.iter().filter(there);
    parts().next()?;
    let expiries = parts().filter(|part| part.counts()).filter_map(expiry);
    expiries.chain([now + timing.audit_every]).min()
}
