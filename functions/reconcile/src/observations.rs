//! What a run sees beside what it does. For the metrics alone: its report stays what it is.

use std::sync::{Mutex, PoisonError};

/// What a run has seen so far.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<Sights>);

/// What can be seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sights {
    /// Recordings that were new, and that a backfill brought.
    pub(crate) backfilled: u64,
    /// Files of which callbacks told, and that VOD never had.
    pub(crate) denied: u64,
    /// Parts of the broadcasts asked about of which callbacks told, and that VOD hasn't shown.
    pub(crate) unconfirmed: u64,
    /// Broadcasts that are over, and stay unsettled after the deadline.
    pub(crate) past_deadline: u64,
    /// How many seconds after its callback VOD showed a file, each for itself.
    pub(crate) listed_after: Vec<u64>,
}

impl Seen {
    /// Notes something.
    pub(crate) fn note(&self, note: impl FnOnce(&mut Sights)) {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn take(&self) -> Sights {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
