//! The sweep and the backfills: queries about a range of time in which VOD created recordings.
//!
//! The sweep finds recordings that no callback announced. It asks about the whole account, from its watermark minus an
//! overlap up to now, because VOD's index shows some files late. A backfill imports the past: a curator names a range of
//! creation times, and what ended before the deadline settles in the same write in which it is imported.

mod walk;

use crate::{Failure, Report, Run};
use replay_store::{PollState, Query, QueryKind, QueryState, Scope, StoreError, Window};
use replay_tencent::client::Tencent;
use walk::Walked;

impl Run<'_> {
    /// The stored sweep; a first one is created.
    pub(crate) async fn sweep(&self) -> Result<Query, StoreError> {
        loop {
            if let Some(sweep) = self.store.query(Query::SWEEP).await? {
                return Ok(sweep);
            }
            let mut sweep = Query {
                id: Query::SWEEP.to_owned(),
                kind: QueryKind::Sweep,
                state: QueryState::Active,
                scope: Scope::default(),
                join: None,
                from: self.now - self.timing.sweep_overlap,
                to: self.now,
                watermark: None,
                polls: 0,
                windows_done: 0,
                windows: Vec::new(),
                found: 0,
                new: 0,
                failures: 0,
                last_error: None,
                due_at: Some(self.now),
                created_at: self.now,
                updated_at: self.now,
                version: 0,
            };
            if self.store.save_query(&mut sweep, self.now).await? {
                return Ok(sweep);
            }
        }
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
        let Some(mut query) = self.store.query(id).await? else {
            return Ok(());
        };
        let is_due = query.due_at.is_some_and(|due_at| due_at <= self.now);
        if query.state != QueryState::Active || !is_due || query.kind == QueryKind::Join {
            return Ok(());
        }
        report.polled += 1;
        if query.kind == QueryKind::Sweep && query.windows.is_empty() {
            let from = query.watermark.unwrap_or(self.now) - self.timing.sweep_overlap;
            (query.from, query.to) = (from, self.now);
            query.windows = vec![Window {
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

    fn complete(&self, query: &mut Query) {
        query.polls += 1;
        query.failures = 0;
        query.last_error = None;
        match query.kind {
            QueryKind::Sweep => {
                query.watermark = Some(query.to);
                query.due_at = Some(self.now + self.timing.sweep_every);
            }
            QueryKind::Backfill => {
                query.state = QueryState::Done;
                query.due_at = None;
            }
            // The room `join` works on joins.
            QueryKind::Join => {}
        }
    }

    /// Notes the failure, and when the query is tried again.
    pub(crate) fn postpone(&self, query: &mut Query, failure: &Failure) {
        tracing::warn!(query = query.id, "a query failed: {failure}");
        query.polls += 1;
        query.failures += 1;
        query.last_error = Some(failure.to_string());
        let retry_at = PollState::retry_at(query.failures, self.timing.lag, self.now);
        query.due_at = Some(retry_at);
    }
}
