//! The place after which a list continues, as a text that clients send back unchanged.
//!
//! base64url of 16 bytes of SHA-256 over all the rest, the second as 8 bytes, and the id. The hash also covers the
//! query, so that a cursor fits only the query that it came from. It prevents mistakes and protects nothing: a cursor
//! gives access to no more than the query does.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use replay_grouping::{FileId, ReplayId, Timestamp};
pub(crate) use replay_store::Mark;
use replay_store::{Query, StreamPosition};
use sha2::{Digest, Sha256};

/// The last second that an answer can show: the end of the year 9999. No place in a list is later, or before 1970.
const LATEST: i64 = 253_402_300_799;

/// What the ids in the cursors of a list name. Anybody can make a cursor, and what no id can be would not fit into a key of
/// the store, so each id is checked when its cursor is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ids {
    /// Replays.
    Replays,
    /// Replays; no id is before all of a second.
    Changes,
    /// Files in VOD.
    Files,
    /// Versions of a replay.
    Versions,
    /// Replays, each with the version that a change made.
    Logged,
    /// Queries, by [`STORED`] or [`BROADCAST`] and their id.
    Queries,
    /// Events in quarantine.
    Events,
    /// What Tencent calls its next page.
    Pages,
    /// Places in the list of streams; their second is 0.
    Streams,
}

/// The id of a stored query begins with this.
pub(crate) const STORED: &str = "query#";
/// The id of a broadcast, which is its own query, begins with this.
pub(crate) const BROADCAST: &str = "broadcast#";

impl Ids {
    /// Whether a text is an id of this kind.
    pub(crate) fn has(self, id: &str) -> bool {
        let is_replay = |id: &str| id.parse::<ReplayId>().is_ok();
        let is_query = |id: &str| id == Query::SWEEP || is_replay(id);
        match self {
            Self::Replays => is_replay(id),
            Self::Changes => id.is_empty() || is_replay(id),
            Self::Files | Self::Pages => FileId::new(id).is_ok(),
            Self::Versions => id.parse::<u64>().is_ok_and(|it| it.to_string() == id),
            Self::Logged => id.split_once('#').is_some_and(|(replay, version)| {
                let is_version = |it: u64| format!("{it:012}") == version;
                is_replay(replay) && version.parse().is_ok_and(is_version)
            }),
            Self::Queries => {
                id.strip_prefix(STORED).is_some_and(is_query)
                    || id.strip_prefix(BROADCAST).is_some_and(is_replay)
            }
            Self::Streams => StreamPosition::new(id).is_some(),
            Self::Events => {
                let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                id.len() == 32 && id.bytes().all(hex)
            }
        }
    }
}

/// Identifies a list: everything that decides which items are in it, and what their ids are.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    ids: Ids,
    names: Sha256,
}

