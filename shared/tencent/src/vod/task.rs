//! How far a task is: `DescribeTaskDetail` (<https://www.tencentcloud.com/document/api/266/34129>).

use super::media;
use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
    task_id::TaskId,
};
use replay_grouping::{FileId, Format, Seconds, Timestamp};
use serde::Serialize;
use serde_json::json;

const DESCRIBE_TASK_DETAIL: Action = Action::vod("DescribeTaskDetail", 100, Effect::Idempotent);

/// Tencent shows the tasks of the last 3 days, and refuses their keys for as long.
pub const TASKS_KEPT: Seconds = Seconds::DAY.times(3);

/// How far a task is. Tencent calls a failed one finished too; here only one that made a file is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Task {
    /// It waits or runs.
    Running {
        /// How much of it is done, if Tencent says so.
        percent: Option<u8>,
    },
    /// It made a file.
    Done(TaskOutput),
    /// It made none, and never will.
    Failed(TaskFailure),
}

/// The file that a task made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskOutput {
    /// Its id.
    pub file_id: FileId,
    /// Its format.
    pub format: Option<Format>,
    /// Where it can be fetched: unsigned, and often `http`.
    pub url: Option<String>,
    /// When VOD will delete it. `None`: never.
    pub expires_at: Option<Timestamp>,
    /// Length of its content in seconds, rounded.
    pub duration: Option<u32>,
    /// Size in bytes.
    pub bytes: Option<u64>,
}

/// Why a task made no file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{reason} ({code}): {message}")]
pub struct TaskFailure {
    /// 40000: the input is wrong; 60000: a source is; 70000: Tencent failed; 0: unknown.
    pub code: i64,
    /// For programs, `SourceFileError` for example; `ABORTED` when it was stopped.
    pub reason: String,
    /// For people.
    pub message: String,
}

impl Tencent {
    /// How far a task of [`Tencent::edit_media`] is. `None` when Tencent doesn't know it: it was never accepted, or longer
    /// ago than [`TASKS_KEPT`].
    pub async fn describe_task(&self, task_id: &TaskId) -> Result<Option<Task>, ApiError> {
        let parameters = json!({"TaskId": task_id});
        let answer = self.call(&DESCRIBE_TASK_DETAIL, &parameters, Task::read);
        match answer.await {
            Err(error) if error.is_unknown_task() => Ok(None),
            answer => answer.map(Some),
        }
    }
}

impl Task {
    fn read(answer: &Fields<'_>) -> Result<Self, Unreadable> {
        const EDIT: &str = "EditMediaTask";
        let task = answer.part(EDIT);
        let status = answer.lenient_text("Status").unwrap_or_default();
        match status.as_str() {
            "WAITING" | "PROCESSING" => {
                let percent = task.lenient_number("Progress");
                Ok(Self::Running {
                    percent: percent.filter(|percent| *percent <= 100),
                })
            }
            "ABORTED" => Ok(Self::Failed(TaskFailure::read(&task, status))),
            "FINISH" => Self::finished(&answer.required_object(EDIT)?),
            _ => Err(Unreadable::new("Status", "is no status that we know")),
        }
    }

    /// `FINISH` only says that it is over. Both codes must say that it succeeded.
    fn finished(task: &Fields<'_>) -> Result<Self, Unreadable> {
        let code: i64 = task.number("ErrCode")?.unwrap_or(0);
        match (code, task.lenient_text("ErrCodeExt")) {
            (0, None) => TaskOutput::read(task).map(Self::Done),
            (_, reason) => {
                let reason = reason.unwrap_or_else(|| code.to_string());
                Ok(Self::Failed(TaskFailure::read(task, reason)))
            }
        }
    }
}

impl TaskFailure {
    fn read(task: &Fields<'_>, reason: String) -> Self {
        Self {
            code: task.lenient_number("ErrCode").unwrap_or(0),
            reason,
            message: task.lenient_text("Message").unwrap_or_default(),
        }
    }
}

impl TaskOutput {
    fn read(task: &Fields<'_>) -> Result<Self, Unreadable> {
        let output = task.required_object("Output")?;
        let meta = task.part("MetaData");
        Ok(Self {
            file_id: output.file_id()?,
            format: output.lenient_format("FileType"),
            url: output.lenient_url("FileUrl"),
            expires_at: output.lenient_end("ExpireTime"),
            duration: meta
                .lenient_float("Duration")
                .and_then(media::whole_seconds),
            bytes: meta.lenient_number("Size"),
        })
    }
}
