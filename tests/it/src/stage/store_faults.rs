//! Random faults on the way to the store.

use crate::{Fault, Proxy};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// One of so many requests fails; 0 for none.
#[derive(Debug, Clone)]
pub(super) struct StoreFaults(Arc<AtomicU64>);

impl StoreFaults {
    /// One of `every` requests fails; none if it is 0.
    pub(super) fn new(every: u64) -> Self {
        Self(Arc::new(AtomicU64::new(every)))
    }

    /// Starts a proxy on which they happen. All that is random about them follows from `seed`.
    pub(super) async fn before(&self, store: &str, seed: u64) -> Proxy {
        let faults = self.clone();
        Proxy::start(store, move |operation, before| {
            fault(seed, faults.every(), operation, before)
        })
        .await
    }

    /// The same, on a proxy that shows transactions half.
    pub(super) async fn torn_before(&self, store: &str, seed: u64) -> Proxy {
        let faults = self.clone();
        Proxy::torn(store, seed, move |operation, before| {
            fault(seed, faults.every(), operation, before)
        })
        .await
    }

    pub(super) fn stop(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    pub(super) fn are_set(&self) -> bool {
        self.every() > 0
    }

    fn every(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn fault(seed: u64, every: u64, operation: &str, before: usize) -> Fault {
    if every == 0 {
        return Fault::None;
    }
    let mut random = fastrand::Rng::with_seed(seed ^ (before as u64).wrapping_mul(0x9e37_79b9));
    if random.u64(0..every) > 0 {
        return Fault::None;
    }
    match random.u8(0..4) {
        0 if operation == "TransactWriteItems" => Fault::Conflict,
        0 | 1 => Fault::Lost,
        2 => Fault::AnswerLost,
        _ => Fault::Slow,
    }
}
