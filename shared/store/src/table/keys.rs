//! The keys of items, in the table and in its indexes. `ARCHITECTURE.md` lists them.

use crate::QuarantineCode;
use replay_grouping::{FileId, ReplayId, Sequence, SessionId, Stream, Timestamp};
use sha2::{Digest, Sha256};

/// The last Unix second that [`moment`] can hold: in the year 33658.
pub(crate) const LATEST: Timestamp = Timestamp(999_999_999_999);

/// A Unix second with 12 digits, so that moments sort as text.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{:012}", at.max(Timestamp::EPOCH))
}

/// A moment that sorts the newest first.
pub(crate) fn newest_first(at: Timestamp) -> String {
    moment(Timestamp(LATEST.0 - at.0.max(0)))
}

// Partitions and sort keys of the table.

pub(crate) const STREAM: &str = "S#";
pub(crate) const HEAD: &str = "HEAD";
pub(crate) const PINS: &str = "PINS";
pub(crate) const CHANNEL: &str = "CHANNEL";
pub(crate) const NEWEST_SCREENSHOT: &str = "SHOT";
pub(crate) const CAST: &str = "CAST#";
/// In `by_time`: broadcasts all of whose pieces are gone.
pub(crate) const PAST: &str = "PAST#";
pub(crate) const ALIAS: &str = "ALIAS#";
/// Tombstones of removed replays.
pub(crate) const REMOVED: &str = "GONE#";
/// Changes by curators.
pub(crate) const HISTORY: &str = "LOG#";
pub(crate) const PART: &str = "PART#";
pub(crate) const PUSH: &str = "PUSH#";
pub(crate) const SESSION: &str = "SESSION#";
pub(crate) const SIGNAL: &str = "SIGNAL#";
/// The partitions of events in quarantine, one each.
pub(crate) const QUARANTINE: &str = "QUARANTINE#";
/// Their sort key.
pub(crate) const EVENT: &str = "EVENT";
/// The partitions of sweep, backfills and joins.
pub(crate) const QUERIES: &str = "QUERY#";
/// Their sort key.
pub(crate) const QUERY: &str = "QUERY";

/// The partition of what operators are told.
pub(crate) const STATUS: &str = "STATUS";
/// The sort key of what the last run left; behind those of the hours.
pub(crate) const LAST_RUN: &str = "LAST_RUN";

/// The item with the counts of the hour that begins then.
pub(crate) fn counted_hour(hour: Timestamp) -> String {
    format!("HOUR#{}", moment(hour))
}

pub(crate) fn stream(stream: &Stream) -> String {
    format!("{STREAM}{stream}")
}

/// Whether writes to a stream are planned from the item with this sort key, beside the head.
pub(crate) fn is_planned_from(sk: &str) -> bool {
    let kinds = [CAST, ALIAS, PART, PUSH, SESSION];
    sk == PINS || kinds.iter().any(|kind| sk.starts_with(kind))
}

/// The partitions that list the streams of one name.
pub(crate) const NAMESAKES: &str = "STREAMS#";

/// The partition that lists the streams of this name.
pub(crate) fn namesakes(stream_id: &str) -> String {
    format!("{NAMESAKES}{stream_id}")
}

pub(crate) fn part(file_id: &FileId) -> String {
    format!("{PART}{file_id}")
}

pub(crate) fn push(sequence: &Sequence) -> String {
    format!("{PUSH}{sequence}")
}

