//! Asks Tencent to join files.

use super::{Next, track::FIRST_PAUSE};
use crate::{Failure, Run};
use replay_grouping::{Format, Seconds, Timestamp};
use replay_store::{JoinJob, JoinedFile, StoredQuery};
use replay_tencent::{
    client::{FAST_EDIT_TIMEOUT, Tencent},
    vod::{InvalidJoin, Join, JoinKey, Source, Sources},
};
use std::time::Duration;
use tokio::time::Instant;

/// How long the sources of a fast join are kept. Only an event says when VOD has copied them (`PersistenceComplete`), and
/// no request can ask for it. Copying is said to take minutes; a day is 100 times that.
const KEEP_SOURCES: Seconds = Seconds::DAY;

/// The longest time that a fast join takes, and time to save its result.
const FAST_JOIN: Duration = FAST_EDIT_TIMEOUT.saturating_add(Duration::from_secs(2));

impl Run<'_> {
    /// Saves that Tencent is about to be asked. A fast join follows at once.
    pub(super) async fn announce(
        &self,
        tencent: &Tencent,
        query: &mut StoredQuery,
        job: &JoinJob,
    ) -> Result<Next, Failure> {
        let sources = match sources(job) {
            Ok(sources) => sources,
            Err(invalid) => return Ok(Next::Failed(invalid.to_string())),
        };
        let left = self.until.saturating_duration_since(Instant::now());
        if job.format.is_hls() && left < FAST_JOIN {
            // If it were cut off, it would have failed.
            return Ok(Next::Wait(self.now));
        }
        let asked = |job: &mut JoinJob| job.asked_at = Some(self.now);
        match self.progress(query, asked, Next::Continue).await? {
            Next::Continue if job.format.is_hls() => self.join_fast(tencent, query, &sources).await,
            next => Ok(next),
        }
    }

    async fn join_fast(
        &self,
        tencent: &Tencent,
        query: &mut StoredQuery,
        sources: &Sources,
    ) -> Result<Next, Failure> {
        match tencent.fast_edit_media(sources).await {
            Ok(joined) => {
                let made = |job: &mut JoinJob| {
                    job.made_at = Some(self.now);
                    job.keep_until = Some(self.now + KEEP_SOURCES);
                    job.made = Some(JoinedFile {
                        file_id: joined.file_id,
                        format: Format::new("hls"),
                        url: joined.url,
                        duration: None,
                        bytes: None,
                        expires_at: None,
                    });
                };
                self.progress(query, made, Next::Continue).await
            }
            Err(error) if error.is_throttled() => {
                // Certainly no file was made, so VOD can be asked again.
                if let Some(job) = query.join_mut() {
                    job.asked_at = None;
                }
                Err(error.into())
            }
            Err(error) if error.is_undecided() => Ok(lost_answer(&error.to_string())),
            Err(error) => Ok(Next::Failed(error.to_string())),
        }
    }

    /// Asks for the task, or finds it if it was accepted before and its id got lost.
    pub(super) async fn submit_task(
        &self,
        tencent: &Tencent,
        query: &mut StoredQuery,
        job: &JoinJob,
        asked_at: Timestamp,
    ) -> Result<Next, Failure> {
        let join = match order(&query.id, job) {
            Ok(join) => join,
            Err(invalid) => return Ok(Next::Failed(invalid.to_string())),
        };
        let task_id = match tencent.edit_media(&join).await {
            Ok(task_id) => task_id,
            Err(error) if error.is_duplicate() => {
                let found = tencent.find_task(&join.key, asked_at).await?;
                found.ok_or(error)?
            }
            Err(error) if error.is_undecided() || error.is_retryable() => return Err(error.into()),
            Err(error) => return Ok(Next::Failed(error.to_string())),
        };
        let accepted = |job: &mut JoinJob| job.task_id = Some(task_id.to_string());
        let next = Next::Wait(self.now + FIRST_PAUSE);
        self.progress(query, accepted, next).await
    }
}

/// The end of a fast join whose answer is missing.
pub(super) fn lost_answer(why: &str) -> Next {
    Next::Failed(format!(
        "whether a file was made can't be known ({why}): ask for the join anew"
    ))
}

/// What is joined: of each file what the trim leaves.
fn sources(job: &JoinJob) -> Result<Sources, InvalidJoin> {
    Sources::new(job.sources.iter().map(|file_id| Source {
        file_id: file_id.clone(),
        cut: job.cuts.get(file_id).copied().unwrap_or_default(),
    }))
}

/// The order for `EditMedia`, under a key that is this query's alone. The new file expires when the first of its sources
/// does: it couldn't play for them any longer.
fn order(id: &str, job: &JoinJob) -> Result<Join, InvalidJoin> {
    Ok(Join {
        sources: sources(job)?,
        key: JoinKey::new(&format!("join-{id}"))?,
        name: format!("replay {}", job.replay),
        context: id.to_owned(),
        expires_at: job.expires_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_grouping::{FileId, ReplayId};

    #[test]
    fn each_query_has_a_key_of_its_own() {
        let replay: ReplayId = "4f8k2m0c9d7s1xqa".parse().unwrap();
        let sources = ["1", "2"].map(|id| FileId::new(id).unwrap()).into();
        let job = JoinJob::new(replay, Format::new("mp4"), sources);
        let join = order("jakfk4v1xr1zjk1q", &job).unwrap();
        assert_eq!(join.key.as_str(), "join-jakfk4v1xr1zjk1q");
        let nothing = JoinJob {
            sources: Vec::new(),
            ..job
        };
        assert!(order("jakfk4v1xr1zjk1q", &nothing).is_err());
    }
}
