//! Repeats writes while others write in between.

use crate::{Result, StoreError, error::Conflict};
use std::{fmt::Display, time::Duration};

/// How often a write is tried while others write to the same stream or replay.
pub(crate) const ATTEMPTS: u32 = 8;

/// A transaction takes some 10 ms. The first pause is as long on average, and each further one twice as long, up to the
/// longest.
const FIRST_PAUSE_MS: u64 = 20;
/// Eight of these stay well below the 20 s that Tencent waits.
const LONGEST_PAUSE_MS: u64 = 640;

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

/// Repeats an attempt until no other write comes in between. After too many attempts the error names `what`.
pub(crate) async fn retry_on_conflict<T, F>(
    attempts: u32,
    what: impl Display,
    attempt: impl Fn() -> F,
) -> Result<T>
where
    F: Future<Output = Result<T, Conflict>>,
{
    for attempts in 0..attempts {
        match attempt().await {
            Ok(done) => return Ok(done),
            Err(Conflict::Raced) => pause(attempts).await,
            Err(Conflict::Failed(error)) => return Err(error),
        }
    }
    let what = what.to_string();
    Err(StoreError::Contended { what })
}

/// Waits for a random time, longer with each attempt, until others are through.
async fn pause(attempts: u32) {
    let longest = (FIRST_PAUSE_MS << attempts).min(LONGEST_PAUSE_MS);
    tokio::time::sleep(Duration::from_millis(fastrand::u64(0..=longest))).await;
}
