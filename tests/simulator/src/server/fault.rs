//! Faults of the APIs.

use crate::chance;
use std::{fmt, time::Duration};

/// A fault of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `RequestLimitExceeded`, in an HTTP 200.
    RateLimit,
    /// `InternalError`, in an HTTP 200.
    Internal,
    /// `InvalidParameterValue`, in an HTTP 200: no repetition helps.
    Refuse,
    /// `UnauthorizedOperation`, in an HTTP 200: these keys may not make this call.
    Forbid,
    /// An HTTP status, with a page that is not JSON.
    Status(u16),
    /// The answer comes after this time.
    Delay(Duration),
    /// No answer for this long, and then the connection breaks.
    Hang(Duration),
    /// The connection breaks.
    Break,
    /// The action is executed, and then the connection breaks: only the answer gets lost.
    Lose,
}

/// The parts of a request by which faults are chosen.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `X-TC-Action`.
    pub action: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// How many requests came before it.
    pub before: usize,
}

impl Request<'_> {
    /// Whether the body contains this text.
    #[must_use]
    pub fn names(&self, text: &str) -> bool {
        String::from_utf8_lossy(self.body).contains(text)
    }
}

type Decide = dyn Fn(&Request<'_>) -> Option<Fault> + Send + Sync;

/// Decides which fault each request meets.
pub struct Faults(Box<Decide>);

/// The probability of each fault; the other requests succeed.
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
    /// The duration of a hang.
    pub hang_for: Duration,
    /// A broken connection.
    pub broken: f64,
}

impl Faults {
    /// A function decides.
    pub fn by(decide: impl Fn(&Request<'_>) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Box::new(decide))
    }

    /// No faults.
    #[must_use]
    pub fn none() -> Self {
        Self::by(|_| None)
    }

    /// Every request fails with HTTP 503.
    #[must_use]
    pub fn down() -> Self {
        Self::by(|_| Some(Fault::Status(503)))
    }

    /// These faults, one for each request; then none.
    #[must_use]
    pub fn scripted(faults: Vec<Option<Fault>>) -> Self {
        Self::by(move |request| faults.get(request.before).copied().flatten())
    }

    /// Random faults, determined by a seed.
    #[must_use]
    pub fn random(seed: u64, odds: Odds) -> Self {
        Self::by(move |request| {
            let mut rest = chance::rng(seed, &[request.before as u64]).f64();
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

    pub(crate) fn decide(&self, request: &Request<'_>) -> Option<Fault> {
        (self.0)(request)
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults(…)")
    }
}
