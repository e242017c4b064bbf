//! A change of a stream's pins.

use replay_grouping::{Pins, Seconds, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Pins that are set, and pins that are taken away.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PinChange {
    /// Those that are new.
    pub set: Pins,
    /// Those that are no more.
    pub unset: Pins,
}

impl PinChange {
    /// A split.
    pub(crate) fn split(at: Timestamp) -> Self {
        let mut change = Self::default();
        change.set.splits.insert(at);
        change
    }

    /// A merge of what starts at these moments, which takes away the splits in between.
    pub(crate) fn merge(from: Timestamp, to: Timestamp, pins: &Pins) -> Self {
        let mut change = Self::default();
        change.set.merges.insert(Span::new(from, to));
        change.unset.splits = pins.splits.range(from + Seconds(1)..=to).copied().collect();
        change
    }

    /// What takes it back.
    pub(crate) fn reversed(&self) -> Self {
        Self {
            set: self.unset.clone(),
            unset: self.set.clone(),
        }
    }

    pub(crate) fn apply(&self, pins: &Pins) -> Pins {
        let mut pins = pins.clone();
        pins.splits.retain(|at| !self.unset.splits.contains(at));
        pins.merges
            .retain(|merge| !self.unset.merges.contains(merge));
        pins.splits.extend(&self.set.splits);
        pins.merges.extend(&self.set.merges);
        pins
    }

    /// Where it changes what belongs together.
    pub(crate) fn span(&self) -> Option<Span> {
        let all = [&self.set, &self.unset];
        let splits = all.iter().flat_map(|pins| &pins.splits);
        let merges = all.iter().flat_map(|pins| &pins.merges);
        let spans = splits.map(|at| Span::point(*at)).chain(merges.copied());
        spans.reduce(Span::hull)
    }
}
