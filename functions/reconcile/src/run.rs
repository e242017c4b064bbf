//! What one run works with: the store, Tencent, the clock, and the time and requests that it has left.

use crate::{Timing, observations::Observations};
use futures_util::{Stream, StreamExt, stream};
use replay_grouping::Timestamp;
use replay_store::Store;
use replay_tencent::client::Tencent;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The most requests to Tencent in one run. At 10 searches a second they take as long as a run may; more would only use
/// up limits that the account needs elsewhere.
const MAX_CALLS: u64 = 500;

/// How many requests to the store run at the same time.
pub(crate) const STORE_CONCURRENCY: usize = 8;

/// The time that is reserved for reading and writing some broadcasts after Tencent was asked.
const FINISHING: Duration = Duration::from_secs(3);

/// Runs the futures, at most `limit` of them at the same time.
pub(crate) fn concurrently<F: Future>(
    limit: usize,
    futures: impl IntoIterator<Item = F>,
) -> impl Stream<Item = F::Output> + Unpin {
    let futures: Vec<F> = futures.into_iter().collect();
    stream::iter(futures).buffer_unordered(limit)
}

pub(crate) struct Run<'a> {
    pub(crate) store: &'a Store,
    pub(crate) timing: Timing,
    /// The Unix second of the run.
    pub(crate) now: Timestamp,
    /// When it has to stop.
    pub(crate) until: Instant,
    tencent: Option<&'a Tencent>,
    calls_before: u64,
    observations: Mutex<Observations>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        store: &'a Store,
        tencent: Option<&'a Tencent>,
        timing: Timing,
        now: Timestamp,
        until: Instant,
    ) -> Self {
        Self {
            store,
            timing,
            now,
            until,
            tencent,
            calls_before: tencent.map_or(0, Tencent::calls),
            observations: Mutex::default(),
        }
    }

    /// The client for Tencent; `None` without keys.
    pub(crate) fn tencent(&self) -> Option<&'a Tencent> {
        self.tencent
    }

    pub(crate) fn calls(&self) -> u64 {
        let calls = self.tencent.map_or(0, Tencent::calls);
        calls.saturating_sub(self.calls_before)
    }

    /// Until when to wait for the answers about one pack. A slow pack must not take all the time of the run, and the time
    /// to write down that no answer came must remain.
    pub(crate) fn pack_deadline(&self) -> Instant {
        let now = Instant::now();
        let left = self.until.saturating_duration_since(now);
        let rest = FINISHING.min(left / 4);
        now + self.timing.patience.min(left.saturating_sub(rest))
    }

    /// The run is about to stop. A request that got no answer by then has not failed: it was not given its time.
    pub(crate) fn is_ending(&self) -> bool {
        self.until.saturating_duration_since(Instant::now()) <= FINISHING
    }

    /// Enough time and requests are left to begin something new.
    pub(crate) fn may_continue(&self) -> bool {
        Instant::now() < self.until && self.calls() < MAX_CALLS
    }

    pub(crate) fn observe(&self, note: impl FnOnce(&mut Observations)) {
        note(&mut self.locked_observations());
    }

    pub(crate) fn take_observations(&self) -> Observations {
        std::mem::take(&mut self.locked_observations())
    }

    /// How many waiting events were stored so far.
    pub(crate) fn released(&self) -> u64 {
        self.locked_observations().released
    }

    fn locked_observations(&self) -> MutexGuard<'_, Observations> {
        let locked = self.observations.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }
}
