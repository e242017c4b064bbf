//! The kinds of items.

mod alias;
mod broadcast;
mod channel;
mod curation;
mod head;
mod history_entry;
mod joined_file;
mod new_entry;
mod part;
mod pin_change;
mod poll_state;
mod push;
mod query;
mod vod_file;

pub(crate) use alias::Alias;
pub use broadcast::Broadcast;
pub use channel::Channel;
pub use curation::{Curation, Visibility};
pub(crate) use head::{Head, Unfinished};
pub use history_entry::{Action, HistoryEntry};
pub use joined_file::{FileJoin, JoinJob, JoinedFile, Rendition};
pub(crate) use new_entry::NewEntry;
pub use part::{CallbackFact, StoredPart};
pub use pin_change::PinChange;
pub use poll_state::PollState;
pub use push::StoredPush;
pub(crate) use query::QUERY;
pub use query::{Query, QueryKind, QueryState, Scope, Window};
pub use vod_file::VodFile;
