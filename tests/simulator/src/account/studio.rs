//! What callers had VOD make and delete, and Live record: the one thing that changes, kept beside the world that nothing
//! changes.
//!
//! Time passes here as it does in the world: a job is done when the clock says so, and a file that needs others is
//! broken from the moment on in which one of them went too early.

mod job;
mod made;
mod record_task;
mod shelf;

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
    /// From a job's coming until it is begun.
    pub waits: i64,
    /// From then until it is done.
    pub works: i64,
    /// From a fast join until it can do without its sources (`PersistenceComplete`).
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

/// What was made, is being made, and was deleted, because somebody asked for it. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Studio(Arc<Mutex<Shelf>>);

impl Studio {
    /// A studio that takes its time.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        let studio = Self::default();
        studio.open().pace = pace;
        studio
    }

    /// The next job that nobody has decided about ends like this.
    pub fn fail_next(&self, failure: JobFailure) {
        self.open().failures.push_back(failure);
    }

    /// All that was ever asked for and was not to fail, oldest first: also what is still being made, and what has gone.
    #[must_use]
    pub fn made(&self) -> Vec<Made> {
        self.open().made.clone()
    }

    /// When a caller deleted this file.
    #[must_use]
    pub fn deleted_at(&self, file_id: &FileId) -> Option<i64> {
        self.open().deleted.get(file_id).copied()
    }

    /// The fast joins that VOD holds and that can't be played, because a source went before it had been copied.
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
