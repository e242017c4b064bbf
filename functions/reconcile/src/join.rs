//! Joins the files of a replay into one: asks VOD to join them, tracks the task, and links the new file.
//!
//! A join is a query, written together with its entry in the broadcast, so that a deletion of files sees it. That VOD is
//! about to be asked is saved before it is asked, so that a later run knows of it after a crash. `EditMedia` can be
//! repeated, because VOD recognises a task by the key that it was given, which follows from the query's id. `FastEditMedia`
//! makes a file each time, so it is called once: if no answer comes, the join fails, and a curator may ask for it anew.
//! The new file is looked up, and linked in the same write that ends the query.

mod submit;
mod track;

use crate::{Failure, Report, Run};
use replay_grouping::Timestamp;
use replay_store::{JoinJob, QueryState, StoreError, StoredQuery};
use replay_tencent::vod::TASKS_KEPT;

/// What follows a step.
enum Next {
    Continue,
    /// Nothing before this second.
    Wait(Timestamp),
    /// Nothing more: the file is there.
    Joined,
    /// Nothing more, for this reason.
    Failed(String),
    /// Nothing: the query was changed by someone else.
    Overtaken,
}

impl Run<'_> {
    /// Works on a join for as long as there is something to do. False if the query is no join.
    pub(crate) async fn join(&self, id: &str, report: &mut Report) -> bool {
        self.try_join(id, report).await.unwrap_or_else(|error| {
            // It stays due.
            tracing::warn!(query = id, "a join failed: {error}");
            report.failed += 1;
            true
        })
    }

    async fn try_join(&self, id: &str, report: &mut Report) -> Result<bool, StoreError> {
        let Some(mut query) = self.due_query(id).await? else {
            return Ok(true);
        };
        if query.join().is_none() {
            return Ok(false);
        }
        report.polled += 1;
        let next = loop {
            match self.step(&mut query).await {
                Ok(Next::Continue) => {}
                next => break next,
            }
        };
        match next {
            Ok(Next::Continue | Next::Overtaken) => {}
            Ok(Next::Wait(until)) => {
                query.polls += 1;
                query.failures = 0;
                query.last_error = None;
                query.due_at = Some(until);
                self.store.save_query(&mut query, self.now).await?;
            }
            Ok(Next::Joined) => {
                query.last_error = None;
                report.changed += u64::from(self.end(&mut query).await?);
            }
            Ok(Next::Failed(reason)) => {
                tracing::warn!(query = id, "a join failed for good: {reason}");
                query.last_error = Some(reason);
                report.failed += u64::from(self.end(&mut query).await?);
            }
            Err(failure) => {
                report.failed += 1;
                self.postpone(&mut query, &failure);
                self.store.save_query(&mut query, self.now).await?;
            }
        }
        Ok(true)
    }

    async fn end(&self, query: &mut StoredQuery) -> Result<bool, StoreError> {
        query.state = QueryState::Done;
        query.due_at = None;
        self.store.end_join(query, self.now).await
    }

    async fn step(&self, query: &mut StoredQuery) -> Result<Next, Failure> {
        let failed = |reason: &str| Ok(Next::Failed(reason.to_owned()));
        let Some(job) = query.join().cloned() else {
            return failed("the query says nothing to join");
        };
        let Some(tencent) = self.tencent() else {
            return failed("there are no keys to ask Tencent with");
        };
        if let (Some(made), Some(made_at)) = (&job.made, job.made_at) {
            return self.find_file(tencent, query, made, made_at).await;
        }
        let Some(asked_at) = job.asked_at else {
            return self.announce(tencent, query, &job).await;
        };
        if job.format.is_hls() {
            return Ok(submit::lost_answer("a crash"));
        }
        if self.now - asked_at >= TASKS_KEPT {
            return failed("nothing came of it in the 3 days in which Tencent tells of a task");
        }
        match &job.task_id {
            None => self.submit_task(tencent, query, &job, asked_at).await,
            Some(task_id) => self.track_task(tencent, query, task_id).await,
        }
    }

    /// Saves how far the join has come, and then goes on with `next`.
    async fn progress(
        &self,
        query: &mut StoredQuery,
        change: impl FnOnce(&mut JoinJob),
        next: Next,
    ) -> Result<Next, Failure> {
        if let Some(job) = query.join_mut() {
            change(job);
        }
        match self.store.save_query(query, self.now).await? {
            true => Ok(next),
            false => Ok(Next::Overtaken),
        }
    }
}
