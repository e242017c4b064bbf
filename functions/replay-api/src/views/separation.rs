//! What keeps two replays apart, in words.

use replay_grouping::Separation;

/// As in `gap 400 s > 300 s`.
pub(crate) fn separation(separation: &Separation) -> String {
    match separation {
        Separation::Split(at) => format!("split at {}", at.rfc3339()),
        Separation::Midnight(at) => format!("midnight at {}", at.rfc3339()),
        Separation::Gap { .. } | Separation::Session { .. } => separation.to_string(),
    }
}
