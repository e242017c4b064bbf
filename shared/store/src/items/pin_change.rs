//! A change of a stream's pins: of the splits and merges that curators set.

use replay_grouping::{Pins, Seconds, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Pins that are set, and pins that are removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PinChange {
    /// The new pins.
    pub set: Pins,
    /// The removed pins.
    pub unset: Pins,
}

impl PinChange {
    pub(crate) fn split(at: Timestamp) -> Self {
        let mut change = Self::default();
        change.set.splits.insert(at);
        change
    }

    /// A merge of the broadcasts that start from `from` to `to`. It removes the splits in between.
    pub(crate) fn merge(from: Timestamp, to: Timestamp, pins: &Pins) -> Self {
        let mut change = Self::default();
        change.set.merges.insert(Span::new(from, to));
        change.unset.splits = pins.splits.range(from + Seconds(1)..=to).copied().collect();
        change
    }

    /// The change that takes this one back.
    pub(crate) fn reversed(&self) -> Self {
        Self {
            set: self.unset.clone(),
            unset: self.set.clone(),
        }
    }

    /// The pins after the change.
    pub(crate) fn apply(&self, pins: &Pins) -> Pins {
        let mut pins = pins.clone();
        pins.splits.retain(|at| !self.unset.splits.contains(at));
        pins.merges
            .retain(|merge| !self.unset.merges.contains(merge));
        pins.splits.extend(&self.set.splits);
        pins.merges.extend(&self.set.merges);
        pins
    }

    /// The stretch in which it changes what belongs together.
    pub(crate) fn span(&self) -> Option<Span> {
        let all = [&self.set, &self.unset];
        let splits = all.iter().flat_map(|pins| &pins.splits);
        let merges = all.iter().flat_map(|pins| &pins.merges);
        let spans = splits.map(|at| Span::point(*at)).chain(merges.copied());
        spans.reduce(Span::hull)
    }
}
