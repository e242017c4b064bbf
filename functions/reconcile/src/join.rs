//! Joins the files of a replay into one: asks VOD for it, follows the task, and links the new file.
//!
//! What is to be asked is kept before it is asked, so that whoever goes on after a crash knows it. `EditMedia` may then
//! be asked again, because it knows a task by its key. `FastEditMedia` makes a file each time and is asked once: when no
//! answer came, the join fails and says so, and a curator may ask for it anew.

mod submit;
mod track;

use crate::{Failure, Report, Run};
use replay_store::{JoinJob, Query, QueryKind, QueryState, StoreError};
use replay_tencent::api::TASKS_KEPT_SECONDS;

/// What to do after a step.
enum Next {
    /// The next one.
    GoOn,
    /// Nothing before this second.
    Wait(i64),
    /// Nothing more: the file is there.
    Joined,
    /// Nothing more, and this is why.
    Failed(String),
    /// Nothing: somebody else has changed the query.
    Overtaken,
}

impl Run<'_> {
    /// Works on a join for as long as there is something to do. False when the query is something else.
    pub(crate) async fn join(&self, id: &str, report: &mut Report) -> bool {
        match self.try_join(id, report).await {
            Ok(is_join) => is_join,
            Err(error) => {
                // It stays due.
                tracing::warn!(query = id, "a join failed: {error}");
                report.failed += 1;
                true
            }
        }
    }

    async fn try_join(&self, id: &str, report: &mut Report) -> Result<bool, StoreError> {
        let Some(mut query) = self.store.query(id).await? else {
            return Ok(true);
        };
        if query.kind != QueryKind::Join {
            return Ok(false);
        }
        let is_due = query.due_at.is_some_and(|due_at| due_at <= self.now);
        if query.state != QueryState::Active || !is_due {
            return Ok(true);
        }
        report.polled += 1;
        let next = loop {
            match self.step(&mut query).await {
                Ok(Next::GoOn) => {}
                next => break next,
            }
        };
        match next {
            Ok(Next::GoOn | Next::Overtaken) => {}
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
                self.failed(&mut query, &failure);
                self.store.save_query(&mut query, self.now).await?;
            }
        }
        Ok(true)
    }

    async fn end(&self, query: &mut Query) -> Result<bool, StoreError> {
        query.state = QueryState::Done;
        query.due_at = None;
        self.store.end_join(query, self.now).await
    }

    async fn step(&self, query: &mut Query) -> Result<Next, Failure> {
        let Some(job) = query.join.clone() else {
            return Ok(Next::Failed("the query says nothing to join".to_owned()));
        };
        let Some(tencent) = self.tencent() else {
            let reason = "there are no keys to ask Tencent with";
            return Ok(Next::Failed(reason.to_owned()));
        };
        if let (Some(made), Some(made_at)) = (&job.made, job.made_at) {
            return self.look_for(tencent, query, made, made_at).await;
        }
        match (job.asked_at, &job.task_id) {
            (None, _) => self.announce(query, &job).await,
            (Some(_), _) if job.format.is_hls() => Ok(Next::Failed(submit::lost_answer("a crash"))),
            (Some(asked_at), _) if self.now - asked_at >= TASKS_KEPT_SECONDS => {
                let reason = "nothing came of it in the 3 days in which Tencent tells of a task";
                Ok(Next::Failed(reason.to_owned()))
            }
            (Some(asked_at), None) => self.take_task(tencent, query, &job, asked_at).await,
            (Some(_), Some(task_id)) => self.follow(tencent, query, task_id).await,
        }
    }

    async fn went_on(
        &self,
        query: &mut Query,
        change: impl FnOnce(&mut JoinJob),
    ) -> Result<Next, Failure> {
        match self.note(query, change).await? {
            true => Ok(Next::GoOn),
            false => Ok(Next::Overtaken),
        }
    }

    /// Keeps how far it is, before it goes on. False when somebody else has changed the query.
    async fn note(
        &self,
        query: &mut Query,
        change: impl FnOnce(&mut JoinJob),
    ) -> Result<bool, StoreError> {
        if let Some(job) = &mut query.join {
            change(job);
        }
        self.store.save_query(query, self.now).await
    }
}
