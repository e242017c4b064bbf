//! What is kept of a token.

use crate::hex::hex;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

const BYTES: usize = 32;

/// The SHA-256 of a token: enough to know the token, and useless to whoever reads it. `==` takes constant time, and `Debug`
/// hides it, because a short token can be guessed from it.
#[derive(Clone)]
pub struct TokenDigest([u8; BYTES]);

impl TokenDigest {
    /// Of this token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }

    /// From 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let pairs = text.as_bytes().chunks_exact(2);
        if text.len() != 2 * BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let byte = |pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = pairs.map(byte).collect();
        Some(Self(bytes?.try_into().ok()?))
    }

    /// Its bytes, to make a key of.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }
}

impl PartialEq for TokenDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenDigest {}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::TokenDigest;

    /// `printf %s curator-demo-token | sha256sum`
    const HEX: &str = "8b8a28c9ae78260fb5d147bad9bebb3066b295e64383e5f35c5c5bfea389f805";

    #[test]
    fn a_token_is_known_by_its_digest() {
        let digest = TokenDigest::from_hex(HEX).unwrap();
        assert_eq!(digest, TokenDigest::of("curator-demo-token"));
        assert_eq!(digest.to_hex(), HEX);
        assert_eq!(
            TokenDigest::from_hex(&HEX.to_uppercase()),
            Some(digest.clone())
        );
        for other in ["", "curator-demo-toke", "curator-demo-tokeN", HEX] {
            assert_ne!(digest, TokenDigest::of(other), "{other}");
        }
        assert_eq!(format!("{digest:?}"), "TokenDigest(…)");
    }

    #[test]
    fn only_64_hexadecimal_digits_are_a_digest() {
        let with = |end: &str| format!("{}{end}", &HEX[..64 - end.len()]);
        for wrong in [
            "",
            "00",
            &HEX[1..],
            &format!("{HEX}0"),
            &with("g"),
            &with("+0"),
            &with("é"),
        ] {
            assert_eq!(TokenDigest::from_hex(wrong), None, "{wrong}");
        }
    }
}
