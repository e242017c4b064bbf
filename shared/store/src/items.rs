//! What each kind of item holds, and how it is written and read.
//!
//! The attributes in the table have names of their own: to rename a field here does not rename its attribute.

mod alias;
mod broadcast;
mod callback_fact;
mod channel;
mod curation;
mod featured_list;
mod guess;
mod head;
mod history_entry;
mod joined_file;
mod lost;
mod namesake;
mod newest_screenshot;
mod part;
mod pin_change;
mod poll_state;
mod push;
mod quarantined;
mod query;
mod recent_changes;
mod removed;
mod run_status;
mod signal;
mod vod_file;

pub(crate) use alias::Alias;
pub use broadcast::Broadcast;
pub use callback_fact::CallbackFact;
pub use channel::Channel;
pub(crate) use curation::left_of;
pub use curation::{Curation, Review, Visibility};
pub(crate) use featured_list::FeaturedList;
pub use guess::Guess;
pub(crate) use head::{Head, Unfinished};
pub use history_entry::{Action, HistoryEntry};
pub use joined_file::{FileJoin, JoinJob, JoinedFile, Rendition};
pub use lost::{Loss, Lost};
pub(crate) use namesake::{Namesake, Standing};
pub(crate) use newest_screenshot::{TAKEN_AT, newest_screenshot, newest_screenshot_item};
pub use part::StoredPart;
pub use pin_change::PinChange;
pub use poll_state::PollState;
pub use push::StoredPush;
pub use quarantined::{QuarantineCode, Quarantined, UnknownCode, WaitsFor};
pub use query::{Query, QueryState, Scope, StoredQuery, Window, Windows};
pub(crate) use recent_changes::{RecentChanges, Seen, Sought};
pub(crate) use removed::removed_item;
pub use run_status::{Distribution, RunCounts, RunStatus};
pub use signal::StoredSignal;
pub(crate) use signal::{
    first_screenshot, read as read_signals, recorder_events, signal_item, signal_span,
};
pub use vod_file::VodFile;
