//! Sends no more often than Tencent allows.
//!
//! Tencent limits the requests of an account per second, for each action. Turns come at equal distances, first come,
//! first served, and unused ones are not saved up: no window of a second, wherever it begins, holds more turns than the
//! rate. The limits are the account's, so that other programs of the account may still use them up.

use super::Action;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use tokio::time::{Duration, Instant, sleep_until};

/// Hands out the turns of each action.
pub(super) struct RateLimiter {
    /// Replaces the rates of all actions.
    rate: Option<u32>,
    /// The next free turn, by the action's name.
    next: Mutex<BTreeMap<&'static str, Instant>>,
}

impl RateLimiter {
    pub(super) fn new(rate: Option<u32>) -> Self {
        Self {
            rate,
            next: Mutex::default(),
        }
    }

    /// Waits for a turn. A rate of zero counts as one.
    pub(super) async fn turn(&self, action: &Action) {
        let distance = Duration::from_secs(1) / self.rate.unwrap_or(action.rate).max(1);
        let now = Instant::now();
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let next = next.entry(action.name).or_insert(now);
            let at = now.max(*next);
            *next = at + distance;
            at
        };
        if at > now {
            sleep_until(at).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Duration, Instant, RateLimiter};
    use crate::client::Effect;
    use tokio::time::advance;

    fn action(name: &'static str, rate: u32) -> Action {
        Action::vod(name, rate, Effect::Idempotent)
    }

    #[track_caller]
    fn check_elapsed(since: Instant, millis: u64) {
        assert_eq!(since.elapsed(), Duration::from_millis(millis));
    }

    #[tokio::test(start_paused = true)]
    async fn turns_come_at_equal_distances() {
        let (limiter, start) = (RateLimiter::new(None), Instant::now());
        for turn in 0..=20 {
            limiter.turn(&action("A", 10)).await;
            check_elapsed(start, turn * 100);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn idle_time_is_not_saved_up() {
        let (limiter, start) = (RateLimiter::new(None), Instant::now());
        let action = action("A", 100);
        limiter.turn(&action).await;
        advance(Duration::from_secs(60)).await;
        limiter.turn(&action).await;
        check_elapsed(start, 60_000);
        limiter.turn(&action).await;
        check_elapsed(start, 60_010);
    }

    #[tokio::test(start_paused = true)]
    async fn concurrent_requests_of_one_action_share_its_rate() {
        let (limiter, start) = (RateLimiter::new(None), Instant::now());
        let (a, b) = (action("A", 10), action("B", 10));
        tokio::join!(limiter.turn(&a), limiter.turn(&a), limiter.turn(&a));
        check_elapsed(start, 200);
        limiter.turn(&b).await;
        check_elapsed(start, 200);
    }

    #[tokio::test(start_paused = true)]
    async fn no_rate_is_too_small_or_too_large() {
        let start = Instant::now();
        let (own, fast) = (RateLimiter::new(None), RateLimiter::new(Some(u32::MAX)));
        let slow = action("A", 0);
        for _ in 0..1_000 {
            fast.turn(&slow).await;
        }
        check_elapsed(start, 0);
        own.turn(&slow).await;
        own.turn(&slow).await;
        check_elapsed(start, 1_000);
    }
}
