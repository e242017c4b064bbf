//! What is left of a replay of which nothing else is, so that apps that keep a copy of the list learn of it.

use crate::{
    StoreError,
    table::{EXPIRES, Item, Writer, keys},
};
use replay_grouping::{ReplayId, Seconds, Stream, Timestamp};

/// How long the list of changes tells that a replay is gone.
const KEPT: Seconds = Seconds::DAY.times(90);

/// The item that says that a replay is gone since the Unix second `at`.
pub(crate) fn removed_item(
    stream: &Stream,
    id: &ReplayId,
    at: Timestamp,
    shards: u32,
) -> Result<Item, StoreError> {
    Writer::new(&keys::stream(stream), &keys::removed(id))
        .text("change", keys::changes(keys::shard(stream, shards)))
        .text("change_at", keys::oldest_first(at, id.as_str()))
        .number(EXPIRES, at + KEPT)
        .finish()
}
