//! Tasks that record a stream on demand.

use crate::http::Time;
use replay_grouping::{Stream, Timestamp};
use replay_tencent::live::RecordTask;
use serde::Serialize;

/// A task that records a stream on demand.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "RecordingTask"))]
pub(crate) struct RecordingTaskView {
    #[cfg_attr(test, schemars(with = "crate::openapi::words::TaskName"))]
    id: String,
    #[cfg_attr(test, schemars(with = "crate::openapi::words::StreamName"))]
    stream: Stream,
    starts_at: Time,
    ends_at: Time,
    template_id: Option<u64>,
    state: TaskState,
    stopped_at: Option<Time>,
}

/// The progress of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaskState {
    /// It has not begun.
    Scheduled,
    /// It records what is pushed.
    Recording,
    /// It was stopped.
    Stopped,
    /// Its end has passed.
    Over,
}

impl TaskState {
    pub(crate) fn of(task: &RecordTask, now: Timestamp) -> Self {
        match task.stopped_at {
            Some(_) => Self::Stopped,
            None if now < task.starts_at => Self::Scheduled,
            None if now < task.ends_at => Self::Recording,
            None => Self::Over,
        }
    }
}

impl RecordingTaskView {
    /// As it is at the Unix second `now`.
    pub(crate) fn new(task: RecordTask, now: Timestamp) -> Self {
        Self {
            state: TaskState::of(&task, now),
            id: task.id.to_string(),
            stream: task.stream,
            starts_at: Time(task.starts_at),
            ends_at: Time(task.ends_at),
            template_id: task.template_id,
            stopped_at: task.stopped_at.map(Time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replay_tencent::TaskId;

    #[test]
    fn a_task_has_its_state() {
        let task = |stopped_at| RecordTask {
            id: TaskId::new("t").unwrap(),
            stream: Stream::new("d", "a", "room").unwrap(),
            starts_at: Timestamp(100),
            ends_at: Timestamp(200),
            template_id: None,
            stopped_at,
        };
        for (now, state) in [
            (99, TaskState::Scheduled),
            (100, TaskState::Recording),
            (199, TaskState::Recording),
            (200, TaskState::Over),
        ] {
            assert_eq!(TaskState::of(&task(None), Timestamp(now)), state, "{now}");
            assert_eq!(
                TaskState::of(&task(Some(Timestamp(98))), Timestamp(now)),
                TaskState::Stopped
            );
        }
    }
}
