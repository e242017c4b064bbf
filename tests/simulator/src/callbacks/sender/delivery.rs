//! One attempt to deliver a callback.

use super::Forgery;
use replay_signature::{Secret, sign};
use serde_json::{Value, json};

/// How long a signature is valid. Every attempt is signed anew.
const SIGNED_FOR: i64 = 600;

/// One attempt to deliver a callback.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// When it arrives.
    pub at: i64,
    /// Its body, without `t` and `sign`.
    pub body: Value,
    /// The kind of forgery, if it is one.
    pub forged: Option<Forgery>,
    pub(super) cause: Cause,
}

/// The receiver's answer to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP status.
    Status(u16),
    /// No answer in time, or no connection.
    None,
}

/// The cause of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// An event of the world. A copy is a second delivery, which is never retried.
    Event { id: usize, attempt: u8, copy: bool },
    /// A forgery, by number.
    Forged(usize),
}

impl Cause {
    /// A unique number.
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Event { id, attempt, copy } => {
                (id as u64) << 8 | u64::from(attempt) << 2 | u64::from(copy) << 1
            }
            Self::Forged(i) => (i as u64) << 8 | 1,
        }
    }
}

impl Delivery {
    /// The body as it is sent, signed when it arrives.
    #[must_use]
    pub fn signed(&self, key: &Secret) -> String {
        self.signed_at(key, self.at)
    }

    /// The body as it is sent, signed at another time.
    #[must_use]
    pub fn signed_at(&self, key: &Secret, now: i64) -> String {
        signed(&self.body, key, now)
    }

    /// The event of the world that it is about; `None` for a forged one.
    #[must_use]
    pub fn event(&self) -> Option<usize> {
        match self.cause {
            Cause::Event { id, .. } => Some(id),
            Cause::Forged(_) => None,
        }
    }

    /// How many attempts came before this one.
    #[must_use]
    pub fn attempt(&self) -> u8 {
        match self.cause {
            Cause::Event { attempt, .. } => attempt,
            Cause::Forged(_) => 0,
        }
    }
}

/// A callback's body with `t` and `sign`, sent at `now`.
pub(crate) fn signed(body: &Value, key: &Secret, now: i64) -> String {
    let t = now + SIGNED_FOR;
    let mut body = body.clone();
    body["t"] = json!(t);
    body["sign"] = json!(sign(key, t));
    body.to_string()
}
