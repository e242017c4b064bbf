//! Tracks a task until its file is there.

use super::Next;
use crate::{Failure, Run};
use replay_grouping::{Format, Seconds, Timestamp};
use replay_store::{JoinJob, JoinedFile, StoredQuery};
use replay_tencent::{TaskId, client::Tencent, vod::Task};

/// From asking for a task to asking how far it is, and twice as long each time …
pub(super) const FIRST_PAUSE: Seconds = Seconds(30);
/// … up to this.
const LONGEST_PAUSE: Seconds = Seconds::MINUTE.times(10);

impl Run<'_> {
    pub(super) async fn track_task(
        &self,
        tencent: &Tencent,
        query: &mut StoredQuery,
        task_id: &str,
    ) -> Result<Next, Failure> {
        let task_id = match TaskId::new(task_id) {
            Ok(task_id) => task_id,
            Err(invalid) => return Ok(Next::Failed(invalid.to_string())),
        };
        match tencent.describe_task(&task_id).await? {
            None => Ok(Next::Wait(self.now + pause(query.polls))),
            Some(Task::Running { percent }) => {
                let until = self.now + pause(query.polls);
                if let Some(job) = query.join_mut() {
                    // Tencent may try again from the start.
                    job.task_percent = job.task_percent.max(percent);
                }
                Ok(Next::Wait(until))
            }
            Some(Task::Failed(failure)) => Ok(Next::Failed(failure.to_string())),
            Some(Task::Done(output)) => {
                let made = |job: &mut JoinJob| {
                    job.made_at = Some(self.now);
                    job.made = Some(JoinedFile {
                        file_id: output.file_id,
                        format: output.format.unwrap_or_else(|| Format::new("mp4")),
                        url: output.url,
                        duration: output.duration,
                        bytes: output.bytes,
                        expires_at: output.expires_at,
                    });
                };
                self.progress(query, made, Next::Continue).await
            }
        }
    }

    /// Looks the new file up: only what VOD shows is linked, and VOD knows best what it is.
    pub(super) async fn find_file(
        &self,
        tencent: &Tencent,
        query: &mut StoredQuery,
        made: &JoinedFile,
        made_at: Timestamp,
    ) -> Result<Next, Failure> {
        let file_id = std::slice::from_ref(&made.file_id);
        let lookup = tencent.describe_media(file_id).await?;
        let shown = lookup.found.into_iter().next().map(|media| JoinedFile {
            file_id: made.file_id.clone(),
            format: made.format.clone(),
            url: media.url.or_else(|| made.url.clone()),
            duration: media.duration.or(made.duration),
            bytes: media.bytes.or(made.bytes),
            expires_at: media.expires_at.or(made.expires_at),
        });
        match shown.filter(|file| file.url.is_some()) {
            Some(file) => {
                if let Some(job) = query.join_mut() {
                    job.made = Some(file);
                }
                Ok(Next::Joined)
            }
            None if self.now - made_at >= self.timing.deadline => Ok(Next::Failed(format!(
                "VOD doesn't show the new file {}",
                made.file_id
            ))),
            None => Ok(Next::Wait(self.now + pause(query.polls))),
        }
    }
}

fn pause(polls: u32) -> Seconds {
    FIRST_PAUSE.times(1 << polls.min(30)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn a_task_is_asked_about_less_and_less_often() {
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 99].map(|polls| pause(polls).0),
            [30, 60, 120, 240, 480, 600, 600]
        );
    }
}
