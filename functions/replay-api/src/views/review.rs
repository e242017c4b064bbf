//! Who has looked at a replay.

use crate::http::Time;
use replay_store::Review;
use serde::Serialize;

/// Who has looked at a replay first, and when.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Review"))]
pub(crate) struct ReviewView<'a> {
    /// When it was.
    at: Time,
    /// The name of the curator's token.
    by: &'a str,
}

impl<'a> From<&'a Review> for ReviewView<'a> {
    fn from(review: &'a Review) -> Self {
        Self {
            at: Time(review.at),
            by: &review.by,
        }
    }
}
