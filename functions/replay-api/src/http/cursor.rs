//! The place after which a list continues, as a text that clients send back unchanged.
//!
//! base64url of 16 bytes of SHA-256 over all the rest, the second as 8 bytes, and the id. The hash also covers the
//! query, so that a cursor fits only the query that it came from. It prevents mistakes and protects nothing: a cursor
//! gives access to no more than the query does.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use replay_grouping::{FileId, Timestamp};
pub(crate) use replay_store::Mark;
use sha2::{Digest, Sha256};

/// Identifies a list: everything that decides which items are in it.
#[derive(Debug, Clone)]
pub(crate) struct Scope(Sha256);

impl Scope {
    /// Hashes the names in their order, each after its length: `ab, c` is not `a, bc`.
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for name in names {
            hash.update((name.len() as u64).to_be_bytes());
            hash.update(name);
        }
        Self(hash)
    }

    fn seal(&self, place: &[u8]) -> Vec<u8> {
        let hash = self.0.clone().chain_update([0xff]).chain_update(place);
        hash.finalize().into_iter().take(16).collect()
    }

    /// The cursor after an item.
    pub(crate) fn cursor(&self, mark: &Mark) -> String {
        let place = [&mark.at.0.to_be_bytes(), mark.id.as_bytes()].concat();
        URL_SAFE_NO_PAD.encode([self.seal(&place), place].concat())
    }

    /// The item after which a cursor continues; `None` if this list did not give it.
    pub(crate) fn mark(&self, cursor: &str) -> Option<Mark> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (seal, place) = bytes.split_first_chunk::<16>()?;
        let (at, id) = place.split_first_chunk::<8>()?;
        let mark = Mark {
            at: Timestamp(i64::from_be_bytes(*at)),
            id: str::from_utf8(id).ok()?.to_owned(),
        };
        (self.seal(place) == seal && is_id(&mark.id)).then_some(mark)
    }
}

/// Anybody can make a cursor, and what no id can be would not fit into a key of the store. Ids of files are the widest kind; a
/// moment has none.
fn is_id(text: &str) -> bool {
    text.is_empty() || FileId::new(text).is_ok()
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
        let scope = Scope::new(["replays", "viewer"]);
        for mark in [
            mark(1_760_000_000, "4f8k2m0c9d7s1xqa"),
            mark(-1, ""),
            mark(i64::MAX, "1500000001_387702300000000000"),
        ] {
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
        let scope = Scope::new(["replays"]);
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
        let scope = Scope::new(["changes"]);
        for id in ["a\nb", "\u{0}", &"x".repeat(513), &"x".repeat(1_100)] {
            assert_eq!(scope.mark(&scope.cursor(&mark(0, id))), None, "{id:?}");
        }
    }

    #[test]
    fn a_cursor_fits_its_own_list_alone() {
        let cursor = Scope::new(["ab", "c"]).cursor(&mark(0, "id"));
        for names in [
            &["a", "bc"][..],
            &["ab"],
            &["ab", "c", ""],
            &["c", "ab"],
            &[],
        ] {
            assert_eq!(Scope::new(names.iter().copied()).mark(&cursor), None);
        }
    }
}
