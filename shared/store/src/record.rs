//! The kinds of items.

mod alias;
mod broadcast;
mod channel;
mod curation;
mod entry;
mod head;
mod join;
mod part;
mod push;
mod query;
mod shown;
mod watch;

pub(crate) use alias::Alias;
pub use broadcast::Broadcast;
pub use channel::Channel;
pub use curation::{Curation, Visibility};
pub use entry::{Action, Entry};
pub(crate) use head::{Head, Unfinished};
pub use join::{JoinJob, Joined, JoinedFile, Rendition};
pub use part::{StoredPart, Told};
pub use push::StoredPush;
pub(crate) use query::QUERY;
pub use query::{Query, QueryKind, QueryState, Scope, Window};
pub use shown::Shown;
pub use watch::Watch;
