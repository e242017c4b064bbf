//! The kinds of items.

mod alias;
mod broadcast;
mod head;
mod part;
mod push;

pub(crate) use alias::Alias;
pub use broadcast::{Broadcast, Curation, Visibility};
pub(crate) use head::{Head, Unfinished};
pub use part::StoredPart;
pub use push::StoredPush;
