//! Repeats writes while others write in between, and reads that saw a write half.

use crate::{Result, Store, StoreError, error::Conflict};
use std::{fmt::Display, time::Duration};
use tokio::time::{Instant, sleep};

/// A transaction takes some 10 ms. The first pause is as long on average, and each further one twice as long, up to the
/// longest.
const FIRST_PAUSE_MS: u64 = 20;
/// 256 writers with such pauses make some 800 attempts a second, of which some 50 succeed: all are through in some 6 s.
const LONGEST_PAUSE_MS: u64 = 640;
/// After so many attempts pauses are as long as they get.
const LAST_DOUBLING: u32 = 5;

/// A step of writing to a stream: its result, and whether the stream needs further steps to be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress<T> {
    Done(T),
    Unfinished(T),
}

impl<T> Progress<T> {
    pub(crate) fn map<U>(self, to: impl FnOnce(T) -> U) -> Progress<U> {
        match self {
            Self::Done(result) => Progress::Done(to(result)),
            Self::Unfinished(result) => Progress::Unfinished(to(result)),
        }
    }
}

impl Store {
    /// Repeats an attempt until no other write comes in between, for as long as this store is patient. Then the error
    /// names `what`.
    pub(crate) async fn retry_on_conflict<T, F>(
        &self,
        what: impl Display,
        attempt: impl Fn() -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T, Conflict>>,
    {
        retry_until(Instant::now() + self.patience, what, attempt).await
    }
}

/// Repeats an attempt until no other write comes in between, or until `until`.
pub(crate) async fn retry_until<T, F>(
    until: Instant,
    what: impl Display,
    attempt: impl Fn() -> F,
) -> Result<T>
where
    F: Future<Output = Result<T, Conflict>>,
{
    for attempts in 0.. {
        // On the heap: attempts are large, and lie deep within other futures.
        match Box::pin(attempt()).await {
            Ok(done) => return Ok(done),
            Err(Conflict::Raced) => {}
            Err(Conflict::Failed(error)) => return Err(error),
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        sleep(pause(attempts).min(left)).await;
    }
    let what = what.to_string();
    Err(StoreError::Contended { what })
}

/// A random time, longer with each attempt, until others are through.
fn pause(attempts: u32) -> Duration {
    let longest = (FIRST_PAUSE_MS << attempts.min(LAST_DOUBLING)).min(LONGEST_PAUSE_MS);
    Duration::from_millis(fastrand::u64(0..=longest))
}

#[cfg(test)]
mod tests;
