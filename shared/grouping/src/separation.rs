//! Why two neighbouring broadcasts are not one.

use crate::{Pins, Rules, Seconds, SessionId, Span, Summary, Timestamp};
use std::{
    fmt,
    ops::Bound::{Excluded, Included},
};

/// What separates two neighbouring broadcasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Separation {
    /// Too much time lies between them.
    Gap {
        /// How much.
        seconds: Seconds,
        /// How much the rules allow.
        limit: Seconds,
    },
    /// A curator split there.
    Split(Timestamp),
    /// The local day changes there.
    Midnight(Timestamp),
    /// Another session begins.
    Session {
        /// The session of the earlier one, if it names one.
        left: Option<SessionId>,
        /// The session of the later one, if it names one.
        right: Option<SessionId>,
    },
}

impl fmt::Display for Separation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { seconds, limit } => write!(f, "gap {seconds} s > {limit} s"),
            Self::Split(at) => write!(f, "split at {at}"),
            Self::Midnight(_) => f.write_str("midnight"),
            Self::Session { .. } => f.write_str("another session"),
        }
    }
}

/// Why clustering did not join two neighbours. The order of the two does not matter.
///
/// A split outweighs the other reasons. Two different sessions come next, then the gap, then a session or a midnight
/// that begins in the gap. `None` when the two themselves hold no reason: a third broadcast's session begins between
/// them.
#[must_use]
pub fn separation(
    left: &Summary,
    right: &Summary,
    rules: &Rules,
    pins: &Pins,
) -> Option<Separation> {
    let place = |summary: &Summary| (summary.hull, summary.sessions.keys().next().cloned());
    let (left, right) = if place(left) <= place(right) {
        (left, right)
    } else {
        (right, left)
    };
    let (from, to) = (left.hull.start(), right.hull.start());
    let mut splits = pins.splits.range((Excluded(from), Included(to)));
    if let Some(split) = splits.next_back() {
        return Some(Separation::Split(*split));
    }
    let (of_left, of_right) = (left.sessions.keys().next(), right.sessions.keys().next());
    let mut sessions = left.sessions.keys();
    let common = sessions.any(|id| right.sessions.contains_key(id));
    let session = || Separation::Session {
        left: of_left.cloned(),
        right: of_right.cloned(),
    };
    if of_left.is_some() && of_right.is_some() && !common {
        return Some(session());
    }
    let seconds = left.hull.distance(&right.hull);
    let limit = rules.gap.max(Seconds::ZERO);
    if seconds > limit {
        return Some(Separation::Gap { seconds, limit });
    }
    if of_right.is_some() && !common {
        return Some(session());
    }
    let midnight = rules.midnights(Span::new(from, to)).last();
    midnight.map(Separation::Midnight).or_else(|| {
        // The later one lies in the time of a third session.
        (of_left.is_some() && !common).then(session)
    })
}
