//! The routes below `/recordings/tasks`: streams that are recorded on demand. Nothing is stored here: Tencent keeps the
//! tasks, and callbacks report their files like any others.
//!
//! `CreateRecordTask` is sent once, because nothing identifies a repetition. So Tencent's list is searched before, for
//! a task that does the same already, and again if the answer gets lost. Tasks are equal if they have the same stream, end
//! and template, are not stopped, and have the same start, or have begun where no start is named. The list shows a task
//! only in a range that holds all of it, so equal tasks are searched in the day before their end. Stopping is repeated; if
//! Tencent then can't stop the task, the list says whether it had ended.
//!
//! Files of a task are facts like any others, without `stream_param`. If a template records the same push, they overlap
//! its files, and only one of the two is shown.

mod find;
mod range;
pub(crate) mod request;

use crate::{
    Api,
    endpoints::Call,
    http::{Ids, Mark, Problem, Reply},
    views::{RecordingTaskView, TaskState},
};
use range::Range;
use replay_grouping::{Seconds, Timestamp};
use replay_tencent::{
    TaskId,
    client::{ApiError, Tencent},
    live::{RecordOrder, RecordTask, RecordTasksQuery},
};
use serde::Serialize;

/// For a task without a start, Tencent reports a start up to this long after our request.
const BEGUN_WITHIN: Seconds = Seconds::MINUTE;

/// A page of recording tasks.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TaskPage {
    tasks: Vec<RecordingTaskView>,
    next_cursor: Option<String>,
}

impl Api {
    /// `POST /recordings/tasks`: has a stream recorded. If a task does the same already, that one is the answer: otherwise
    /// a client that repeats a request because the answer got lost would pay for two sets of files.
    pub(crate) async fn record(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let defaults = &self.store.settings().defaults;
        let order = request::order(call.body()?, defaults, call.now)?;
        let tencent = self.recorder(call.now)?;
        if let Some(task) = find::equal(&tencent, &order, call.now).await? {
            return Reply::json(&RecordingTaskView::new(task, call.now));
        }
        let task = match tencent.create_record_task(&order).await {
            Ok(id) => made(id, order, call.now),
            Err(error) if error.is_undecided() => {
                find_made(&tencent, &order, error, call.now).await?
            }
            Err(error) => return Err(error.into()),
        };
        Reply::created(&RecordingTaskView::new(task, call.now))
    }

    /// `GET /recordings/tasks`: those that begin and end in a range, in pages that Tencent cuts.
    pub(crate) async fn recordings(&self, call: &Call<'_>) -> Result<Reply, Problem> {
        let page = call.page("recordings", Ids::Pages)?;
        // A range that begins with now must be the same for all pages.
        let now = page.after.as_ref().map_or(call.now, |mark| mark.at);
        let Range { from, to } = Range::read(&call.params, now)?;
        let scope = call.params.scope()?;
        let query = RecordTasksQuery {
            from,
            to,
            stream_id: scope.stream_id,
            domain: scope.domain,
            app: scope.app,
            page: page.after.as_ref().map(|mark| mark.id.clone()),
        };
        let found = self.recorder(call.now)?.record_tasks(&query).await?;
        let tasks = found.tasks.into_iter();
        let tasks = tasks.map(|task| RecordingTaskView::new(task, call.now));
        Reply::json(&TaskPage {
            tasks: tasks.collect(),
            next_cursor: found.next.map(|id| page.cursor(&Mark { at: now, id })),
        })
    }

    /// `DELETE /recordings/tasks/{id}`: ends a task, if it has not ended.
    pub(crate) async fn stop_recording(&self, call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
        let id = TaskId::new(id).map_err(|_| Problem::NO_TASK)?;
        let tencent = self.recorder(call.now)?;
        let Err(error) = tencent.stop_record_task(&id).await else {
            return Ok(Reply::no_content());
        };
        if !error.is_about_task_state() && !error.is_about_parameters() {
            return Err(error.into());
        }
        // It may have ended, or Tencent could not end it: which code means which is not documented.
        let state = find::by_id(&tencent, &id, call.now).await?;
        match state.map(|task| TaskState::of(&task, call.now)) {
            Some(TaskState::Scheduled | TaskState::Recording) => Err(error.into()),
            Some(TaskState::Stopped | TaskState::Over) => Ok(Reply::no_content()),
            None if error.is_about_task_state() => Ok(Reply::no_content()),
            None => Err(Problem::NO_TASK),
        }
    }

    fn recorder(&self, now: Timestamp) -> Result<Tencent, Problem> {
        self.tencent(now, "nothing is recorded on demand without keys to Tencent")
    }
}

/// A task as it was ordered. One without a start begins now.
fn made(id: TaskId, order: RecordOrder, now: Timestamp) -> RecordTask {
    RecordTask {
        id,
        stream: order.stream,
        starts_at: order.starts_at.unwrap_or(now),
        ends_at: order.ends_at,
        template_id: order.template_id,
        stopped_at: None,
    }
}

/// The task that was made although the answer got lost. If Tencent does not list it, it may still do so later.
async fn find_made(
    tencent: &Tencent,
    order: &RecordOrder,
    error: ApiError,
    now: Timestamp,
) -> Result<RecordTask, Problem> {
    let found = find::equal(tencent, order, now + BEGUN_WITHIN).await;
    let cause = match found {
        Ok(Some(task)) => return Ok(task),
        Ok(None) => error.to_string(),
        Err(unlisted) => format!("{error}; {unlisted}"),
    };
    Err(Problem::TASK_UNDECIDED.because(cause))
}
