//! What comes of asking about a broadcast.

use super::Polled;
use crate::{
    Failure, Report, Run,
    decide::settle::{self, Asked},
};
use replay_store::{Broadcast, StoreError, StoredPart};
use replay_tencent::api::StreamState;

/// Who began less than this ago may not show up as active yet.
const STARTING_SECONDS: i64 = 60;

impl Run<'_> {
    /// Looks at a broadcast as it is now, ends what nobody pushes any more, and says how it goes on.
    pub(crate) async fn conclude(&self, polled: Polled) -> Report {
        let id = polled.broadcast.id.clone();
        match self.try_conclude(polled).await {
            Ok(report) => report,
            Err(error) => {
                // It stays due.
                tracing::warn!(replay = %id, "a query failed: {error}");
                Report {
                    failed: 1,
                    ..Report::default()
                }
            }
        }
    }

    async fn try_conclude(&self, mut polled: Polled) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let before = polled.broadcast;
        let Some(broadcast) = self.store.broadcast_of(&before.stream, &before.id).await? else {
            // It was joined to another one, which is due by itself, or is gone.
            report.failed += u64::from(polled.error.is_some());
            return Ok(report);
        };
        polled.broadcast = broadcast;
        match self.end_pushes(&polled.broadcast).await {
            Ok(0) => {}
            Ok(ended) => {
                report.changed += ended as u64;
                let again = self.store.broadcast_of(&before.stream, &before.id).await?;
                polled.broadcast = again.unwrap_or(polled.broadcast);
            }
            Err(failure) => polled.fails(&failure),
        }
        if self
            .store
            .refresh_joins(&polled.broadcast, self.now)
            .await?
        {
            let again = self.store.broadcast_of(&before.stream, &before.id).await?;
            polled.broadcast = again.unwrap_or(polled.broadcast);
        }
        let Polled {
            broadcast,
            error,
            answered,
            ..
        } = polled;
        if broadcast.past {
            return Ok(report);
        }
        let contents = self.store.contents(&broadcast).await?;
        let asked = Asked {
            answered,
            alone: self.tencent().is_none(),
            news: broadcast.summary != before.summary,
            outgrown: self.outgrows(before.summary.hull, broadcast.summary.hull),
            error,
        };
        let (watch, due_at) = settle::after(&broadcast, &contents, &asked, &self.timing, self.now);
        self.note_rest(&broadcast, &contents.parts, watch.settled_at.is_some());
        let found = contents.screenshot.as_ref();
        let pictured = self.store.picture(&broadcast, found, self.now).await?;
        let broadcast = pictured.unwrap_or(broadcast);
        let settles = watch.settled_at.is_some() && broadcast.watch.settled_at.is_none();
        if self
            .store
            .watch(&broadcast, watch, due_at, self.now)
            .await?
        {
            report.settled += u64::from(settles);
        }
        report.failed += u64::from(asked.error.is_some());
        Ok(report)
    }

    /// Notes what is still open about a broadcast.
    fn note_rest(&self, broadcast: &Broadcast, parts: &[StoredPart], settled: bool) {
        let over = !settled && !broadcast.summary.is_live();
        let overdue = over && settle::deadline(broadcast, parts, &self.timing) <= self.now;
        let awaited = |part: &&StoredPart| settle::is_open(part) && part.told.is_some();
        let awaited = parts.iter().filter(awaited).count() as u64;
        self.seen.note(|seen| {
            seen.past_deadline += u64::from(overdue);
            // Without keys nobody ever shows them.
            seen.unconfirmed += self.tencent().map_or(0, |_| awaited);
        });
    }

    /// Ends the pushes of a broadcast whose end was lost, if nobody pushes any more. Answers how many.
    async fn end_pushes(&self, broadcast: &Broadcast) -> Result<usize, Failure> {
        let Some(begin) = broadcast
            .summary
            .latest_begin
            .as_ref()
            .filter(|begin| begin.open)
        else {
            let latest = broadcast.summary.latest_begin.as_ref();
            let until = latest.map_or(i64::MIN, |latest| latest.at);
            return Ok(self.store.presume_ended(broadcast, until, self.now).await?);
        };
        let stream = &broadcast.stream;
        let until = if self.store.next_begin(stream, begin.at).await?.is_some() {
            // A stream has one pusher: who began later took its place.
            begin.at
        } else if let Some(tencent) = self.tencent() {
            match tencent.stream_state(stream).await? {
                StreamState::Active => return Ok(0),
                StreamState::Inactive | StreamState::Forbidden => self.now - STARTING_SECONDS,
            }
        } else if broadcast.summary.hull.end() + self.timing.deadline <= self.now {
            // Nobody can be asked, and nothing was heard of it for as long as anything is waited for.
            self.now - self.timing.deadline
        } else {
            return Ok(0);
        };
        Ok(self.store.presume_ended(broadcast, until, self.now).await?)
    }
}
