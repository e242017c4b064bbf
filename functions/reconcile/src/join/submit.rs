//! Asks Tencent to join files.

use super::{Next, track::FIRST_PAUSE};
use crate::{Failure, Run};
use replay_grouping::Format;
use replay_store::{JoinJob, JoinedFile, Query};
use replay_tencent::api::{
    Container, FAST_EDIT_TIMEOUT, InvalidJoin, Join, JoinKey, Sources, Tencent,
};
use std::time::Duration;
use tokio::time::Instant;

/// How long the sources of a fast join are kept. Only an event tells when VOD has copied them (`PersistenceComplete`), and
/// nothing can be asked for it. Copying is said to take minutes; a day is 100 times that.
const KEEP_SOURCES_SECONDS: i64 = 86_400;

/// What a fast join takes at most, and time to keep what came of it.
const ENOUGH_TO_JOIN: Duration = FAST_EDIT_TIMEOUT.saturating_add(Duration::from_secs(2));

impl Run<'_> {
    /// Keeps that Tencent is about to be asked; a fast join follows at once.
    pub(super) async fn announce(&self, query: &mut Query, job: &JoinJob) -> Result<Next, Failure> {
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
    pub(super) async fn take_task(
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
}

/// What is said of a fast join of which nothing came.
pub(super) fn lost_answer(why: &str) -> String {
    format!("whether a file was made can't be known ({why}): ask for the join anew")
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

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{FileId, ReplayId};

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
