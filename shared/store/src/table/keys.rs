//! How items are called.

use crate::Visibility;
use replay_grouping::{FileId, ReplayId, Sequence, SessionId, Stream, Timestamp};
use sha2::{Digest, Sha256};

/// Moments sort as text: 12 digits last until the year 33658.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{:012}", at.max(Timestamp::EPOCH))
}

/// Sorts the newest first.
pub(crate) fn newest_first(at: Timestamp) -> String {
    moment(Timestamp(999_999_999_999 - at.0.max(0)))
}

pub(crate) fn stream(stream: &Stream) -> String {
    format!("{STREAM}{stream}")
}

/// The partition that lists the streams of one name.
pub(crate) fn namesakes(stream_id: &str) -> String {
    format!("STREAMS#{stream_id}")
}

pub(crate) const STREAM: &str = "S#";
pub(crate) const HEAD: &str = "HEAD";
pub(crate) const PINS: &str = "PINS";
pub(crate) const CHANNEL: &str = "CHANNEL";
pub(crate) const CAST: &str = "CAST#";
/// In `by_time`: broadcasts all of whose pieces are gone.
pub(crate) const PAST: &str = "PAST#";
pub(crate) const ALIAS: &str = "ALIAS#";
pub(crate) const PART: &str = "PART#";
pub(crate) const PUSH: &str = "PUSH#";
pub(crate) const SIGNAL: &str = "SIGNAL#";
pub(crate) const QUERY: &str = "QUERY#";
pub(crate) const QUARANTINE: &str = "QUARANTINE#";

pub(crate) fn part(file_id: &FileId) -> String {
    format!("{PART}{file_id}")
}

pub(crate) fn push(sequence: &Sequence) -> String {
    format!("{PUSH}{sequence}")
}

pub(crate) fn session(id: &SessionId) -> String {
    format!("SESSION#{id}")
}

pub(crate) fn signal(id: &str) -> String {
    format!("{SIGNAL}{id}")
}

pub(crate) fn cast(id: &ReplayId) -> String {
    format!("{CAST}{id}")
}

pub(crate) fn alias(id: &ReplayId) -> String {
    format!("{ALIAS}{id}")
}

/// The position of an item in the `by_time` index.
pub(crate) fn at(prefix: &str, start: Timestamp) -> String {
    format!("{prefix}{}", moment(start))
}

/// The partition of the events that came in on one day.
pub(crate) fn quarantine(received_at: Timestamp) -> String {
    format!("QUARANTINE#{}", received_at.utc().date())
}

/// Into which piece of the global indexes a stream's items go.
pub(crate) fn shard(stream: &Stream, shards: u32) -> u32 {
    let hash = Sha256::digest(stream.to_string());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % shards
}

/// A partition of what is due. What has settled is only looked after now and then, and lies apart: it is nearly all that
/// there is, and whoever lists the rest doesn't want to read it.
pub(crate) fn due(shard: u32, settled: bool) -> String {
    if settled {
        format!("settled#{shard}")
    } else {
        shard.to_string()
    }
}

/// The partition of the queries on the shelves' index.
pub(crate) const QUERIES: &str = "query";

/// The partition of the quarantined events about one file on the shelves' index.
pub(crate) fn rivals(file_id: &FileId) -> String {
    format!("rival#{file_id}")
}

/// The lease of what is worked on.
pub(crate) fn lease(name: &str) -> String {
    format!("LEASE#{name}")
}

pub(crate) fn query(id: &str) -> String {
    format!("{QUERY}{id}")
}

/// The partition of those who are live, on the front page.
pub(crate) fn live(shard: u32) -> String {
    format!("live#{shard}")
}

/// The partition of what changed.
pub(crate) fn changes(shard: u32) -> String {
    format!("changes#{shard}")
}

/// Sorts the earliest change first, and then by id.
pub(crate) fn changed(at: Timestamp, id: &str) -> String {
    format!("{}#{id}", moment(at))
}

/// What is left of a replay of which nothing else is.
pub(crate) const GONE: &str = "GONE#";

/// The partition of the featured ones.
pub(crate) const FEATURED: &str = "featured";

/// Sorts by rank, and then as the shelf does.
pub(crate) fn ranked(rank: u32, position: &str) -> String {
    format!("{rank:010}#{position}")
}

/// What was done to a replay, by the version that it has since then.
pub(crate) fn entry(id: &ReplayId, version: u64) -> String {
    format!("{}{version:012}", entries(id))
}

/// All that was done to a replay.
pub(crate) fn entries(id: &ReplayId) -> String {
    format!("LOG#{id}#")
}

pub(crate) fn shelf(visibility: Visibility, shard: u32) -> String {
    format!("{visibility}#{shard}")
}
