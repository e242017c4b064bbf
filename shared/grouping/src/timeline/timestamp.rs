//! Points in time and lengths of time, in whole seconds.

use serde::{Deserialize, Serialize};
use std::{
    fmt,
    iter::Sum,
    num::ParseIntError,
    ops::{Add, AddAssign, Sub},
    str::FromStr,
    time::{Duration, SystemTime},
};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, and stored as that number.
///
/// Arithmetic saturates. Reported times may be any number, and an absurd one must not end in a panic, nor wrap around to
/// a plausible one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in whole seconds, stored as that number. Negative where a later time is subtracted from an earlier.
///
/// Arithmetic saturates, as that of [`Timestamp`] does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seconds(pub i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);
    /// Earlier than any other.
    pub const MIN: Self = Self(i64::MIN);
    /// Later than any other.
    pub const MAX: Self = Self(i64::MAX);
}

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Longer than any other.
    pub const MAX: Self = Self(i64::MAX);
    /// 60 seconds.
    pub const MINUTE: Self = Self(60);
    /// 3,600 seconds.
    pub const HOUR: Self = Self(3_600);
    /// 86,400 seconds.
    pub const DAY: Self = Self(86_400);

    /// This length, `count` times over.
    #[must_use]
    pub const fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// The number of seconds; 0 for a negative length.
    #[must_use]
    pub fn non_negative(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }

    /// The same length, never negative.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
}

macro_rules! saturating {
    ($($left:ident $operator:ident::$method:ident $right:ident = $output:ident by $sum:ident;)*) => {$(
        impl $operator<$right> for $left {
            type Output = $output;

            fn $method(self, other: $right) -> $output {
                $output(self.0.$sum(other.0))
            }
        }
    )*};
}

saturating! {
    Timestamp Add::add Seconds = Timestamp by saturating_add;
    Timestamp Sub::sub Seconds = Timestamp by saturating_sub;
    Timestamp Sub::sub Timestamp = Seconds by saturating_sub;
    Seconds Add::add Seconds = Seconds by saturating_add;
    Seconds Sub::sub Seconds = Seconds by saturating_sub;
}

impl AddAssign for Seconds {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Seconds {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, Add::add)
    }
}

impl From<u32> for Seconds {
    fn from(seconds: u32) -> Self {
        Self(seconds.into())
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
    }
}

/// A negative length is no wait at all.
impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        Self::from_secs(seconds.non_negative())
    }
}

/// A clock that is set before 1970 shows [`Timestamp::EPOCH`].
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH);
        Self::EPOCH + since.unwrap_or_default().into()
    }
}

macro_rules! number_as_text {
    ($($type:ident)*) => {$(
        /// The number alone.
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $type {
            type Err = ParseIntError;

            fn from_str(number: &str) -> Result<Self, ParseIntError> {
                number.parse().map(Self)
            }
        }
    )*};
}

number_as_text!(Timestamp Seconds);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Timestamp(100) + Seconds::MINUTE, Timestamp(160));
        assert_eq!(Timestamp(100) - Timestamp(160), Seconds(-60));
        assert_eq!(Timestamp::MAX + Seconds(1), Timestamp::MAX);
        assert_eq!(Timestamp(i64::MIN) - Timestamp(1), Seconds(i64::MIN));
        assert_eq!(Seconds::MAX + Seconds::MAX, Seconds::MAX);
        assert_eq!(Seconds::DAY.times(i64::MAX), Seconds::MAX);
        assert_eq!(
            [Seconds::MAX, Seconds(1)].into_iter().sum::<Seconds>(),
            Seconds::MAX
        );
    }

    #[test]
    fn stored_and_shown_as_numbers() {
        let both = (Timestamp(1_760_000_000), Seconds(-5));
        assert_eq!(serde_json::to_string(&both).unwrap(), "[1760000000,-5]");
        assert_eq!(
            serde_json::from_str::<(Timestamp, Seconds)>("[1760000000,-5]").unwrap(),
            both
        );
        assert_eq!(format!("{:05} {}", Timestamp(42), Seconds(7)), "00042 7");
    }

    #[test]
    fn durations_are_never_negative() {
        assert_eq!(Duration::from(Seconds(-1)), Duration::ZERO);
        assert_eq!(Duration::from(Seconds(90)), Duration::from_secs(90));
        assert_eq!(Seconds::from(Duration::MAX), Seconds::MAX);
    }

    #[test]
    fn a_clock_before_1970_shows_1970() {
        let (epoch, minute) = (SystemTime::UNIX_EPOCH, Duration::from_secs(60));
        assert_eq!(Timestamp::from(epoch + minute), Timestamp(60));
        assert_eq!(Timestamp::from(epoch - minute), Timestamp::EPOCH);
    }
}
