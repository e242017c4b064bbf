//! What becomes of a task: `DescribeTaskDetail` (<https://www.tencentcloud.com/document/api/266/34129>).

use super::media;
use crate::{
    client::{Action, ApiError, Tencent},
    fields::{Fields, Unreadable},
    moment,
    task_id::TaskId,
};
use replay_grouping::{FileId, Format};
use serde::Serialize;

/// Tencent tells of the tasks of the last 3 days, and refuses their keys for as long.
pub const TASKS_KEPT_SECONDS: i64 = 3 * 86_400;

/// `ErrCode` when it was Tencent's own fault.
const INTERNAL: i64 = 70_000;

/// How far a task is. Tencent calls one that failed finished too; here only what left a file is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Task {
    /// It waits, or is being worked on.
    Running {
        /// Of a hundred.
        progress: u8,
    },
    /// It left a file.
    Done(TaskOutput),
    /// It left none, and never will.
    Failed(TaskFailure),
}

/// The file that a task left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskOutput {
    /// Its id.
    pub file_id: FileId,
    /// Its format.
    pub format: Option<Format>,
    /// Where it can be fetched: unsigned, and often `http`.
    pub url: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// When VOD will delete it. None: never.
    pub expires_at: Option<i64>,
    /// Length of its content in seconds, rounded.
    pub duration: Option<u32>,
    /// Size in bytes.
    pub bytes: Option<u64>,
}

/// Why a task left no file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{reason} ({code}): {message}")]
pub struct TaskFailure {
    /// 40000: the input is wrong; 60000: a source is; 70000: Tencent's own fault. 0 when none was told.
    pub code: i64,
    /// For programs, `SourceFileError` for example; `ABORTED` when somebody stopped it.
    pub reason: String,
    /// For people.
    pub message: String,
}

impl TaskFailure {
    /// Whether the same task, under another key, may go better.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        self.code == INTERNAL
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeTaskDetail<'a> {
    task_id: &'a TaskId,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_app_id: Option<u64>,
}

impl Tencent {
    /// How far a task of [`Tencent::edit_media`] is. None when Tencent doesn't know it, or no more: it was never taken,
    /// or longer ago than [`TASKS_KEPT_SECONDS`].
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help.
    pub async fn describe_task(&self, task_id: &TaskId) -> Result<Option<Task>, ApiError> {
        let question = DescribeTaskDetail {
            task_id,
            sub_app_id: self.settings.sub_app_id,
        };
        let asked = self.ask(Action::DescribeTaskDetail, &question, Task::read);
        match asked.await {
            Err(error) if error.is_unknown_task() => Ok(None),
            answer => answer.map(Some),
        }
    }
}

impl Task {
    fn read(answer: &Fields<'_>) -> Result<Self, Unreadable> {
        let task = answer.nested("EditMediaTask");
        let status = answer.note("Status").unwrap_or_default();
        match status.as_str() {
            "WAITING" | "PROCESSING" => Ok(Self::running(task.as_ref())),
            "ABORTED" => Ok(Self::Failed(TaskFailure::read(task.as_ref(), status))),
            "FINISH" => Self::finished(&task.ok_or(Unreadable {
                field: "EditMediaTask",
                problem: "is missing",
            })?),
            _ => Err(Unreadable {
                field: "Status",
                problem: "is no status that we know",
            }),
        }
    }

    fn running(task: Option<&Fields<'_>>) -> Self {
        let progress = task.and_then(|task| task.number("Progress").ok().flatten());
        Self::Running {
            progress: progress.unwrap_or(0).min(100),
        }
    }

    /// `FINISH` only says that it is over. Both codes must say that it went well.
    fn finished(task: &Fields<'_>) -> Result<Self, Unreadable> {
        let code: i64 = task.number("ErrCode")?.unwrap_or(0);
        let reason = task.note("ErrCodeExt");
        match (code, reason) {
            (0, None) => TaskOutput::read(task).map(Self::Done),
            (_, reason) => {
                let reason = reason.unwrap_or_else(|| code.to_string());
                Ok(Self::Failed(TaskFailure::read(Some(task), reason)))
            }
        }
    }
}

impl TaskFailure {
    fn read(task: Option<&Fields<'_>>, reason: String) -> Self {
        Self {
            code: task
                .and_then(|task| task.number("ErrCode").ok().flatten())
                .unwrap_or(0),
            reason,
            message: task
                .and_then(|task| task.note("Message"))
                .unwrap_or_default(),
        }
    }
}

impl TaskOutput {
    fn read(task: &Fields<'_>) -> Result<Self, Unreadable> {
        let output = task.nested("Output").ok_or(Unreadable {
            field: "Output",
            problem: "is missing",
        })?;
        let meta = task.nested("MetaData");
        Ok(Self {
            file_id: output.file_id()?,
            format: output.format("FileType").ok().flatten(),
            url: output.url("FileUrl").ok().flatten(),
            name: output.note("MediaName"),
            expires_at: output
                .note("ExpireTime")
                .and_then(|at| moment::read_unless_never(&at)),
            duration: meta
                .and_then(|meta| meta.float("Duration"))
                .and_then(media::whole_seconds),
            bytes: meta.and_then(|meta| meta.number("Size").ok().flatten()),
        })
    }
}
