//! Recording on demand: `CreateRecordTask` (<https://cloud.tencent.com/document/product/267/45983>), `StopRecordTask`
//! and `DescribeRecordTask` (<https://www.tencentcloud.com/document/product/267/56133>).

use crate::{
    client::{Action, ApiError, Effect, Tencent},
    fields::{Fields, Unreadable},
    task_id::{self, TaskId},
};
use replay_grouping::{Seconds, Stream, Timestamp};
use serde::Serialize;
use serde_json::json;

const CREATE_RECORD_TASK: Action = Action::live("CreateRecordTask", 20, Effect::Creates);
const STOP_RECORD_TASK: Action = Action::live("StopRecordTask", 20, Effect::Idempotent);
const DESCRIBE_RECORD_TASK: Action = Action::live("DescribeRecordTask", 20, Effect::Idempotent);

/// A task records for a day at most.
pub const MAX_RECORD_TASK: Seconds = Seconds::DAY;

/// A task ends less than 7 days after it is made.
pub const MAX_RECORD_TASK_AHEAD: Seconds = Seconds::DAY.times(7);

/// One request for tasks spans a week at most.
pub const MAX_RECORD_TASKS_SPAN: Seconds = Seconds::DAY.times(7);

/// Tencent shows the tasks of the last 90 days.
pub const RECORD_TASKS_KEPT: Seconds = Seconds::DAY.times(90);

/// What to record. Times are Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOrder {
    /// The stream whose pushes are recorded.
    pub stream: Stream,
    /// When recording starts; `None` is at once.
    pub starts_at: Option<Timestamp>,
    /// When recording ends: at most [`MAX_RECORD_TASK`] after the start, and less than
    /// [`MAX_RECORD_TASK_AHEAD`] from now.
    pub ends_at: Timestamp,
    /// The recording template. Without one, and with one that Tencent doesn't know, it records HLS and keeps it for ever.
    pub template_id: Option<u64>,
}

/// A task, which records everything that is pushed in its time. Times are Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordTask {
    /// Its id.
    pub id: TaskId,
    /// The stream whose pushes are recorded.
    pub stream: Stream,
    /// When recording starts.
    pub starts_at: Timestamp,
    /// When recording ends, unless it is stopped before.
    pub ends_at: Timestamp,
    /// The recording template, if any.
    pub template_id: Option<u64>,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
}

/// Which tasks to look for: those that begin and end in a range. `None` matches any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RecordTasksQuery {
    /// From this time, no longer ago than [`RECORD_TASKS_KEPT`].
    #[serde(rename = "StartTime")]
    pub from: Timestamp,
    /// To this one, no further from it than [`MAX_RECORD_TASKS_SPAN`].
    #[serde(rename = "EndTime")]
    pub to: Timestamp,
    /// The stream name.
    #[serde(rename = "StreamName", skip_serializing_if = "Option::is_none")]
    pub stream_id: Option<String>,
    /// The push domain.
    #[serde(rename = "DomainName", skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The application.
    #[serde(rename = "AppName", skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// [`RecordTasksPage::next`] of the page before.
    #[serde(rename = "ScrollToken", skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// A page of tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordTasksPage {
    /// The tasks of this page.
    pub tasks: Vec<RecordTask>,
    /// Names the next page, if there is one.
    pub next: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CreateRecordTask<'a> {
    stream_name: &'a str,
    domain_name: &'a str,
    app_name: &'a str,
    end_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template_id: Option<u64>,
}

impl Tencent {
    /// Has a stream recorded. Each file comes as an event of its own, like any other recording.
    ///
    /// The request has no key, so that a repetition makes a second task and a second set of files. It is repeated only
    /// where Tencent says that we asked too often. After an error that [leaves it open](ApiError::is_undecided) whether
    /// there is a task, [`Tencent::record_tasks`] shows it.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer.
    pub async fn create_record_task(&self, order: &RecordOrder) -> Result<TaskId, ApiError> {
        let parameters = CreateRecordTask {
            stream_name: order.stream.stream_id(),
            domain_name: order.stream.domain(),
            app_name: order.stream.app(),
            end_time: order.ends_at,
            start_time: order.starts_at,
            template_id: order.template_id,
        };
        self.call(&CREATE_RECORD_TASK, &parameters, task_id::read)
            .await
    }

    /// Ends a task for good. What it recorded becomes a file.
    ///
    /// # Errors
    /// [`ApiError`] when there is no answer, after the attempts that may help;
    /// [one about the parameter](ApiError::is_about_parameters) when Tencent knows no such task, and
    /// [one about its state](ApiError::is_about_task_state) when it has ended already.
    pub async fn stop_record_task(&self, task_id: &TaskId) -> Result<(), ApiError> {
        let parameters = json!({"TaskId": task_id});
        self.call(&STOP_RECORD_TASK, &parameters, |_| Ok(())).await
    }

    /// One page of tasks. How many it shows is up to Tencent, and so is their order.
    pub async fn record_tasks(
        &self,
        query: &RecordTasksQuery,
    ) -> Result<RecordTasksPage, ApiError> {
        let read = |answer: &Fields<'_>| {
            Ok(RecordTasksPage {
                tasks: answer.each("TaskList", RecordTask::read)?,
                next: answer.lenient_text("ScrollToken"),
            })
        };
        self.call(&DESCRIBE_RECORD_TASK, query, read).await
    }
}

impl RecordTask {
    /// Zero stands for no template, and for a task that was not stopped.
    fn read(task: &Fields<'_>) -> Result<Self, Unreadable> {
        let name = |field| Ok(task.text(field)?.unwrap_or_default());
        let (domain, app) = (name("DomainName")?, name("AppName")?);
        let stream = Stream::new(&domain, &app, &name("StreamName")?);
        Ok(Self {
            id: task_id::read(task)?,
            stream: stream.map_err(|invalid| Unreadable::new("StreamName", invalid.problem))?,
            starts_at: Timestamp(task.required_number("StartTime")?),
            ends_at: Timestamp(task.required_number("EndTime")?),
            template_id: task.number("TemplateId")?.filter(|id| *id != 0),
            stopped_at: task.number("Stopped")?.filter(|at| *at != 0).map(Timestamp),
        })
    }
}
