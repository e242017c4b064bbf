//! Stores facts and broadcasts in one DynamoDB table.
//!
//! A fact and all that follows from it are one transaction, and all writes to one stream are serial: each bumps the
//! version of the stream's head under a condition.
//!
//! The methods of [`Store`] fail with a [`StoreError`]. If one that writes fails, nothing was written or the outcome is
//! unknown; it is safe to call it again.
//!
//! Modules depend on those below them: `ingest`, `curation`, `polling` and `read` on `write`, that on `items`, and that on
//! `table`. `client`, `settings`, `mark` and `error` lie below all of them. `stream` reads what the table tells its consumers of
//! each write.

mod client;
mod curation;
mod error;
mod ingest;
mod items;
mod mark;
#[cfg(test)]
mod model;
mod polling;
mod read;
mod settings;
pub mod stream;
pub mod table;
mod write;

pub use client::{Store, StoreCounts};
pub use curation::{
    Change, Curated, Difference, LogPage, Logged, MOST_RANKED_AT_ONCE, Refusal, Undone,
};
pub use error::{Result, StoreError};
pub use ingest::{FactOutcome, FileUpdate};
pub use items::{
    Action, Broadcast, CallbackFact, Channel, Curation, Distribution, FileJoin, Guess,
    HistoryEntry, JoinJob, JoinedFile, Loss, Lost, PinChange, PollState, QuarantineCode,
    Quarantined, Query, QueryState, Rendition, Review, RunCounts, RunStatus, Scope, StoredPart,
    StoredPush, StoredQuery, StoredSignal, UnknownCode, Visibility, VodFile, WaitsFor, Window,
    Windows,
};
pub use mark::Mark;
pub use polling::{Contents, Due, DuePosition, Status};
pub use read::{
    Changed, Channels, Explained, Featured, List, ListPage, ListedStream, Neighbour,
    PartInBroadcast, Pictures, Pieces, Position, PushInBroadcast, Screenshots, StreamPosition,
    Surroundings, newest_first, playing_cuts, playing_lane,
};
pub use settings::{CosHosts, MAX_GAP, Publish, Settings, utc_offset};
pub use write::Import;
