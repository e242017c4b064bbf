//! One callback on its way.

use super::Forgery;
use replay_signature::{Secret, sign};
use serde_json::{Value, json};

/// How long a signature holds. Every attempt is signed anew.
const SIGNED_FOR: i64 = 600;

/// One attempt to deliver a callback.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// When it arrives.
    pub at: i64,
    /// Its body, without `t` and `sign`.
    pub body: Value,
    /// What kind of lie it is, if it is one.
    pub forged: Option<Forgery>,
    pub(super) cause: Cause,
}

/// What the receiver made of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It answered with this HTTP status.
    Status(u16),
    /// It didn't answer in time, or couldn't be reached.
    None,
}

/// What a delivery is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// An event of the world; a copy is a second delivery that nobody retries.
    Event { id: usize, attempt: u8, copy: bool },
    /// A lie, by number.
    Forged(usize),
}

impl Cause {
    /// A number of its own.
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

    /// The body as it is sent, signed at another moment.
    #[must_use]
    pub fn signed_at(&self, key: &Secret, now: i64) -> String {
        signed(&self.body, key, now)
    }

    /// The event of the world that it tells; none for a forged one.
    #[must_use]
    pub fn event(&self) -> Option<usize> {
        match self.cause {
            Cause::Event { id, .. } => Some(id),
            Cause::Forged(_) => None,
        }
    }

    /// How often it was tried before.
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
