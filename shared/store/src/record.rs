//! The kinds of items.

mod alias;
mod broadcast;
mod head;
mod part;
mod push;
mod query;
mod shown;
mod watch;

pub(crate) use alias::Alias;
pub use broadcast::{Broadcast, Curation, Visibility};
pub(crate) use head::{Head, Unfinished};
pub use part::{StoredPart, Told};
pub use push::StoredPush;
pub(crate) use query::QUERY;
pub use query::{Query, QueryKind, QueryState, Scope, Window};
pub use shown::Shown;
pub use watch::Watch;
