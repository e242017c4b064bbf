//! How long to wait before a write is tried again.

use std::time::Duration;

/// A transaction takes some 10 ms: so long, on average, for the first time, and doubling up to the longest.
const FIRST_PAUSE_MS: u64 = 20;
/// Eight of these stay well below the 20 s that Tencent waits.
const LONGEST_PAUSE_MS: u64 = 640;

/// Waits for a random time, longer with each attempt, for others to be through.
pub(crate) async fn pause(attempt: u32) {
    let longest = (FIRST_PAUSE_MS << attempt).min(LONGEST_PAUSE_MS);
    tokio::time::sleep(Duration::from_millis(fastrand::u64(0..=longest))).await;
}
