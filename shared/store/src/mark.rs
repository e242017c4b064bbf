//! Places in lists.

use replay_grouping::Timestamp;

/// The place of an item in its list: by time, then by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The Unix second by which the list is sorted.
    pub at: Timestamp,
    /// Which of the items of that second; an empty text is before all.
    pub id: String,
}
