//! What decides which spans belong together, beside the spans themselves.

use crate::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rules of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Spans no further apart than this many seconds belong to one broadcast.
    pub gap: i64,
    /// Cut at each local midnight: the local time's offset from UTC in seconds.
    pub daily_cut: Option<i32>,
}

/// What curators decided for one stream.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pins {
    /// What starts at or after such a moment never joins what started before it.
    pub splits: BTreeSet<i64>,
    /// What lies in or near such a span belongs together. It outweighs sessions and midnights, not splits.
    pub merges: BTreeSet<Span>,
}

const DAY: i64 = 86_400;

impl Rules {
    /// The local midnights after `span`'s start, up to and including its end; none without a daily cut.
    pub(crate) fn midnights(&self, span: Span) -> impl Iterator<Item = i64> + use<> {
        let offset = self.daily_cut.map(i64::from);
        let first =
            offset.map(|offset| (span.start() + offset).div_euclid(DAY) * DAY + DAY - offset);
        std::iter::successors(first, |midnight| Some(midnight + DAY))
            .take_while(move |midnight| *midnight <= span.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnights_are_local() {
        let beijing = Rules {
            gap: 300,
            daily_cut: Some(8 * 3_600),
        };
        // 2025-10-09T16:00:00Z is midnight in Beijing.
        let midnight = 1_760_025_600;
        let all = |from, to| beijing.midnights(Span::new(from, to)).collect::<Vec<_>>();
        assert_eq!(
            all(midnight - 1, midnight + DAY),
            [midnight, midnight + DAY]
        );
        assert!(all(midnight, midnight + DAY - 1).is_empty());
        assert_eq!(
            Rules {
                gap: 300,
                daily_cut: None
            }
            .midnights(Span::new(0, midnight))
            .next(),
            None
        );
    }
}
