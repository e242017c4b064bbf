//! Grants: who holds one may do one thing until some time, without a token.
//!
//! A grant is an HMAC-SHA256 over what it is for. It says nothing itself: whoever checks it has to know that from elsewhere.

use crate::{Secret, TokenDigest, hex::hex, mac::hmac};
use std::fmt;
use subtle::ConstantTimeEq;

/// Keeps keys that are made of tokens apart from anything else that is ever made of them.
const DERIVED: &[u8] = b"live-replay: key of grants";

/// What grants are signed with.
#[derive(Clone)]
pub struct GrantKey(Vec<u8>);

impl GrantKey {
    /// From a key of its own.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        Self(secret.expose().as_bytes().to_vec())
    }

    /// From tokens, in whichever order they come. With another token, or without one of them, it is another key.
    #[must_use]
    pub fn of_tokens<'a>(tokens: impl IntoIterator<Item = &'a TokenDigest>) -> Self {
        let mut digests: Vec<&[u8]> = tokens.into_iter().map(TokenDigest::bytes).collect();
        digests.sort_unstable();
        digests.dedup();
        let digests: Vec<String> = digests.into_iter().map(hex).collect();
        Self(hmac(DERIVED, &digests.join(",")).to_vec())
    }

    /// The grant for this, as 64 lower-case hexadecimal digits. No field may hold a line break.
    #[must_use]
    pub fn sign(&self, fields: &[&str]) -> String {
        hex(&hmac(&self.0, &fields.join("\n")))
    }

    /// Whether this is the grant for these fields, in a time that doesn't depend on them.
    #[must_use]
    pub fn has_signed(&self, fields: &[&str], grant: &str) -> bool {
        self.sign(fields).as_bytes().ct_eq(grant.as_bytes()).into()
    }
}

impl fmt::Debug for GrantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GrantKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tokens: &[&str]) -> GrantKey {
        let digests: Vec<TokenDigest> = tokens.iter().map(|token| TokenDigest::of(token)).collect();
        GrantKey::of_tokens(&digests)
    }

    /// `printf 'curator\n489000\n4f8k2m0c9d7s1xqa' | openssl dgst -sha256 -hmac replay-grant-key`
    #[test]
    fn a_grant_is_an_hmac_over_its_fields() {
        let key = GrantKey::new(&Secret::new("replay-grant-key").unwrap());
        let fields = ["curator", "489000", "4f8k2m0c9d7s1xqa"];
        let grant = key.sign(&fields);
        assert_eq!(grant, EXPECTED);
        assert!(key.has_signed(&fields, &grant));
        for other in ["", &grant[1..], &grant.to_uppercase()] {
            assert!(!key.has_signed(&fields, other), "{other}");
        }
        for fields in [
            ["viewer", "489000", "4f8k2m0c9d7s1xqa"],
            ["curator", "489001", "4f8k2m0c9d7s1xqa"],
            ["curator", "489000", "4f8k2m0c9d7s1xqb"],
        ] {
            assert!(!key.has_signed(&fields, &grant));
        }
    }

    const EXPECTED: &str = "5829d84cca8a450e693dbb4b7c39b66d944a8dc9933bd444609859a4da5860da";

    #[test]
    fn tokens_make_one_key_in_any_order() {
        let key = of(&["ada", "bob"]).sign(&[]);
        assert_eq!(key, of(&["bob", "ada", "bob"]).sign(&[]));
        assert_ne!(key, of(&["ada"]).sign(&[]));
        assert_eq!(format!("{:?}", of(&["ada"])), "GrantKey(…)");
    }
}
