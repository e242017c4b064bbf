//! Finding a task again whose id got lost: `DescribeTasks` (<https://www.tencentcloud.com/document/api/266/34128>).

use super::JoinKey;
use crate::{
    client::{Action, ApiError, Tencent},
    fields::{Fields, Unreadable},
    moment,
    task_id::{self, TaskId},
};
use serde::Serialize;

/// The most that a page shows.
const MAX_PAGE: u32 = 100;

/// Tencent's clock and ours may be this far apart, or it would have refused us.
const SKEW_SECONDS: i64 = 300;

/// A list whose token never ends must not be walked forever. The task is on its first pages.
const MAX_PAGES: usize = 50;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeTasks<'a> {
    create_time: TimeRange,
    sort: SortBy,
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    scroll_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TimeRange {
    after: String,
    before: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SortBy {
    field: &'static str,
    order: &'static str,
}

impl Tencent {
    /// The task that was taken under `key`, when [`Tencent::edit_media`] says that there is one but its id never came.
    /// `asked_at` is the Unix second of the first request, no longer ago than [`super::TASKS_KEPT_SECONDS`].
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn find_task(
        &self,
        key: &JoinKey,
        asked_at: i64,
    ) -> Result<Option<TaskId>, ApiError> {
        let before = self.now() + SKEW_SECONDS;
        let mut token = None;
        for _ in 0..MAX_PAGES {
            let question = DescribeTasks {
                create_time: TimeRange {
                    after: moment::utc(asked_at - SKEW_SECONDS),
                    before: moment::utc(before),
                },
                sort: SortBy {
                    field: "CreateTime",
                    order: "Asc",
                },
                limit: MAX_PAGE,
                scroll_token: token.as_deref(),
                sub_app_id: self.settings.sub_app_id,
            };
            let read = |answer: &Fields<'_>| {
                let found = find(answer, key)?;
                Ok((found, answer.note("ScrollToken")))
            };
            let (found, next) = self.ask(Action::DescribeTasks, &question, read).await?;
            if found.is_some() || next.is_none() {
                return Ok(found);
            }
            token = next;
        }
        let (field, problem) = ("ScrollToken", "never ends");
        let endless = Unreadable { field, problem };
        Err(ApiError::malformed(Action::DescribeTasks, endless))
    }
}

fn find(answer: &Fields<'_>, key: &JoinKey) -> Result<Option<TaskId>, Unreadable> {
    let tasks = answer.objects("TaskSet")?;
    let ours = |task: &&Fields<'_>| task.note("SessionId").as_deref() == Some(key.as_str());
    tasks.iter().find(ours).map(task_id::read).transpose()
}
