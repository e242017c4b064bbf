//! A recording task: what a caller had Live record, beside what templates do.

use super::Shelf;
use crate::chance::ids;
use replay_grouping::Stream;

/// Tencent tells of tasks for 3 months.
const TASKS_KEPT: i64 = 90 * 86_400;

/// A task, and what became of it.
#[derive(Debug)]
pub(crate) struct RecordTask {
    pub(crate) id: String,
    pub(crate) stream: Stream,
    pub(crate) starts_at: i64,
    pub(crate) ends_at: i64,
    /// Zero without one.
    pub(crate) template_id: u64,
    pub(crate) stopped_at: Option<i64>,
}

impl RecordTask {
    pub(crate) fn is_over(&self, now: i64) -> bool {
        self.stopped_at.is_some() || self.ends_at <= now
    }

    fn is_kept(&self, now: i64) -> bool {
        self.ends_at > now - TASKS_KEPT
    }
}

impl Shelf {
    /// Takes a recording task from one second to another, and gives its id.
    pub(crate) fn record(
        &mut self,
        seed: u64,
        stream: Stream,
        (starts_at, ends_at): (i64, i64),
        template_id: u64,
    ) -> String {
        let id = ids::hex(seed, &format!("recording task {}", self.record_tasks.len()));
        self.record_tasks.push(RecordTask {
            id: id.clone(),
            stream,
            starts_at,
            ends_at,
            template_id,
            stopped_at: None,
        });
        id
    }

    /// The recording tasks that Tencent still tells of.
    pub(crate) fn record_tasks(&self, now: i64) -> impl Iterator<Item = &RecordTask> {
        let tasks = self.record_tasks.iter();
        tasks.filter(move |task| task.is_kept(now))
    }

    /// One of them.
    pub(crate) fn record_task(&mut self, id: &str, now: i64) -> Option<&mut RecordTask> {
        let mut tasks = self.record_tasks.iter_mut();
        tasks.find(|task| task.id == id && task.is_kept(now))
    }
}