impl Scope {
    /// Hashes the names in their order, each after its length: `ab, c` is not `a, bc`.
    pub(crate) fn new<'a>(ids: Ids, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for name in names {
            hash.update((name.len() as u64).to_be_bytes());
            hash.update(name);
        }
        Self { ids, names: hash }
    }

    fn seal(&self, place: &[u8]) -> Vec<u8> {
        let names = self.names.clone();
        let hash = names.chain_update([0xff]).chain_update(place);
        hash.finalize().into_iter().take(16).collect()
    }

    /// The cursor after an item.
    pub(crate) fn cursor(&self, mark: &Mark) -> String {
        let place = [&mark.at.0.to_be_bytes(), mark.id.as_bytes()].concat();
        URL_SAFE_NO_PAD.encode([self.seal(&place), place].concat())
    }

    /// The item after which a cursor continues; `None` if this list can't have given it.
    pub(crate) fn mark(&self, cursor: &str) -> Option<Mark> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (seal, place) = bytes.split_first_chunk::<16>()?;
        let (at, id) = place.split_first_chunk::<8>()?;
        let mark = Mark {
            at: Timestamp(i64::from_be_bytes(*at)),
            id: str::from_utf8(id).ok()?.to_owned(),
        };
        let is_place = (0..=LATEST).contains(&mark.at.0) && self.ids.has(&mark.id);
        (self.seal(place) == seal && is_place).then_some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(at: i64, id: &str) -> Mark {
        Mark {
            at: Timestamp(at),
            id: id.to_owned(),
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        for (ids, mark) in [
            (Ids::Replays, mark(1_760_000_000, "4f8k2m0c9d7s1xqa")),
            (Ids::Changes, mark(0, "")),
            (Ids::Files, mark(LATEST, "1500000001_387702300000000000")),
            (Ids::Versions, mark(1, "7")),
            (Ids::Logged, mark(1, "4f8k2m0c9d7s1xqa#000000000007")),
            (Ids::Queries, mark(1, "query#sweep")),
            (Ids::Queries, mark(1, "broadcast#4f8k2m0c9d7s1xqa")),
            (Ids::Events, mark(1, "00112233445566778899aabbccddeeff")),
            (Ids::Pages, mark(1, "c2Nyb2xs+/=")),
            (Ids::Streams, mark(0, "room\u{1}a\u{1}b\u{1}0123abcd")),
        ] {
            let scope = Scope::new(ids, ["replays", "viewer"]);
            let cursor = scope.cursor(&mark);
            assert!(
                cursor
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            );
            assert_eq!(scope.mark(&cursor), Some(mark));
        }
    }

    #[test]
    fn a_changed_cursor_is_refused() {
        let scope = Scope::new(Ids::Replays, ["replays"]);
        let cursor = scope.cursor(&mark(1_760_000_000, "4f8k2m0c9d7s1xqa"));
        for i in 0..cursor.len() {
            for other in [b'A', b'B', b'-', b'=', b' '] {
                let mut bytes = cursor.clone().into_bytes();
                if bytes[i] == other {
                    continue;
                }
                bytes[i] = other;
                assert_eq!(scope.mark(str::from_utf8(&bytes).unwrap()), None);
            }
            assert_eq!(scope.mark(&cursor[..i]), None);
        }
        assert_eq!(scope.mark(&format!("{cursor}A")), None);
        assert_eq!(scope.mark(&format!("{cursor}==")), None);
    }

    #[test]
    fn a_made_cursor_with_what_is_no_id_is_refused() {
        let (long, key) = ("x".repeat(513), "x".repeat(1_100));
        for (ids, bad) in [
            (
                Ids::Replays,
                &["", "4F8K2M0C9D7S1XQA", "7", "sweep", &key][..],
            ),
            (Ids::Changes, &["x", "4f8k2m0c9d7s1xqaa", &long, &key]),
            (Ids::Files, &["", "a\nb", "\u{0}", &long, &key]),
            (
                Ids::Versions,
                &["", "-1", "+7", "07", "18446744073709551616"],
            ),
            (
                Ids::Logged,
                &[
                    "",
                    "4f8k2m0c9d7s1xqa",
                    "4f8k2m0c9d7s1xqa#7",
                    "7#000000000007",
                ],
            ),
            (
                Ids::Queries,
                &["", "query#", "sweep", "broadcast#sweep", "query#x"],
            ),
            (
                Ids::Events,
                &["", "00112233445566778899AABBCCDDEEFF", "0011", &key],
            ),
            (Ids::Pages, &["", "\u{7f}", &long]),
            (Ids::Streams, &["", "room", "\u{1}0123abc", &key]),
        ] {
            let scope = Scope::new(ids, ["list"]);
            for id in bad {
                assert_eq!(scope.mark(&scope.cursor(&mark(0, id))), None, "{id:?}");
            }
        }
        let scope = Scope::new(Ids::Changes, ["list"]);
        for at in [-1, i64::MIN, i64::MAX, LATEST + 1] {
            assert_eq!(scope.mark(&scope.cursor(&mark(at, ""))), None, "{at}");
        }
    }

    #[test]
    fn a_cursor_fits_its_own_list_alone() {
        let scope = |names: &[&'static str]| Scope::new(Ids::Files, names.iter().copied());
        let cursor = scope(&["ab", "c"]).cursor(&mark(0, "id"));
        for names in [
            &["a", "bc"][..],
            &["ab"],
            &["ab", "c", ""],
            &["c", "ab"],
            &[],
        ] {
            assert_eq!(scope(names).mark(&cursor), None);
        }
    }
}
