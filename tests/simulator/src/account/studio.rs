//! What callers had VOD make and delete, and Live record. This is the only state that changes; the world itself never
//! does.
//!
//! Time passes as in the world: a job is done when the clock says so, and a file that needs others is broken from the
//! time at which one of them was deleted too early.

mod clip;
mod job;
mod made;
mod record_task;
mod shelf;

pub(crate) use clip::Clip;
pub(crate) use job::Job;
pub use job::JobFailure;
pub use made::Made;
pub(crate) use record_task::RecordTask;
pub(crate) use shelf::{Order, Shelf};

use crate::World;
use replay_grouping::FileId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long VOD takes, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// From a job's order until it begins.
    pub waits: i64,
    /// From its begin until it is done.
    pub works: i64,
    /// From a fast join until it no longer needs its sources (`PersistenceComplete`).
    pub persists: i64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            waits: 5,
            works: 20,
            persists: 60,
        }
    }
}

/// The files and tasks that callers had made and deleted. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Studio(Arc<Mutex<Shelf>>);

impl Studio {
    /// A studio that takes this long for its jobs.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        let studio = Self::default();
        studio.open().pace = pace;
        studio
    }

    /// The next undecided job fails like this.
    pub fn fail_next(&self, failure: JobFailure) {
        self.open().failures.push_back(failure);
    }

    /// All files that were ever ordered and not to fail, oldest first, including unfinished and deleted ones.
    #[must_use]
    pub fn made(&self) -> Vec<Made> {
        self.open().made.clone()
    }

    /// When a caller deleted this file.
    #[must_use]
    pub fn deleted_at(&self, file_id: &FileId) -> Option<i64> {
        self.open().deleted.get(file_id).copied()
    }

    /// The fast joins that VOD holds but that can't be played, because a source was deleted before VOD had copied it.
    #[must_use]
    pub fn broken_joins(&self, world: &World, now: i64) -> Vec<FileId> {
        let shelf = self.open();
        let broken = |made: &&Made| {
            made.is_fast
                && shelf.holds(world, &made.media, now)
                && shelf.is_spoiled(world, made, now)
        };
        let broken = shelf.made.iter().filter(broken);
        broken.map(|made| made.media.file_id.clone()).collect()
    }

    pub(crate) fn open(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
