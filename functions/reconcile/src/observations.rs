//! What a run observes besides what it does. Only the metrics use it; the report stays as it is.

/// What a run has observed so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observations {
    /// New recordings that a backfill found.
    pub(crate) backfilled: u64,
    /// Files that callbacks announced and VOD never had.
    pub(crate) denied: u64,
    /// Parts that callbacks announced and VOD hasn't shown, in the broadcasts that this run asked about.
    pub(crate) unconfirmed: u64,
    /// Broadcasts that are over and still unsettled after their deadline.
    pub(crate) past_deadline: u64,
    /// Records of callbacks that went into quarantine because no callback was found in them.
    pub(crate) unreadable_records: u64,
    /// Events of streams that were new, which waited in quarantine and are stored now.
    pub(crate) released: u64,
    /// For each broadcast that settled: the seconds from its end until viewers saw all of it.
    pub(crate) end_to_listed: Vec<u64>,
    /// For each file that this run confirmed: the seconds from its callback to the first time VOD showed it.
    pub(crate) listed_after: Vec<u64>,
}
