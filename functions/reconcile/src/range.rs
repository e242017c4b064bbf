//! The sweep and the backfills: queries about a range of time in which VOD created recordings.
//!
//! The sweep finds recordings that no callback announced. It asks about the whole account, from its watermark minus an
//! overlap up to now, because VOD's index shows some files late. A backfill imports the past: a curator names a range of
//! creation times, and what ended before the deadline settles in the same write in which it is imported.

mod walk;

use crate::{Failure, Report, Run};
use replay_store::{PollState, Query, QueryState, StoreError, StoredQuery, Window, Windows};
use replay_tencent::client::Tencent;
use walk::Walked;

impl Run<'_> {
    /// The stored sweep; a first one is created.
    pub(crate) async fn sweep(&self) -> Result<StoredQuery, StoreError> {
        loop {
            if let Some(sweep) = self.store.query(Query::SWEEP).await? {
                return Ok(sweep);
            }
            let query = Query::Sweep {
                watermark: None,
                windows: Windows::default(),
            };
            let from = self.now - self.timing.sweep_overlap;
            let id = Query::SWEEP.to_owned();
            let mut sweep = StoredQuery::new(id, query, from, self.now, self.now);
            if self.store.save_query(&mut sweep, self.now).await? {
                return Ok(sweep);
            }
        }
    }

    /// The query, if it is active and due.
    pub(crate) async fn due_query(&self, id: &str) -> Result<Option<StoredQuery>, StoreError> {
        let is_due = |query: &StoredQuery| {
            query.state == QueryState::Active && query.due_at.is_some_and(|at| at <= self.now)
        };
        Ok(self.store.query(id).await?.filter(is_due))
    }

    /// Works on the sweep or on a backfill for as long as there is time.
    pub(crate) async fn ask_range(&self, tencent: &Tencent, id: &str, report: &mut Report) {
        if let Err(error) = self.try_ask_range(tencent, id, report).await {
            // It stays due.
            tracing::warn!(query = id, "a query failed: {error}");
            report.failed += 1;
        }
    }

    async fn try_ask_range(
        &self,
        tencent: &Tencent,
        id: &str,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let Some(mut query) = self.due_query(id).await? else {
            return Ok(());
        };
        report.polled += 1;
        if let Query::Sweep { watermark, windows } = &mut query.query
            && windows.left.is_empty()
        {
            let from = watermark.unwrap_or(self.now) - self.timing.sweep_overlap;
            (query.from, query.to) = (from, self.now);
            query.walk_began_at = Some(self.now);
            windows.left = vec![Window {
                from,
                to: self.now,
                skip: 0,
            }];
        }
        match self.walk(tencent, &mut query, report).await {
            Ok(Walked::Through) => self.complete(&mut query),
            Ok(Walked::Interrupted) => {}
            Ok(Walked::Overtaken) => return Ok(()),
            Err(failure) => {
                report.failed += 1;
                self.postpone(&mut query, &failure);
            }
        }
        self.store.save_query(&mut query, self.now).await?;
        Ok(())
    }

    fn complete(&self, query: &mut StoredQuery) {
        query.polls += 1;
        query.failures = 0;
        query.last_error = None;
        match &mut query.query {
            Query::Sweep { watermark, .. } => {
                *watermark = Some(query.to);
                query.due_at = Some(self.now + self.timing.sweep_every);
            }
            Query::Backfill { .. } => {
                query.state = QueryState::Done;
                query.due_at = None;
            }
            // The room `join` works on joins.
            Query::Join(_) => {}
        }
    }

    /// Notes the failure, and when the query is tried again.
    pub(crate) fn postpone(&self, query: &mut StoredQuery, failure: &Failure) {
        tracing::warn!(query = query.id, "a query failed: {failure}");
        query.polls += 1;
        query.failures += 1;
        query.last_error = Some(failure.to_string());
        let retry_at = PollState::retry_at(query.failures, self.timing.lag, self.now);
        query.due_at = Some(retry_at);
    }
}
