//! Narrows a list to a range of creation times, and sorts it by them.

use crate::moment;
use serde::Serialize;

/// Created in or after one Unix second, and before or in the other: Tencent documents both.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreatedBetween {
    after: String,
    before: String,
}

impl CreatedBetween {
    pub(super) fn new(after: i64, before: i64) -> Self {
        Self {
            after: moment::utc(after),
            before: moment::utc(before),
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