pub(crate) fn session(id: &SessionId) -> String {
    format!("{SESSION}{id}")
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

/// The tombstone of a removed replay.
pub(crate) fn removed(id: &ReplayId) -> String {
    format!("{REMOVED}{id}")
}

/// The history entry of the change that made this version of a replay.
pub(crate) fn history_entry(id: &ReplayId, version: u64) -> String {
    format!("{HISTORY}{}", logged(id, version))
}

/// The prefix of all history entries of a replay.
pub(crate) fn history(id: &ReplayId) -> String {
    format!("{HISTORY}{id}#")
}

/// The lease on the item with this sort key.
pub(crate) fn lease(sk: &str) -> String {
    format!("LEASE#{sk}")
}

pub(crate) fn query(id: &str) -> String {
    format!("{QUERIES}{id}")
}

pub(crate) fn quarantine(id: &str) -> String {
    format!("{QUARANTINE}{id}")
}

/// The item that counts the streams which were new in the minute that begins then.
pub(crate) fn new_streams(minute: Timestamp) -> (String, String) {
    (
        format!("NEW_STREAMS#{}", moment(minute)),
        "COUNT".to_owned(),
    )
}

// Partitions and sort keys of the indexes.

/// The position of an item in `by_time`.
pub(crate) fn at(prefix: &str, start: Timestamp) -> String {
    format!("{prefix}{}", moment(start))
}

/// The shard of the global indexes that holds a stream's items.
pub(crate) fn shard(stream: &Stream, shards: u32) -> u32 {
    let hash = Sha256::digest(stream.to_string());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % shards
}

/// A partition of `by_due`. Settled broadcasts are nearly all there are and need a look only now and then; they have a
/// partition of their own, so that a list of the others does not read them.
pub(crate) fn due(shard: u32, settled: bool) -> String {
    if settled {
        format!("settled#{shard}")
    } else {
        shard.to_string()
    }
}

/// The partition of `by_shelf` that holds the broadcasts of one visibility.
pub(crate) fn shelf(visibility: &str, shard: u32) -> String {
    format!("{visibility}#{shard}")
}

/// The partition of `by_shelf` that holds sweep, backfills and joins.
pub(crate) const QUERY_SHELF: &str = "query";

/// The partition of `by_shelf` that holds all streams by name.
pub(crate) const STREAM_SHELF: &str = "stream";

/// The partition of `by_shelf` that holds the streams with a channel by the channel's name.
pub(crate) const CHANNEL_SHELF: &str = "channel";

/// The longest sort key is 1,024 bytes.
pub(crate) const LONGEST_STREAM_POSITION: usize = 1_000;

/// A name as streams are ordered by it, and found by its first letters.
pub(crate) fn listed_name(name: &str) -> String {
    name.to_lowercase()
}

/// Sorts before any character that a name has, so that a name comes before those that begin with it.
const BEHIND_NAME: char = '\u{1}';
/// The digits of the hash at the end of a position.
const HASH: usize = 8;

/// The position of a stream among all streams, by its own name or that of its channel; then by domain and app. A hash tells
/// streams apart whose names differ in upper and lower case.
pub(crate) fn listed_stream(name: &str, stream: &Stream) -> String {
    let hash = Sha256::digest(stream.to_string());
    let hash = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    let hash = format!("{BEHIND_NAME}{hash:0HASH$x}");
    let (name, domain, app) = (listed_name(name), stream.domain(), stream.app());
    let mut position = format!("{name}{BEHIND_NAME}{domain}{BEHIND_NAME}{app}");
    let room = LONGEST_STREAM_POSITION - hash.len();
    position.truncate(position.floor_char_boundary(room));
    position + &hash
}

/// Whether a text can be such a position.
pub(crate) fn is_stream_position(text: &str) -> bool {
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let hash = text.rsplit_once(BEHIND_NAME).map(|(_, hash)| hash);
    text.len() <= LONGEST_STREAM_POSITION
        && hash.is_some_and(|hash| hash.len() == HASH && hash.bytes().all(hex))
}

/// The key of `by_id` that holds the quarantined events about one file.
pub(crate) fn rivals(file_id: &FileId) -> String {
    format!("rival#{file_id}")
}

/// The key of `by_id` that holds the quarantined events of a stream that isn't known yet.
pub(crate) fn waiting(stream: &Stream) -> String {
    format!("waiting#{stream}")
}

/// The partition of `by_change` that holds all quarantined events.
pub(crate) const QUARANTINED: &str = "quarantine";

/// The partition of `by_due` that holds the quarantined events of one kind.
pub(crate) fn quarantined_as(code: QuarantineCode) -> String {
    format!("quarantine#{code}")
}

/// The position of what sorts the newest first, and then by id.
pub(crate) fn shelf_position(at: Timestamp, id: &str) -> String {
    format!("{}#{id}", newest_first(at))
}

/// The partition of `by_front` that holds live broadcasts.
pub(crate) fn live(shard: u32) -> String {
    format!("live#{shard}")
}

/// The partition of `by_front` that holds broadcasts that are live by a callback alone.
pub(crate) fn begun(shard: u32) -> String {
    format!("begun#{shard}")
}

/// The partition of `by_front` that holds featured broadcasts.
pub(crate) const FEATURED: &str = "featured";

/// The partition of `by_front` that holds broadcasts with a rank that the front page doesn't show: those that are not
/// published, or have no piece left.
pub(crate) const FEATURED_UNSEEN: &str = "featured#unseen";

/// The item that all changes of the whole featured list share: its partition, and its sort key.
pub(crate) const FEATURED_LIST: (&str, &str) = ("FEATURED", "LIST");

/// The position of a featured broadcast: by rank, and then as on the shelf.
pub(crate) fn ranked(rank: u32, position: &str) -> String {
    format!("{rank:010}#{position}")
}

/// The partition of `by_front` that holds what no curator has looked at.
pub(crate) fn review(shard: u32) -> String {
    format!("review#{shard}")
}

/// The partition of `by_change` that holds the changes by curators.
pub(crate) fn log(shard: u32) -> String {
    format!("history#{shard}")
}

/// What names a change by a curator: which replay, and the version that it made.
pub(crate) fn logged(id: &ReplayId, version: u64) -> String {
    format!("{id}#{version:012}")
}

/// A partition of `by_change`.
pub(crate) fn changes(shard: u32) -> String {
    format!("changes#{shard}")
}

/// A position that sorts the earliest first, and then by id.
pub(crate) fn oldest_first(at: Timestamp, id: &str) -> String {
    format!("{}#{id}", moment(at))
}
