//! Asks no more often than Tencent allows.

use std::sync::{Mutex, PoisonError};
use tokio::time::{Duration, Instant, sleep_until};

/// Hands out turns at equal distances, first come, first served. No bursts: no window of a second, wherever it
/// begins, holds more turns than the rate.
pub(super) struct Pace {
    distance: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// Zero counts as one.
    pub(super) fn per_second(rate: u32) -> Self {
        Self {
            distance: Duration::from_secs(1) / rate.max(1),
            next: Mutex::new(None),
        }
    }

    pub(super) async fn turn(&self) {
        let now = Instant::now();
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let at = next.map_or(now, |next| next.max(now));
            *next = Some(at + self.distance);
            at
        };
        if at > now {
            sleep_until(at).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Instant, Pace};
    use tokio::time::advance;

    #[track_caller]
    fn check_elapsed(since: Instant, millis: u64) {
        assert_eq!(since.elapsed(), Duration::from_millis(millis));
    }

    #[tokio::test(start_paused = true)]
    async fn turns_come_at_equal_distances() {
        let (pace, start) = (Pace::per_second(10), Instant::now());
        for turn in 0..=20 {
            pace.turn().await;
            check_elapsed(start, turn * 100);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn idle_time_is_not_saved_up() {
        let (pace, start) = (Pace::per_second(100), Instant::now());
        pace.turn().await;
        advance(Duration::from_secs(60)).await;
        pace.turn().await;
        check_elapsed(start, 60_000);
        pace.turn().await;
        check_elapsed(start, 60_010);
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_together_share_one_rate() {
        let (pace, start) = (Pace::per_second(10), Instant::now());
        tokio::join!(pace.turn(), pace.turn(), pace.turn());
        check_elapsed(start, 200);
    }

    #[tokio::test(start_paused = true)]
    async fn no_rate_is_too_small_or_too_large() {
        let start = Instant::now();
        let (slow, fast) = (Pace::per_second(0), Pace::per_second(u32::MAX));
        for _ in 0..1_000 {
            fast.turn().await;
        }
        check_elapsed(start, 0);
        slow.turn().await;
        slow.turn().await;
        check_elapsed(start, 1_000);
    }
}
