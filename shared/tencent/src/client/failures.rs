//! Counts failed requests, including those whose repetition succeeded.

use super::ApiError;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Requests to Tencent that failed, each attempt counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many, by [`ApiError::kind`].
    pub by_kind: BTreeMap<String, u64>,
    /// How many of these were refused because we ask too often.
    pub throttled: u64,
}

/// The failures since they were last taken.
#[derive(Debug, Default)]
pub(super) struct FailureCounter(Mutex<Failures>);

impl FailureCounter {
    pub(super) fn count(&self, error: &ApiError) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures.throttled += u64::from(error.is_throttled());
        *failures.by_kind.entry(error.kind().to_owned()).or_default() += 1;
    }

    pub(super) fn take(&self) -> Failures {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
