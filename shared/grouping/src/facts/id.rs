//! The ids of replays.

use super::text::wraps_text;
use crate::Stream;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::str::FromStr;

/// Crockford's base32 in lower case: no `i`, `l`, `o` and `u`, and the text sorts as the number does.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 80 bits at 5 bits each. A million replays share an id with a chance of 1 in 2.4 trillion.
const CHARACTERS: usize = 16;

/// The id of a replay: 16 characters of lower-case Crockford base32. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReplayId(String);

/// A text that is no replay id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a replay id: 16 of {alphabet}", alphabet = String::from_utf8_lossy(ALPHABET))]
pub struct InvalidReplayId(pub String);

impl ReplayId {
    /// The id of a broadcast of `stream` whose first known piece is `piece`, the key of a part or a push: the first 80
    /// bits of the SHA-256 over the four names, each after its length as 8 bytes, most significant first.
    #[must_use]
    pub fn derive(stream: &Stream, piece: &str) -> Self {
        let mut hash = Sha256::new();
        for name in [stream.domain(), stream.app(), stream.stream_id(), piece] {
            hash.update((name.len() as u64).to_be_bytes());
            hash.update(name);
        }
        let digest = hash.finalize();
        let bits = digest
            .iter()
            .take(CHARACTERS * 5 / 8)
            .fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let digit = |i: usize| char::from(ALPHABET[(bits >> (5 * i) & 31) as usize]);
        Self((0..CHARACTERS).rev().map(digit).collect())
    }
}

wraps_text!(ReplayId);

impl FromStr for ReplayId {
    type Err = InvalidReplayId;

    fn from_str(text: &str) -> Result<Self, InvalidReplayId> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for ReplayId {
    type Error = InvalidReplayId;

    fn try_from(text: String) -> Result<Self, InvalidReplayId> {
        if text.len() == CHARACTERS && text.bytes().all(|byte| ALPHABET.contains(&byte)) {
            Ok(Self(text))
        } else {
            Err(InvalidReplayId(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: [&str; 3], piece: &str, id: &str) {
        let stream = Stream::new(names[0], names[1], names[2]).unwrap();
        assert_eq!(ReplayId::derive(&stream, piece).to_string(), id);
        assert_eq!(id.parse::<ReplayId>().unwrap().as_str(), id);
    }

    #[test]
    fn known_answers() {
        check(
            ["push.live.example.com", "live", "room42_host7"],
            "part#5285890818412345678",
            "pkafx3a5bam28f8t",
        );
        check(["d", "a", "s"], "", "f4y3ta6z100ec373");
        check(
            ["d", "a", "房间"],
            "push#18288319047887901972",
            "22avt88qjwskd0be",
        );
    }

    #[test]
    fn names_that_concatenate_to_the_same_text_give_different_ids() {
        let derive = |stream: &str, piece| ReplayId::derive(&stream.parse().unwrap(), piece);
        let ids = [
            derive("ab/c/d", "e"),
            derive("a/bc/d", "e"),
            derive("ab/c/de", ""),
            derive("ab/c/d/e", ""),
        ];
        assert_eq!(std::collections::BTreeSet::from(ids).len(), 4);
    }

    #[test]
    fn an_id_is_sixteen_characters_of_the_alphabet() {
        for bad in [
            "",
            "4f8k2m0c9d7s1xq",
            "4f8k2m0c9d7s1xqaa",
            "4F8K2M0C9D7S1XQA",
            "4f8k2m0c9d7s1xqu",
            "4f8k2m0c9d7s1xéa",
            " 4f8k2m0c9d7s1xq",
        ] {
            assert_eq!(
                bad.parse::<ReplayId>(),
                Err(InvalidReplayId(bad.to_owned()))
            );
            assert!(serde_json::from_value::<ReplayId>(bad.into()).is_err());
        }
        let id: ReplayId = serde_json::from_str("\"4f8k2m0c9d7s1xqa\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"4f8k2m0c9d7s1xqa\"");
        assert_eq!(
            InvalidReplayId("x".to_owned()).to_string(),
            "\"x\" is not a replay id: 16 of 0123456789abcdefghjkmnpqrstvwxyz"
        );
    }
}
