//! Ends pushes whose end was lost.

use crate::{
    Broadcast, Result, Store, StoredPart, StoredPush,
    error::Conflict,
    items::Head,
    table::{Guard, keys},
    write::{Changeset, Progress},
};
use replay_grouping::{Seconds, Span, Stream, Timestamp};

/// How far a part may start before its push: the group of pictures that was under way is recorded too.
const LEAD: Seconds = Seconds(2);

/// How many pushes end in one transaction.
const MOST_AT_ONCE: usize = 20;

impl Store {
    /// When the next push to a stream began after this second, if there was one.
    pub async fn next_push_begin(
        &self,
        stream: &Stream,
        after: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let next = || async {
            let head = self.head(stream).await?;
            self.next_begin(stream, &head, after).await
        };
        self.retry_on_conflict(format!("stream {stream}"), next)
            .await
    }

    async fn next_begin(
        &self,
        stream: &Stream,
        head: &Head,
        after: Timestamp,
    ) -> Result<Option<Timestamp>, Conflict> {
        let later = Span::new(after + Seconds(1), keys::LATEST);
        let pushes = self.timeline(stream, head, keys::PUSH, later);
        let mut pushes = pushes.page_size(4);
        let mut begin = None;
        while begin.is_none()
            && let Some(item) = pushes.next().await?
        {
            begin = StoredPush::read(&item)?.began_at();
        }
        pushes.finish()?;
        Ok(begin)
    }

    /// Ends each push of `broadcast` that began by `until` and has no known end at its last evidence. Returns how many ends
    /// changed.
    ///
    /// The newest push of the stream may go on, in later broadcasts too. It ends only where `is_over` says so: the caller
    /// made sure that the stream is inactive.
    pub async fn presume_ended(
        &self,
        broadcast: &Broadcast,
        until: Timestamp,
        is_over: bool,
        now: Timestamp,
    ) -> Result<usize> {
        let (stream, hull) = (&broadcast.stream, broadcast.summary.hull);
        let mut all = 0;
        loop {
            let attempt = || self.try_presume_ended(stream, hull, until, is_over, now);
            let ended = self.write_to_stream(stream, now, attempt).await?;
            all += ended;
            if ended < MOST_AT_ONCE {
                return Ok(all);
            }
        }
    }

    async fn try_presume_ended(
        &self,
        stream: &Stream,
        hull: Span,
        until: Timestamp,
        is_over: bool,
        now: Timestamp,
    ) -> Result<Progress<usize>, Conflict> {
        let snapshot = self.finished_snapshot(stream, &[], [], now).await?;
        let head = &snapshot.head;
        let (mut pushes, mut parts, next) = tokio::try_join!(
            self.read_by_time(stream, head, keys::PUSH, hull, StoredPush::read),
            self.read_by_time(stream, head, keys::PART, hull, StoredPart::read),
            self.next_begin(stream, head, hull.end()),
        )?;
        let newest = head.newest_push.as_ref();
        if let Some(newest) = newest.filter(|newest| newest.open) {
            let is_newest = |push: &StoredPush| push.sequence == newest.sequence;
            if !is_over {
                pushes.retain(|push| !is_newest(push));
            } else {
                let by_day = self.rules(head).daily_cut.is_some();
                let began_before = !pushes.iter().any(is_newest);
                if began_before {
                    pushes.extend(self.known_push(stream, head, &newest.sequence).await?);
                }
                if began_before || by_day {
                    let last = if by_day { keys::LATEST } else { hull.end() };
                    let all = Span::new(newest.began_at, last);
                    parts = self
                        .read_by_time(stream, head, keys::PART, all, StoredPart::read)
                        .await?;
                }
            }
        }
        let begins = pushes.iter().filter_map(StoredPush::began_at);
        let mut begins: Vec<Timestamp> = begins.chain(next).collect();
        begins.sort_unstable();

        let mut changes = Changeset::of(&snapshot.head);
        let active_at = snapshot.head.active_at;
        for push in pushes.iter().filter(|push| push.end.is_none()) {
            let Some(began) = push.began_at().filter(|began| *began <= until) else {
                continue;
            };
            let next = begins.iter().find(|begin| **begin > began).copied();
            let evidence = last_evidence(began, next, &parts, active_at);
            // What shows that it went on into later broadcasts isn't among what was read.
            let is_later = |at: &Timestamp| *at > hull.end() && next.is_none_or(|next| *at < next);
            let presumed = push.presumed_end.filter(is_later).max(Some(evidence));
            if push.presumed_end == presumed || changes.writes.len() == MOST_AT_ONCE {
                continue;
            }
            let ended = StoredPush {
                presumed_end: presumed,
                ..push.clone()
            };
            changes.push(Some(push), &ended, Guard::Lacks("end"))?;
        }
        let ended = changes.writes.len();
        let progress = self.commit(stream, snapshot, changes, now).await?;
        Ok(progress.map(|_| ended))
    }
}

/// The last second in which something shows that a push went on: its begin, the end of a part that starts in it, or Tencent's
/// word that the stream is active.
fn last_evidence(
    began: Timestamp,
    next: Option<Timestamp>,
    parts: &[StoredPart],
    active_at: Option<Timestamp>,
) -> Timestamp {
    let starts_in_it =
        |start: Timestamp| began - LEAD <= start && next.is_none_or(|next| start < next - LEAD);
    let parts = parts.iter().filter(|part| part.counts());
    let spans = parts.map(|part| part.content().span);
    let own = spans.filter(|span| starts_in_it(span.start()));
    let active = active_at.filter(|at| next.is_none_or(|next| *at < next));
    let evidence = own.map(|span| span.end()).chain(active);
    evidence.fold(began, Ord::max)
}
