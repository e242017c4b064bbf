//! Why two broadcasts aren't one.

use crate::{Pins, Rules, SessionId, Span, Summary};
use std::{
    fmt,
    ops::Bound::{Excluded, Included},
};

/// What keeps two neighbouring broadcasts apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Apart {
    /// They are this far apart.
    Gap {
        /// How far.
        seconds: u64,
        /// How far they may be.
        limit: u64,
    },
    /// A curator split there.
    Split(i64),
    /// The local day changes there.
    Midnight(i64),
    /// Another session begins.
    Session {
        /// What the earlier one names, if anything.
        left: Option<SessionId>,
        /// What the later one names, if anything.
        right: Option<SessionId>,
    },
}

/// Moments are Unix seconds.
impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { seconds, limit } => write!(f, "gap {seconds} s > {limit} s"),
            Self::Split(at) => write!(f, "split at {at}"),
            Self::Midnight(_) => f.write_str("midnight"),
            Self::Session { .. } => f.write_str("another session"),
        }
    }
}

/// Why two neighbours that clustering left apart weren't joined; which of them is given first doesn't matter.
///
/// A split outweighs all. Two sessions are told before the gap between them, and that before a session or a midnight
/// that begins in it. None when nothing of theirs keeps them apart: a third broadcast's session begins between them.
#[must_use]
pub fn apart(left: &Summary, right: &Summary, rules: &Rules, pins: &Pins) -> Option<Apart> {
    let place = |summary: &Summary| (summary.hull, summary.sessions.keys().next().cloned());
    let (left, right) = if place(left) <= place(right) {
        (left, right)
    } else {
        (right, left)
    };
    let (from, to) = (left.hull.start(), right.hull.start());
    if let Some(split) = pins
        .splits
        .range((Excluded(from), Included(to)))
        .next_back()
    {
        return Some(Apart::Split(*split));
    }
    let named = (left.sessions.keys().next(), right.sessions.keys().next());
    let session = || Apart::Session {
        left: named.0.cloned(),
        right: named.1.cloned(),
    };
    let shared = left
        .sessions
        .keys()
        .any(|id| right.sessions.contains_key(id));
    if named.0.is_some() && named.1.is_some() && !shared {
        return Some(session());
    }
    let (seconds, limit) = (
        left.hull.distance(&right.hull),
        u64::try_from(rules.gap).unwrap_or(0),
    );
    if seconds > limit {
        return Some(Apart::Gap { seconds, limit });
    }
    if named.1.is_some() && !shared {
        return Some(session());
    }
    let midnight = rules.midnights(Span::new(from, to)).last();
    midnight.map(Apart::Midnight).or_else(|| {
        // The later one lies in the time of a third session.
        (named.0.is_some() && !shared).then(session)
    })
}
