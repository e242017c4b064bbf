//! What a run did.

use serde::Serialize;

/// What a run did. When it finds nothing to do, every count but `polled` and `api_calls` is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Active queries that were worked on.
    pub polled: u64,
    /// Recordings and pushes that no callback had told of.
    pub new: u64,
    /// Recordings that VOD showed for the first time, or again, after a callback had told of them.
    pub confirmed: u64,
    /// Recordings of which VOD shows something else than before, and pushes whose lost end was made up for.
    pub changed: u64,
    /// Recordings that left the list: VOD has them no longer, or never had.
    pub gone: u64,
    /// Broadcasts that settled.
    pub settled: u64,
    /// Queries that failed. They are tried again.
    pub failed: u64,
    /// Requests to Tencent, repeated ones included.
    pub api_calls: u64,
    /// How long ago the moment is up to which all recordings of the account are known. Null before the first sweep.
    pub watermark_lag_seconds: Option<i64>,
}
