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
    /// `InvalidParameterValue`, in an HTTP 200: it will never pass.
    Refuse,
    /// An HTTP status, with a page that is no JSON.
    Status(u16),
    /// No answer for so long, and then none.
    Hang(Duration),
    /// The connection breaks.
    Break,
    /// All is done as asked, and then the connection breaks: only the answer gets lost.
    Lose,
}

/// A request, as far as faults go by it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `X-TC-Action`.
    pub action: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// How many came before it.
    pub before: usize,
}

impl Request<'_> {
    /// The body says this somewhere.
    #[must_use]
    pub fn names(&self, text: &str) -> bool {
        String::from_utf8_lossy(self.body).contains(text)
    }
}

type Decide = dyn Fn(&Request<'_>) -> Option<Fault> + Send + Sync;

/// Decides what goes wrong with each request.
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
    pub fn by(decide: impl Fn(&Request<'_>) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Box::new(decide))
    }

    /// Nothing ever goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::by(|_| None)
    }

    /// All is down.
    #[must_use]
    pub fn down() -> Self {
        Self::by(|_| Some(Fault::Status(503)))
    }

    /// One after the other; then nothing more.
    #[must_use]
    pub fn scripted(faults: Vec<Option<Fault>>) -> Self {
        Self::by(move |request| faults.get(request.before).copied().flatten())
    }

    /// By chance, as a seed decides.
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
