//! What goes wrong with the APIs.

use crate::chance;
use std::{fmt, time::Duration};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `RequestLimitExceeded`, in an HTTP 200.
    RateLimit,
    /// `InternalError`, in an HTTP 200.
    Internal,
    /// An HTTP status, with a page that is no JSON.
    Status(u16),
    /// No answer for so long, and then none.
    Hang(Duration),
    /// The connection breaks.
    Break,
}

type Decide = dyn Fn(&str, usize) -> Option<Fault> + Send + Sync;

/// Decides what goes wrong with each request: a function of the action and of how many requests came before.
pub struct Faults(Box<Decide>);

/// Probabilities that a request fails in some way; what is left passes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Odds {
    /// `RequestLimitExceeded`.
    pub rate_limit: f64,
    /// `InternalError`.
    pub internal: f64,
    /// HTTP 502.
    pub status: f64,
    /// No answer for `hang_for`.
    pub hang: f64,
    /// How long that is.
    pub hang_for: Duration,
    /// A broken connection.
    pub broken: f64,
}

impl Faults {
    /// As a function decides.
    pub fn by(decide: impl Fn(&str, usize) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Box::new(decide))
    }

    /// Nothing ever goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::by(|_, _| None)
    }

    /// All is down.
    #[must_use]
    pub fn down() -> Self {
        Self::by(|_, _| Some(Fault::Status(503)))
    }

    /// One after the other; then nothing more.
    #[must_use]
    pub fn scripted(faults: Vec<Option<Fault>>) -> Self {
        Self::by(move |_, before| faults.get(before).copied().flatten())
    }

    /// By chance, as a seed decides.
    #[must_use]
    pub fn random(seed: u64, odds: Odds) -> Self {
        Self::by(move |_, before| {
            let mut rest = chance::rng(seed, &[before as u64]).f64();
            [
                (odds.rate_limit, Fault::RateLimit),
                (odds.internal, Fault::Internal),
                (odds.status, Fault::Status(502)),
                (odds.hang, Fault::Hang(odds.hang_for)),
                (odds.broken, Fault::Break),
            ]
            .into_iter()
            .find_map(|(probability, fault)| {
                let hit = rest < probability;
                rest -= probability;
                hit.then_some(fault)
            })
        })
    }

    pub(crate) fn decide(&self, action: &str, before: usize) -> Option<Fault> {
        (self.0)(action, before)
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults(…)")
    }
}
