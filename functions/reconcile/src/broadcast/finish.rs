//! Finishes an inquiry: ends pushes whose end was lost, and decides whether the broadcast has settled and when it is due
//! next.

use super::Inquiry;
use crate::{
    Failure, Report, Run,
    decide::settle::{self, Asked},
};
use replay_grouping::{Seconds, Timestamp};
use replay_store::{Broadcast, StoreError, StoredPart};
use replay_tencent::live::StreamState;

/// A stream whose push began less than this ago may not show as active yet.
const STARTING: Seconds = Seconds::MINUTE;

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
        match self.end_pushes(&broadcast).await {
            Ok(0) => {}
            Ok(ended) => {
                report.changed += ended as u64;
                broadcast = reread().await?.unwrap_or(broadcast);
            }
            Err(failure) => inquiry.fail(&failure),
        }
        if self.store.refresh_joins(&broadcast, self.now).await? {
            broadcast = reread().await?.unwrap_or(broadcast);
        }
        if broadcast.emptied {
            return Ok(report);
        }
        let contents = self.store.contents(&broadcast).await?;
        let asked = Asked {
            answered: inquiry.answered,
            alone: self.tencent().is_none(),
            news: broadcast.summary != before.summary,
            outgrown: self.outgrows(before.summary.hull, broadcast.summary.hull),
            error: inquiry.error,
        };
        let (watch, due_at) = settle::after(&broadcast, &contents, &asked, &self.timing, self.now);
        self.observe_rest(&broadcast, &contents.parts, watch.settled_at.is_some());
        let screenshot = contents.screenshot.as_ref();
        let pictured = self
            .store
            .set_screenshot(&broadcast, screenshot, self.now)
            .await?;
        let broadcast = pictured.unwrap_or(broadcast);
        let settles = watch.settled_at.is_some() && broadcast.poll_state.settled_at.is_none();
        let watched = self
            .store
            .save_poll_state(&broadcast, watch, due_at, self.now);
        report.settled += u64::from(watched.await? && settles);
        report.failed += u64::from(asked.error.is_some());
        Ok(report)
    }

    /// Counts what is still open about a broadcast.
    fn observe_rest(&self, broadcast: &Broadcast, parts: &[StoredPart], settled: bool) {
        let over = !settled && !broadcast.summary.is_live();
        let overdue = over && settle::deadline(broadcast, parts, &self.timing) <= self.now;
        let awaited = |part: &&StoredPart| settle::is_open(part) && part.callback.is_some();
        let awaited = parts.iter().filter(awaited).count() as u64;
        self.observe(|observed| {
            observed.past_deadline += u64::from(overdue);
            // Without keys nothing will ever show them.
            observed.unconfirmed += self.tencent().map_or(0, |_| awaited);
        });
    }

    /// Ends the pushes of a broadcast whose end was lost, if the stream is no longer pushed. Answers how many.
    async fn end_pushes(&self, broadcast: &Broadcast) -> Result<usize, Failure> {
        let stream = &broadcast.stream;
        let latest = broadcast.summary.latest_begin.as_ref();
        let until = if let Some(open) = latest.filter(|begin| begin.open)
            && self.store.next_push_begin(stream, open.at).await?.is_none()
        {
            match self.tencent() {
                Some(tencent) => match tencent.stream_state(stream).await? {
                    StreamState::Active => return Ok(0),
                    StreamState::Inactive | StreamState::Forbidden => self.now - STARTING,
                },
                // There is no one to ask, and nothing was heard of the stream for the whole deadline.
                None if broadcast.summary.hull.end() + self.timing.deadline <= self.now => {
                    self.now - self.timing.deadline
                }
                None => return Ok(0),
            }
        } else {
            // It has ended, or a later begin took its place: a stream has one pusher.
            latest.map_or(Timestamp::MIN, |begin| begin.at)
        };
        Ok(self.store.presume_ended(broadcast, until, self.now).await?)
    }
}
