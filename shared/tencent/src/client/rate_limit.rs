//! Sends no more often than Tencent allows.
//!
//! Tencent limits the requests of an account per second, for each action. Turns come at equal distances, first come,
//! first served, and unused ones are not saved up: no window of a second, wherever it begins, holds more turns than the
//! rate. The limits are the account's, so that other programs of the account may still use them up.

use super::{Action, Share};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use tokio::time::{Duration, Instant, sleep_until};

/// Hands out the turns of each action.
pub(super) struct RateLimiter {
    /// Replaces the rates of all actions.
    rate: Option<u32>,
    /// What this client may use of the rates of shared actions.
    share: Share,
    /// The next free turn, by the action's name.
    next: Mutex<BTreeMap<&'static str, Instant>>,
}

impl RateLimiter {
    pub(super) fn new(rate: Option<u32>, share: Share) -> Self {
        Self {
            rate,
            share,
            next: Mutex::default(),
        }
    }

    /// From one turn to the next. A rate of zero counts as one.
    fn distance(&self, action: &Action) -> Duration {
        let second = Duration::from_secs(1);
        match self.rate {
            Some(rate) => second / rate.max(1),
            None if action.is_shared => self.share.stretch(second / action.rate.max(1)),
            None => second / action.rate.max(1),
        }
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self, action: &Action) {
        let distance = self.distance(action);
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
    use super::{Action, Duration, Instant, RateLimiter, Share};
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
        let (limiter, start) = (RateLimiter::new(None, Share::ALL), Instant::now());
        for turn in 0..=20 {
            limiter.turn(&action("A", 10)).await;
            check_elapsed(start, turn * 100);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn idle_time_is_not_saved_up() {
        let (limiter, start) = (RateLimiter::new(None, Share::ALL), Instant::now());
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
        let (limiter, start) = (RateLimiter::new(None, Share::ALL), Instant::now());
        let (a, b) = (action("A", 10), action("B", 10));
        tokio::join!(limiter.turn(&a), limiter.turn(&a), limiter.turn(&a));
        check_elapsed(start, 200);
        limiter.turn(&b).await;
        check_elapsed(start, 200);
    }

    #[tokio::test(start_paused = true)]
    async fn no_rate_is_too_small_or_too_large() {
        let start = Instant::now();
        let (own, fast) = (
            RateLimiter::new(None, Share::ALL),
            RateLimiter::new(Some(u32::MAX), Share::ALL),
        );
        let slow = action("A", 0);
        for _ in 0..1_000 {
            fast.turn(&slow).await;
        }
        check_elapsed(start, 0);
        own.turn(&slow).await;
        own.turn(&slow).await;
        check_elapsed(start, 1_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_shared_limit_is_used_in_part() {
        let quarter = RateLimiter::new(None, Share::percent(50).divided_by(2));
        let start = Instant::now();
        for turn in 0..=6 {
            quarter.turn(&action("A", 100).shared()).await;
            check_elapsed(start, turn * 40);
        }
        quarter.turn(&action("B", 100)).await;
        quarter.turn(&action("B", 100)).await;
        check_elapsed(start, 250);
    }
}
