//! Joins the files of a replay into one: asks VOD for it, follows the task, and links the new file.
//!
//! What is to be asked is kept before it is asked, so that whoever goes on after a crash knows it. `EditMedia` may then
//! be asked again, because it knows a task by its key. `FastEditMedia` makes a file each time and is asked once: when no
//! answer came, the join fails and says so, and a curator may ask for it anew.

use crate::{Report, failure::Failure, run::Run};
use replay_grouping::Format;
use replay_store::{JoinJob, JoinedFile, Query, QueryKind, QueryState, StoreError};
use replay_tencent::api::{
    Container, FAST_EDIT_TIMEOUT, InvalidJoin, Join, JoinKey, Sources, TASKS_KEPT_SECONDS, Task,
    TaskId, TaskOutput, Tencent,
};
use std::time::Duration;
use tokio::time::Instant;

/// How long the sources of a fast join are kept. Only an event tells when VOD has copied them (`PersistenceComplete`), and
/// nothing can be asked for it. Copying is said to take minutes; a day is 100 times that.
const KEEP_SOURCES_SECONDS: i64 = 86_400;

/// From asking for a task to asking how far it is, and twice as long each time …
const FIRST_PAUSE: i64 = 30;
/// … up to this.
const LONGEST_PAUSE: i64 = 600;

