//! What a run did.

use replay_grouping::Seconds;
use serde::Serialize;

/// What a run did. When there was nothing to do, every count but `polled` and `api_calls` is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Active queries that the run worked on.
    pub polled: u64,
    /// Recordings and pushes that no callback had announced.
    pub new: u64,
    /// Recordings that a callback had announced and VOD showed for the first time, or again.
    pub confirmed: u64,
    /// Recordings that VOD now describes differently, and pushes whose lost end was presumed.
    pub changed: u64,
    /// Recordings that left the list: VOD has them no longer, or never had.
    pub gone: u64,
    /// Broadcasts that settled.
    pub settled: u64,
    /// Events that waited in quarantine because too many streams were new, and are stored now.
    pub released: u64,
    /// Queries that failed. They are tried again.
    pub failed: u64,
    /// Requests to Tencent, including repeated ones.
    pub api_calls: u64,
    /// The age of the second up to which all recordings of the account are known. Null before the first sweep.
    pub watermark_lag_seconds: Option<Seconds>,
}

impl Report {
    /// The report of work on `queries` queries, before it has a result.
    pub(crate) fn of(queries: usize) -> Self {
        Self {
            polled: queries as u64,
            ..Self::default()
        }
    }

    /// There was nothing to do.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        let stored = self.new + self.confirmed + self.changed + self.released;
        stored + self.gone + self.settled + self.failed == 0
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.polled += other.polled;
        self.new += other.new;
        self.confirmed += other.confirmed;
        self.changed += other.changed;
        self.gone += other.gone;
        self.settled += other.settled;
        self.released += other.released;
        self.failed += other.failed;
    }
}
