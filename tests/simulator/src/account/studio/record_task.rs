//! Recording tasks, which callers order beside what templates record.

use super::Shelf;
use crate::chance::ids;
use replay_grouping::Stream;

/// Tencent shows tasks for 3 months.
const TASKS_KEPT: i64 = 90 * 86_400;

/// A task and its state.
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
    /// Accepts a recording task from one second to another, and returns its id.
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

    /// The recording tasks that Tencent still shows.
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