/// What a fast join takes at most, and time to keep what came of it.
const ENOUGH_TO_JOIN: Duration = FAST_EDIT_TIMEOUT.saturating_add(Duration::from_secs(2));

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
            (Some(_), _) if job.format.is_hls() => Ok(Next::Failed(lost_answer("a crash"))),
            (Some(asked_at), _) if self.now - asked_at >= TASKS_KEPT_SECONDS => {
                let reason = "nothing came of it in the 3 days in which Tencent tells of a task";
                Ok(Next::Failed(reason.to_owned()))
            }
            (Some(asked_at), None) => self.take_task(tencent, query, &job, asked_at).await,
            (Some(_), Some(task_id)) => self.follow(tencent, query, task_id).await,
        }
    }

    /// Keeps that Tencent is about to be asked; a fast join follows at once.
    async fn announce(&self, query: &mut Query, job: &JoinJob) -> Result<Next, Failure> {
        let sources = match Sources::new(job.of.clone()) {
            Ok(sources) => sources,
            Err(invalid) => return Ok(Next::Failed(invalid.to_string())),
        };
        let left = self.until.saturating_duration_since(Instant::now());
        if job.format.is_hls() && left < ENOUGH_TO_JOIN {
            // Cut off, it would have failed.
            return Ok(Next::Wait(self.now));
        }
        let asked = |job: &mut JoinJob| job.asked_at = Some(self.now);
        if !self.note(query, asked).await? {
            return Ok(Next::Overtaken);
        }
        match self.tencent().filter(|_| job.format.is_hls()) {
            Some(tencent) => self.join_fast(tencent, query, &sources).await,
            None => Ok(Next::GoOn),
        }
    }

    async fn join_fast(
        &self,
        tencent: &Tencent,
        query: &mut Query,
        sources: &Sources,
    ) -> Result<Next, Failure> {
        match tencent.fast_edit_media(sources).await {
            Ok(joined) => {
                let file = JoinedFile {
                    file_id: joined.file_id,
                    format: Format::new("hls"),
                    url: joined.url,
                    duration: None,
                    bytes: None,
                    expires_at: None,
                };
                let keep_until = Some(self.now + KEEP_SOURCES_SECONDS);
                let made = |job: &mut JoinJob| {
                    (job.made, job.made_at) = (Some(file), Some(self.now));
                    job.keep_until = keep_until;
                };
                self.went_on(query, made).await
            }
            Err(error) if error.is_throttled() => {
                // Surely nothing was made, so it can be asked again.
                if let Some(job) = &mut query.join {
                    job.asked_at = None;
                }
                Err(error.into())
            }
            Err(error) if error.is_undecided() => Ok(Next::Failed(lost_answer(&error.to_string()))),
            Err(error) => Ok(Next::Failed(error.to_string())),
        }
    }

    /// Asks for the task, or finds it when it was taken before and its id got lost.
    async fn take_task(
        &self,
        tencent: &Tencent,
        query: &mut Query,
        job: &JoinJob,
        asked_at: i64,
    ) -> Result<Next, Failure> {
        let (key, join) = match order(&query.id, job) {
            Ok(order) => order,
            Err(invalid) => return Ok(Next::Failed(invalid.to_string())),
        };
        let task_id = match tencent.edit_media(&join).await {
            Ok(task_id) => task_id,
            Err(error) if error.is_duplicate() => match tencent.find_task(&key, asked_at).await? {
                Some(task_id) => task_id,
                None => return Err(error.into()),
            },
            Err(error) if error.is_undecided() || error.is_retryable() => return Err(error.into()),
            Err(error) => return Ok(Next::Failed(error.to_string())),
        };
        let taken = |job: &mut JoinJob| job.task_id = Some(task_id.into());
        match self.note(query, taken).await? {
            true => Ok(Next::Wait(self.now + FIRST_PAUSE)),
            false => Ok(Next::Overtaken),
        }
    }

    async fn follow(
        &self,
        tencent: &Tencent,
        query: &mut Query,
        task_id: &str,
    ) -> Result<Next, Failure> {
        let task_id = match TaskId::new(task_id) {
            Ok(task_id) => task_id,
            Err(invalid) => return Ok(Next::Failed(invalid.to_string())),
        };
        match tencent.describe_task(&task_id).await? {
            None | Some(Task::Running { .. }) => Ok(Next::Wait(self.now + pause(query.polls))),
            Some(Task::Failed(failure)) => Ok(Next::Failed(failure.to_string())),
            Some(Task::Done(output)) => {
                let file = JoinedFile::from(Output(output));
                let made = |job: &mut JoinJob| {
                    (job.made, job.made_at) = (Some(file), Some(self.now));
                };
                self.went_on(query, made).await
            }
        }
    }

    /// Looks the new file up: only what VOD shows is linked, and VOD knows best what it is.
    async fn look_for(
        &self,
        tencent: &Tencent,
        query: &mut Query,
        made: &JoinedFile,
        made_at: i64,
    ) -> Result<Next, Failure> {
        let lookup = tencent
            .describe_media(std::slice::from_ref(&made.file_id))
            .await?;
        let shown = lookup.found.into_iter().next();
        let known = shown.map(|media| JoinedFile {
            file_id: made.file_id.clone(),
            format: made.format.clone(),
            url: media.url.or_else(|| made.url.clone()),
            duration: media.duration.or(made.duration),
            bytes: media.bytes.or(made.bytes),
            expires_at: media.expires_at.or(made.expires_at),
        });
        match known.filter(|file| file.url.is_some()) {
            Some(file) => {
                if let Some(job) = &mut query.join {
                    job.made = Some(file);
                }
                Ok(Next::Joined)
            }
            None if self.now - made_at >= self.timing.deadline => {
                let reason = format!("VOD doesn't show the new file {}", made.file_id);
                Ok(Next::Failed(reason))
            }
            None => Ok(Next::Wait(self.now + pause(query.polls))),
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

fn lost_answer(why: &str) -> String {
    format!("whether a file was made can't be known ({why}): ask for the join anew")
}

fn pause(polls: u32) -> i64 {
    FIRST_PAUSE
        .saturating_mul(1 << polls.min(30))
        .min(LONGEST_PAUSE)
}

/// What `EditMedia` is asked, under a key that is this query's alone. The new file goes when the first of its sources does:
/// it couldn't play for them any longer.
fn order(id: &str, job: &JoinJob) -> Result<(JoinKey, Join), InvalidJoin> {
    let key = JoinKey::new(&format!("join-{id}"))?;
    let sources = Sources::new(job.of.clone())?;
    let join = Join::new(sources, Container::Mp4, key.clone())
        .named(&format!("replay {}", job.replay))
        .with_context(id)?;
    let join = match job.expires_at {
        Some(at) => join.expiring_at(at),
        None => join,
    };
    Ok((key, join))
}

struct Output(TaskOutput);

impl From<Output> for JoinedFile {
    fn from(Output(output): Output) -> Self {
        Self {
            file_id: output.file_id,
            format: output.format.unwrap_or_else(|| Format::new("mp4")),
            url: output.url,
            duration: output.duration,
            bytes: output.bytes,
            expires_at: output.expires_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{FileId, ReplayId};

    #[test]
    fn a_task_is_asked_about_less_and_less_often() {
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 99].map(pause),
            [30, 60, 120, 240, 480, 600, 600]
        );
    }

    #[test]
    fn each_query_has_a_key_of_its_own() {
        let job = JoinJob {
            replay: "4f8k2m0c9d7s1xqa".parse::<ReplayId>().unwrap(),
            format: Format::new("mp4"),
            of: vec![FileId::new("1").unwrap(), FileId::new("2").unwrap()],
            attempt: 1,
            expires_at: None,
            asked_at: None,
            task_id: None,
            made_at: None,
            made: None,
            keep_until: None,
        };
        let (key, _) = order("jakfk4v1xr1zjk1q", &job).unwrap();
        assert_eq!(key.as_str(), "join-jakfk4v1xr1zjk1q");
        let nothing = JoinJob {
            of: Vec::new(),
            ..job
        };
        assert!(order("jakfk4v1xr1zjk1q", &nothing).is_err());
    }
}
