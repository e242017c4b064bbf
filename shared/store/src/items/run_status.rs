//! What operators are told of the last run, and of the hours before it.

use crate::{
    Result,
    table::{EXPIRES, Item, Reader, Writer, keys},
};
use replay_grouping::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// How long the counts of an hour are kept: a week and a bit.
const RETENTION: Seconds = Seconds::DAY.times(8);

/// What the last run of reconcile left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStatus {
    /// When it ran, in Unix seconds.
    pub at: Timestamp,
    /// All recordings of the account up to this second are known.
    pub watermark: Option<Timestamp>,
    /// How many queries were overdue at its end, at most 1,000.
    pub overdue: u64,
    /// Since when the longest overdue one of them is.
    pub overdue_since: Option<Timestamp>,
    /// How many events went into quarantine since midnight (UTC), at most 1,000.
    pub quarantined_today: u64,
    /// The version of the program.
    pub program: String,
}

impl RunStatus {
    pub(crate) fn item(&self) -> Result<Item> {
        Writer::new(keys::STATUS, keys::LAST_RUN)
            .json("status", self)
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        Reader(item).json("status")
    }
}

/// The upper bounds of the spans of time in which a [`Distribution`] counts, in seconds.
const BOUNDS: [u32; 20] = [
    1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400,
];

/// How many samples lie in each span of time. A sample beyond the last bound counts there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Distribution([u64; BOUNDS.len()]);

impl Distribution {
    /// Adds a sample.
    pub fn add(&mut self, seconds: u64) {
        let fits = |bound: &u32| seconds <= u64::from(*bound);
        let place = BOUNDS.iter().position(fits).unwrap_or(BOUNDS.len() - 1);
        self.0[place] += 1;
    }

    /// The number of samples.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    /// A bound below which so many hundredths of the samples lie; `None` without a sample.
    #[must_use]
    pub fn percentile(&self, hundredths: u64) -> Option<u32> {
        let wanted = (self.count() * hundredths).div_ceil(100).max(1);
        let mut below = 0;
        let mut places = BOUNDS.iter().zip(self.0);
        let reached = places.find(|(_, samples)| {
            below += samples;
            below >= wanted
        });
        reached.map(|(bound, _)| *bound)
    }

    fn plus(self, other: &Self) -> Self {
        let mut sum = self;
        for (total, more) in sum.0.iter_mut().zip(other.0) {
            *total += more;
        }
        sum
    }
}

/// What is counted over hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunCounts {
    /// Recordings and pushes whose callback was lost, and which polls found.
    pub found: u64,
    /// From the end of each broadcast until viewers saw all of it.
    pub end_to_listed: Distribution,
}

const FOUND: &str = "found";

fn listed_within(bound: u32) -> String {
    format!("listed_{bound}")
}

impl RunCounts {
    /// The attributes to add to those of the hour.
    pub(crate) fn attributes(&self) -> Vec<(String, u64)> {
        let listed = BOUNDS.iter().zip(self.end_to_listed.0);
        let listed = listed.map(|(bound, samples)| (listed_within(*bound), samples));
        let all = [(FOUND.to_owned(), self.found)].into_iter().chain(listed);
        all.filter(|(_, count)| *count > 0).collect()
    }

    /// When the counts of the hour of this moment are deleted.
    pub(crate) fn expires_at(now: Timestamp) -> (&'static str, Timestamp) {
        (EXPIRES, now + RETENTION)
    }

    pub(crate) fn read(item: &Item) -> Result<Self> {
        let item = Reader(item);
        let mut counts = Self {
            found: item.optional_number(FOUND)?.unwrap_or_default(),
            ..Self::default()
        };
        for (bound, samples) in BOUNDS.iter().zip(&mut counts.end_to_listed.0) {
            *samples = item.count(&listed_within(*bound))?;
        }
        Ok(counts)
    }

    pub(crate) fn plus(self, other: &Self) -> Self {
        Self {
            found: self.found + other.found,
            end_to_listed: self.end_to_listed.plus(&other.end_to_listed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(samples: &[u64], hundredths: u64, expected: Option<u32>) {
        let mut distribution = Distribution::default();
        samples
            .iter()
            .for_each(|seconds| distribution.add(*seconds));
        assert_eq!(distribution.count(), samples.len() as u64);
        assert_eq!(distribution.percentile(hundredths), expected, "{samples:?}");
    }

    #[test]
    fn percentiles_are_bounds_of_the_samples() {
        check(&[], 50, None);
        check(&[0], 50, Some(1));
        check(&[7], 99, Some(8));
        check(&[2, 2, 2, 9], 50, Some(2));
        check(&[2, 2, 2, 9], 75, Some(2));
        check(&[2, 2, 2, 9], 76, Some(10));
        check(&[2, 2, 2, 9], 99, Some(10));
        check(&[1_000_000], 50, Some(86_400));
        let mut hundred = vec![3; 99];
        hundred.push(50);
        check(&hundred, 99, Some(3));
        hundred.push(50);
        check(&hundred, 99, Some(60));
    }
}
