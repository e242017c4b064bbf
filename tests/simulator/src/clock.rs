//! The simulator's time.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// The time of a world: real time, a fast clock that catches up with it, or one that a test sets. Clones show the same.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Manual(watch::Sender<i64>),
    Hurrying {
        from: i64,
        since: Instant,
        speed: u32,
    },
}

/// The longest single sleep: long sleeps drift, and the computer's clock may be set.
const NAP: Duration = Duration::from_secs(1);

impl Clock {
    /// Stands still at a Unix second until it is set.
    #[must_use]
    pub fn manual(now: i64) -> Self {
        Self(Kind::Manual(watch::Sender::new(now)))
    }

    /// The real time.
    #[must_use]
    pub fn real() -> Self {
        Self::hurrying(i64::MAX, 1)
    }

    /// Starts at a Unix second in the past and runs `speed` times as fast as real time until it has caught up with it.
    #[must_use]
    pub fn hurrying(from: i64, speed: u32) -> Self {
        Self(Kind::Hurrying {
            from,
            since: Instant::now(),
            speed,
        })
    }

    /// Now, in the world.
    #[must_use]
    pub fn now(&self) -> i64 {
        match &self.0 {
            Kind::Manual(now) => *now.borrow(),
            Kind::Hurrying { from, since, speed } => {
                let passed = since.elapsed().as_secs_f64() * f64::from(*speed);
                from.saturating_add(passed as i64).min(real())
            }
        }
    }

    /// Now, for signatures: they are checked against real time even while the world's clock is fast.
    #[must_use]
    pub fn wall(&self) -> i64 {
        match &self.0 {
            Kind::Manual(_) => self.now(),
            Kind::Hurrying { .. } => real(),
        }
    }

    /// Sets a manual clock to a Unix second, and wakes those who wait for it. Does nothing to other clocks.
    pub fn set(&self, now: i64) {
        if let Kind::Manual(clock) = &self.0 {
            clock.send_replace(now);
        }
    }

    /// Advances a manual clock by this many seconds.
    pub fn advance(&self, seconds: i64) {
        self.set(self.now().saturating_add(seconds));
    }

    /// Waits until the world is at a Unix second.
    pub async fn until(&self, at: i64) {
        match &self.0 {
            Kind::Manual(clock) => {
                // It can't close while `self` holds it.
                let _ = clock.subscribe().wait_for(|now| *now >= at).await;
            }
            Kind::Hurrying { speed, .. } => loop {
                let left = at.saturating_sub(self.now());
                if left <= 0 {
                    return;
                }
                let left = Duration::from_secs(left.unsigned_abs()) / (*speed).max(1);
                tokio::time::sleep(left.min(NAP).max(Duration::from_millis(1))).await;
            },
        }
    }
}

fn real() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_those_who_wait() {
        let clock = Clock::manual(100);
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.until(160).await }
        });
        clock.advance(59);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(1);
        waiting.await.unwrap();
        assert_eq!((clock.now(), clock.wall()), (160, 160));
    }

    #[test]
    fn a_fast_clock_never_passes_real_time() {
        let now = Clock::real().now();
        assert!((real() - now).abs() <= 1);
        let hurrying = Clock::hurrying(now - 2, u32::MAX);
        std::thread::sleep(Duration::from_millis(5));
        assert!((real() - hurrying.now()).abs() <= 1);
    }
}
