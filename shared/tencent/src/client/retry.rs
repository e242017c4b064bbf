//! How often and how soon a request is repeated.
//!
//! The pauses double, and each is cut by chance, so that callers who were refused together don't come back together.
//! Whether a request may be repeated at all depends on [the error](super::ApiError) and on what the call does.

use std::time::Duration;

/// How often and how soon a request is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all; zero counts as one.
    pub attempts: u32,
    /// The longest pause before the second attempt. It doubles with each further one.
    pub first_pause: Duration,
    /// The longest pause of all.
    pub longest_pause: Duration,
}

impl Default for Retry {
    /// Four attempts, 0.5 + 1 + 2 s apart at most: long enough for a limit that counts seconds, and short beside the
    /// minute until the next run.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(5),
        }
    }
}

impl Retry {
    /// The pause after `attempts` failed ones. `jitter`, from 0 to 1, is the part of the longest pause that is taken.
    pub(super) fn pause(&self, attempts: u32, jitter: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let longest = self.first_pause.saturating_mul(doubled);
        longest.min(self.longest_pause).mul_f64(jitter)
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Retry};

    #[track_caller]
    fn check(attempts: u32, jitter: f64, millis: u64) {
        let pause = Retry::default().pause(attempts, jitter);
        assert_eq!(pause, Duration::from_millis(millis));
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        check(1, 1.0, 500);
        check(2, 1.0, 1_000);
        check(3, 1.0, 2_000);
        check(4, 1.0, 4_000);
        check(5, 1.0, 5_000);
        check(u32::MAX, 1.0, 5_000);
    }

    #[test]
    fn jitter_shortens_pauses() {
        check(3, 0.0, 0);
        check(3, 0.25, 500);
        check(u32::MAX, 0.5, 2_500);
    }
}
