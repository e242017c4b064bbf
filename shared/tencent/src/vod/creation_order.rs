//! Narrows a list to a range of creation times, and sorts it by them.

use crate::timestamp;
use replay_grouping::Timestamp;
use serde::Serialize;

/// Created in or after one Unix second, and before or in the other: Tencent documents both.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreatedBetween {
    after: String,
    before: String,
}

impl CreatedBetween {
    pub(super) fn new(after: Timestamp, before: Timestamp) -> Self {
        Self {
            after: timestamp::write(after),
            before: timestamp::write(before),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SortBy {
    field: &'static str,
    order: &'static str,
}

/// Oldest first.
pub(super) const BY_CREATION: SortBy = SortBy {
    field: "CreateTime",
    order: "Asc",
};
