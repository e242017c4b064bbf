//! What one run works with: the clock, the time and the calls that it has left.

use crate::{Report, Timing, observations::Seen};
use futures_util::{Stream, StreamExt, stream};
use replay_store::Store;
use replay_tencent::api::Tencent;
use std::time::Duration;
use tokio::time::Instant;

/// Requests to Tencent in one run. At 10 searches a second they take as long as a run may; more would only take the
/// account's limits away from others.
const MAX_CALLS: u64 = 500;

/// So many requests to the store are on their way at once.
pub(crate) const REQUESTS_AT_ONCE: usize = 8;

/// What comes of these, no more than so many of them on their way at a time.
pub(crate) fn at_once<F: Future>(
    most: usize,
    all: Vec<F>,
) -> impl Stream<Item = F::Output> + Unpin {
    stream::iter(all).buffer_unordered(most)
}

/// To read and write some broadcasts.
const ENOUGH_TO_CONCLUDE: Duration = Duration::from_secs(3);

/// One run.
pub(crate) struct Run<'a> {
    pub(crate) store: &'a Store,
    pub(crate) timing: Timing,
    /// The Unix second of the run.
    pub(crate) now: i64,
    /// When it has to stop.
    pub(crate) until: Instant,
    pub(crate) seen: Seen,
    tencent: Option<&'a Tencent>,
    calls_before: u64,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        store: &'a Store,
        tencent: Option<&'a Tencent>,
        timing: Timing,
        now: i64,
        until: Instant,
    ) -> Self {
        Self {
            store,
            timing,
            now,
            until,
            seen: Seen::default(),
            tencent,
            calls_before: tencent.map_or(0, Tencent::calls),
        }
    }

    /// Whom to ask; none without keys.
    pub(crate) fn tencent(&self) -> Option<&'a Tencent> {
        self.tencent
    }

    /// Requests to Tencent so far.
    pub(crate) fn calls(&self) -> u64 {
        let calls = self.tencent.map_or(0, Tencent::calls);
        calls.saturating_sub(self.calls_before)
    }

    /// How long to wait for the answers about one pack: no one of them may take all the time there is, and there must be
    /// enough left to keep that nothing came.
    pub(crate) fn patience(&self) -> Instant {
        let now = Instant::now();
        let left = self.until.saturating_duration_since(now);
        let rest = ENOUGH_TO_CONCLUDE.min(left / 4);
        now + self.timing.patience.min(left.saturating_sub(rest))
    }

    /// It is about to stop: what got no answer was not given its time.
    pub(crate) fn is_ending(&self) -> bool {
        self.until.saturating_duration_since(Instant::now()) <= ENOUGH_TO_CONCLUDE
    }

    /// There is time, and there are calls, for something more.
    pub(crate) fn goes_on(&self) -> bool {
        Instant::now() < self.until && self.calls() < MAX_CALLS
    }
}

impl Report {
    /// Adds what another part of the run did.
    pub(crate) fn add(&mut self, other: &Self) {
        self.polled += other.polled;
        self.new += other.new;
        self.confirmed += other.confirmed;
        self.changed += other.changed;
        self.gone += other.gone;
        self.settled += other.settled;
        self.failed += other.failed;
    }
}
