//! What decides which spans belong together, beside the spans themselves.

use crate::{Seconds, Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, iter::successors};

/// The rules of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Spans with at most this much time between them belong to one broadcast.
    pub gap: Seconds,
    /// Cut at each local midnight: the local time's offset from UTC in seconds.
    pub daily_cut: Option<i32>,
}

/// What curators decided for one stream.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pins {
    /// Pieces that start at or after a split never join pieces that start before it.
    pub splits: BTreeSet<Timestamp>,
    /// Pieces in or near a merge belong together. A merge outweighs sessions and midnights, but not splits.
    pub merges: BTreeSet<Span>,
}

impl Rules {
    /// The local midnights after the start of `span`, up to and including its end. Empty without a daily cut.
    pub(crate) fn midnights(&self, span: Span) -> impl Iterator<Item = Timestamp> + use<> {
        let first = self.daily_cut.map(|offset| {
            let offset = Seconds(offset.into());
            let Seconds(day) = Seconds::DAY;
            let days = (span.start() + offset).0.div_euclid(day);
            Timestamp::EPOCH + Seconds::DAY.times(days + 1) - offset
        });
        successors(first, |midnight| Some(*midnight + Seconds::DAY))
            .take_while(move |midnight| *midnight <= span.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnights_are_local() {
        let beijing = Rules {
            gap: Seconds(300),
            daily_cut: Some(8 * 3_600),
        };
        // 2025-10-09T16:00:00Z is midnight in Beijing.
        let midnight = Timestamp(1_760_025_600);
        let all = |from, to| beijing.midnights(Span::new(from, to)).collect::<Vec<_>>();
        assert_eq!(
            all(midnight - Seconds(1), midnight + Seconds::DAY),
            [midnight, midnight + Seconds::DAY]
        );
        assert!(all(midnight, midnight + Seconds::DAY - Seconds(1)).is_empty());
        assert_eq!(
            Rules {
                gap: Seconds(300),
                daily_cut: None
            }
            .midnights(Span::new(Timestamp::EPOCH, midnight))
            .next(),
            None
        );
    }
}
