//! Finds a task whose id got lost: `DescribeTasks` (<https://www.tencentcloud.com/document/api/266/34128>).

use super::{
    JoinKey,
    creation_order::{BY_CREATION, CreatedBetween, SortBy},
};
use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
    task_id::{self, TaskId},
};
use replay_grouping::{Seconds, Timestamp};
use serde::Serialize;

/// The rate isn't documented; it is a tenth of `DescribeTaskDetail`'s.
const DESCRIBE_TASKS: Action = Action::vod("DescribeTasks", 10, Effect::Idempotent);

/// The most that a page shows.
const MAX_PAGE: u32 = 100;

/// Tencent's clock and ours differ by no more than this, or Tencent would have refused the request.
const SKEW: Seconds = Seconds::MINUTE.times(5);

/// Gives up on a list whose token never ends. The task is on its first pages.
const MAX_PAGES: usize = 50;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeTasks<'a> {
    create_time: CreatedBetween,
    sort: SortBy,
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    scroll_token: Option<&'a str>,
}

impl Tencent {
    /// The task that was accepted under `key`, when [`Tencent::edit_media`] says that there is one but its id never came.
    /// `asked_at` is the Unix second of the first request, no longer ago than [`super::TASKS_KEPT`].
    pub async fn find_task(
        &self,
        key: &JoinKey,
        asked_at: Timestamp,
    ) -> Result<Option<TaskId>, ApiError> {
        let before = self.now() + SKEW;
        let mut token = None;
        for _ in 0..MAX_PAGES {
            let parameters = DescribeTasks {
                create_time: CreatedBetween::new(asked_at - SKEW, before),
                sort: BY_CREATION,
                limit: MAX_PAGE,
                scroll_token: token.as_deref(),
            };
            let read = |answer: &Fields<'_>| {
                let found = find(answer, key)?;
                Ok((found, answer.lenient_text("ScrollToken")))
            };
            let (found, next) = self.call(&DESCRIBE_TASKS, &parameters, read).await?;
            if found.is_some() || next.is_none() {
                return Ok(found);
            }
            token = next;
        }
        let endless = Unreadable::new("ScrollToken", "never ends");
        Err(ApiError::malformed(&DESCRIBE_TASKS, endless))
    }
}

fn find(answer: &Fields<'_>, key: &JoinKey) -> Result<Option<TaskId>, Unreadable> {
    let ours = |task: &Fields<'_>| match task.lenient_text("SessionId") {
        Some(id) if id == key.as_str() => task_id::read(task).map(Some),
        _ => Ok(None),
    };
    Ok(answer.each("TaskSet", ours)?.into_iter().flatten().next())
}
