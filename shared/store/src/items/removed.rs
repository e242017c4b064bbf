//! Tombstones of removed replays, so that apps that keep a copy of the list learn of it.

use crate::{
    Result,
    table::{EXPIRES, Item, Writer, keys},
};
use replay_grouping::{ReplayId, Seconds, Stream, Timestamp};

/// How long the list of changes contains a removed replay.
const RETENTION: Seconds = Seconds::DAY.times(90);

/// The tombstone of a replay that was removed at `at`.
pub(crate) fn removed_item(
    stream: &Stream,
    id: &ReplayId,
    at: Timestamp,
    shards: u32,
) -> Result<Item> {
    Writer::new(&keys::stream(stream), &keys::removed(id))
        .text("change", keys::changes(keys::shard(stream, shards)))
        .text("change_at", keys::oldest_first(at, id.as_str()))
        .number(EXPIRES, at + RETENTION)
        .finish()
}
