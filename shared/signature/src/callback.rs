//! `t` and `sign` of the callbacks of Tencent Cloud Live.
//!
//! `sign` is the lower-case hex MD5 of the callback key followed by the decimal text of `t`, and `t` is the Unix second
//! in which it expires (<https://cloud.tencent.com/document/product/267/32744>). The body is not covered, so anyone
//! who sees one signed callback can send forged ones until `t` has passed.

use crate::{Secret, hex::hex};
use md5::{Digest, Md5};
use subtle::{Choice, ConstantTimeEq};

/// From the second in which a callback is sent to its `t`.
pub const SIGNED_FOR_SECONDS: i64 = 600;

/// How far in the future `t` may lie: as long as Tencent signs for, plus 120 s for clocks that differ. This limits how
/// long a signature that was made in advance can be used.
pub const MAX_AHEAD_SECONDS: i64 = SIGNED_FOR_SECONDS + 120;

/// A `t` of which a thousandth lies no further from now than this, some 3 years, is in milliseconds.
const SAME_AGE_SECONDS: u64 = 100_000_000;

/// 20 digits hold every `u64`; the real ones have 10.
const MAX_TIME_DIGITS: usize = 20;

/// Why a callback is refused. No message holds a key or the right signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No `sign`, or an empty one: an account without a key sends none.
    #[error("sign is missing")]
    MissingSign,
    /// No `t`, or an empty one.
    #[error("t is missing")]
    MissingTime,
    /// `t` is not the decimal text of a Unix second.
    #[error("t is not a decimal number of seconds")]
    MalformedTime,
    /// None of the keys made this `sign` from this `t`.
    #[error("sign is wrong")]
    WrongSign,
    /// `t` is a time of today, but in milliseconds.
    #[error("t is in milliseconds: it must be a number of seconds")]
    Milliseconds,
    /// `t` and the grace have passed.
    #[error("the signature and its grace expired {by} s ago")]
    Expired {
        /// Seconds since the end of the grace.
        by: u64,
    },
    /// `t` is further ahead than Tencent ever signs.
    #[error("t is {by} s too far ahead")]
    TooFarAhead {
        /// Seconds beyond [`MAX_AHEAD_SECONDS`].
        by: u64,
    },
}

/// A verifier without a key would refuse everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no callback key is given")]
pub struct NoKeys;

/// Tells genuine callbacks from forged ones.
#[derive(Debug, Clone)]
pub struct CallbackVerifier {
    keys: Vec<Secret>,
    grace_seconds: u32,
}

impl CallbackVerifier {
    /// Accepts each of `keys`, so that a key can be replaced without losing a callback, and a `t` that passed up to
    /// `grace_seconds` ago, because Tencent retries for longer than a signature is valid.
    ///
    /// # Errors
    /// [`NoKeys`] when there is no key.
    pub fn new(keys: Vec<Secret>, grace_seconds: u32) -> Result<Self, NoKeys> {
        if keys.is_empty() {
            return Err(NoKeys);
        }
        Ok(Self {
            keys,
            grace_seconds,
        })
    }

    /// Verifies `sign` over `t`, the decimal text as it came, at the Unix second `now`.
    ///
    /// The signature is checked before the time, so that only a holder of a key can learn our clock's time.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is wrong. An empty `t` or `sign` counts as missing.
    pub fn verify_at(&self, t: &str, sign: &str, now: i64) -> Result<(), Refusal> {
        if sign.is_empty() {
            return Err(Refusal::MissingSign);
        }
        let expires_at = seconds(t)?;
        if !self.signed(t, sign) {
            return Err(Refusal::WrongSign);
        }
        if (expires_at / 1_000).abs_diff(now) < SAME_AGE_SECONDS {
            return Err(Refusal::Milliseconds);
        }
        let ahead = expires_at.saturating_sub(now);
        let late = now.saturating_sub(expires_at);
        if let Some(by) = excess(late, i64::from(self.grace_seconds)) {
            return Err(Refusal::Expired { by });
        }
        if let Some(by) = excess(ahead, MAX_AHEAD_SECONDS) {
            return Err(Refusal::TooFarAhead { by });
        }
        Ok(())
    }

    /// Always tries all keys, so that the time doesn't reveal which one is in use.
    fn signed(&self, t: &str, sign: &str) -> bool {
        self.keys
            .iter()
            .map(|key| digest(key, t).as_bytes().ct_eq(sign.as_bytes()))
            .fold(Choice::from(0), |any, this| any | this)
            .into()
    }
}

/// The `sign` of a callback that expires at the Unix second `t`: 32 lower-case hex digits.
#[must_use]
pub fn sign(key: &Secret, t: i64) -> String {
    digest(key, &t.to_string())
}

fn digest(key: &Secret, t: &str) -> String {
    let md5 = Md5::new()
        .chain_update(key.expose())
        .chain_update(t)
        .finalize();
    hex(&md5)
}

fn seconds(t: &str) -> Result<i64, Refusal> {
    if t.is_empty() {
        return Err(Refusal::MissingTime);
    }
    let decimal = t.len() <= MAX_TIME_DIGITS
        && t.bytes().all(|digit| digit.is_ascii_digit())
        && (t == "0" || !t.starts_with('0'));
    if !decimal {
        return Err(Refusal::MalformedTime);
    }
    // Only a number beyond i64 can fail here, and that is too far ahead whatever it is.
    Ok(t.parse().unwrap_or(i64::MAX))
}

fn excess(seconds: i64, allowed: i64) -> Option<u64> {
    u64::try_from(seconds.saturating_sub(allowed))
        .ok()
        .filter(|by| *by > 0)
}
