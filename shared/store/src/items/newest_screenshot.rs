//! The newest screenshot of a stream: what a live broadcast looks like now.
//!
//! It is an item of its own in no index, because a screenshot comes every few seconds, and a broadcast lies in all indexes.

use crate::{
    Result,
    table::{EXPIRES, Item, Reader, Writer, keys},
};
use replay_grouping::{Screenshot, Seconds, Stream};

/// How long it is kept: a live broadcast with an older picture shows none.
const RETENTION: Seconds = Seconds::DAY.times(30);

/// When it was taken.
pub(crate) const TAKEN_AT: &str = "taken_at";

pub(crate) fn newest_screenshot_item(stream: &Stream, newest: &Screenshot) -> Result<Item> {
    Writer::new(&keys::stream(stream), keys::NEWEST_SCREENSHOT)
        .json("screenshot", newest)
        .number(TAKEN_AT, newest.at)
        .number(EXPIRES, newest.at + RETENTION)
        .finish()
}

pub(crate) fn newest_screenshot(item: &Item) -> Result<Screenshot> {
    Reader(item).json("screenshot")
}
