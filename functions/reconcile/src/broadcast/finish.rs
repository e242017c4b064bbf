//! Finishes an inquiry: ends pushes whose end was lost, and decides whether the broadcast has settled and when it is due
//! next.

use super::Inquiry;
use crate::{
    Failure, Report, Run,
    decide::{
        lost_push_end,
        settle::{self, Outcome},
    },
};
use replay_grouping::Timestamp;
use replay_store::{Broadcast, StoreError, StoredPart};

impl Run<'_> {
    pub(super) async fn finish(&self, inquiry: Inquiry) -> Report {
        let id = inquiry.broadcast.id.clone();
        self.try_finish(inquiry).await.unwrap_or_else(|error| {
            // It stays due.
            tracing::warn!(replay = %id, "a query failed: {error}");
            Report {
                failed: 1,
                ..Report::default()
            }
        })
    }

    async fn try_finish(&self, mut inquiry: Inquiry) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let before = inquiry.broadcast.clone();
        let reread = || self.store.broadcast_of(&before.stream, &before.id);
        let Some(mut broadcast) = reread().await? else {
            // It is gone, or was merged into another one, which is due by itself.
            report.failed += u64::from(inquiry.error.is_some());
            return Ok(report);
        };
        let mut is_active = false;
        match self.end_pushes(&broadcast).await {
            Ok(Pushes::Ended(0)) => {}
            Ok(Pushes::Ended(ended)) => {
                report.changed += ended as u64;
                broadcast = reread().await?.unwrap_or(broadcast);
            }
            Ok(Pushes::GoesOn) => is_active = true,
            Err(failure) => inquiry.fail(&failure),
        }
        if self.store.refresh_joins(&broadcast, self.now).await? {
            broadcast = reread().await?.unwrap_or(broadcast);
        }
        if broadcast.emptied {
            return Ok(report);
        }
        let contents = self.store.contents(&broadcast).await?;
        let outcome = Outcome {
            answered: inquiry.answered,
            without_keys: self.tencent().is_none(),
            changed: broadcast.summary != before.summary,
            awaits_activity: self.tencent().is_some()
                && !is_active
                && broadcast.summary.is_live()
                && !broadcast.is_surely_live(),
            has_unsearched_time: self.has_unsearched_time(&before.summary, &broadcast.summary),
            error: inquiry.error,
        };
        let (poll_state, due_at) =
            settle::after(&broadcast, &contents, &outcome, &self.timing, self.now);
        self.observe_rest(&broadcast, &contents.parts, poll_state.settled_at.is_some());
        let screenshot = contents.screenshot.as_ref();
        let with_screenshot = self
            .store
            .set_screenshot(&broadcast, screenshot, self.now)
            .await?;
        let broadcast = with_screenshot.unwrap_or(broadcast);
        let settles = poll_state.settled_at.is_some() && broadcast.poll_state.settled_at.is_none();
        let saved = self
            .store
            .save_poll_state(&broadcast, poll_state, due_at, self.now);
        if saved.await? && settles {
            report.settled += 1;
            let end = broadcast.summary.hull.end();
            let listed_after = broadcast.listed_at.map(|at| (at - end).non_negative());
            self.observe(|observed| observed.end_to_listed.extend(listed_after));
        }
        report.failed += u64::from(outcome.error.is_some());
        if is_active {
            // Last, because that a push goes on is no reason to ask again sooner.
            let stream = &broadcast.stream;
            self.store.record_active(stream, self.now, self.now).await?;
        }
        Ok(report)
    }

    /// Counts what is still open about a broadcast.
    fn observe_rest(&self, broadcast: &Broadcast, parts: &[StoredPart], settled: bool) {
        let over = !settled && !broadcast.summary.is_live();
        let overdue = over && settle::deadline(broadcast, parts, &self.timing) <= self.now;
        let awaited = |part: &&StoredPart| part.awaits_vod() && part.callback.is_some();
        let awaited = parts.iter().filter(awaited).count() as u64;
        self.observe(|observed| {
            observed.past_deadline += u64::from(overdue);
            // Without API keys, VOD never confirms them.
            observed.unconfirmed += self.tencent().map_or(0, |_| awaited);
        });
    }

    /// Ends the pushes of a broadcast whose end was lost, if the stream is inactive.
    async fn end_pushes(&self, broadcast: &Broadcast) -> Result<Pushes, Failure> {
        let stream = &broadcast.stream;
        let latest = broadcast.summary.latest_begin.as_ref();
        let (mut until, mut is_over) = (latest.map_or(Timestamp::MIN, |begin| begin.at), false);
        // Otherwise a later begin took its place: a stream has one pusher.
        if let Some(open) = latest.filter(|begin| begin.open)
            && self.store.next_push_begin(stream, open.at).await?.is_none()
        {
            let state = match self.tencent() {
                Some(tencent) => Some(tencent.stream_state(stream).await?),
                None => None,
            };
            let (last_event_at, timing) = (broadcast.summary.hull.end(), &self.timing);
            match lost_push_end::ended_if_begun_by(state, last_event_at, timing, self.now) {
                Some(begun_by) => (until, is_over) = (begun_by, true),
                None if state.is_some() => return Ok(Pushes::GoesOn),
                None => return Ok(Pushes::Ended(0)),
            }
        }
        let ended = self
            .store
            .presume_ended(broadcast, until, is_over, self.now);
        Ok(Pushes::Ended(ended.await?))
    }
}

/// What a query found of the pushes of a broadcast.
enum Pushes {
    /// So many were presumed to have ended.
    Ended(usize),
    /// Live says that the newest one goes on.
    GoesOn,
}
