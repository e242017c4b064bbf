//! Who is shown what.

use crate::http::auth::Caller;
use replay_grouping::{Span, Summary, Tallies, Timestamp, playing};
use replay_store::{Broadcast, Publish, StoredPart, Visibility};

/// Those that an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// They see all there is.
    Curators,
    /// They see what is published, and of that what VOD has confirmed, or all that was told.
    Viewers {
        /// What VOD has not confirmed doesn't exist for them.
        confirmed_only: bool,
    },
}

impl Audience {
    pub(crate) fn new(caller: Caller<'_>, publish: Publish) -> Self {
        match caller {
            Caller::Curator(_) => Self::Curators,
            Caller::Viewer => Self::Viewers {
                confirmed_only: publish == Publish::Confirmed,
            },
        }
    }

    /// What they know of the recordings of a broadcast.
    pub(crate) fn tallies(self, summary: &Summary) -> &Tallies {
        match self {
            Self::Viewers {
                confirmed_only: true,
            } => &summary.confirmed,
            _ => &summary.all,
        }
    }

    /// When a broadcast was, as far as they know: from its pushes and the recordings that they know of.
    pub(crate) fn hull(self, summary: &Summary) -> Span {
        match self {
            Self::Viewers {
                confirmed_only: true,
            } => {
                let covered = summary.confirmed.values();
                let covered = covered.filter_map(|tally| tally.covered.hull());
                let known = covered.chain(summary.published.hull());
                known.reduce(Span::hull).unwrap_or(summary.hull)
            }
            _ => summary.hull,
        }
    }

    /// Whether a broadcast exists for them at the Unix second `now`.
    pub(crate) fn sees(self, broadcast: &Broadcast, now: Timestamp) -> bool {
        let alive = |tallies| {
            playing(tallies).is_some_and(|(_, tally)| tally.expires_at.is_none_or(|at| at > now))
        };
        self == Self::Curators
            || (broadcast.curation.visibility == Visibility::Published
                && alive(self.tallies(&broadcast.summary)))
    }

    /// Whether a part exists for them.
    pub(crate) fn knows(self, part: &StoredPart) -> bool {
        match self {
            Self::Curators => true,
            Self::Viewers { confirmed_only } => {
                part.counts() && (part.confirmed_at.is_some() || !confirmed_only)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Sample, broadcast, part, stored};

    const ALL: Audience = Audience::Viewers {
        confirmed_only: false,
    };
    const CONFIRMED: Audience = Audience::Viewers {
        confirmed_only: true,
    };

    /// Whether curators, viewers of all and viewers of what is confirmed see it at second 1000.
    #[track_caller]
    fn check(visibility: Visibility, parts: &[Sample], expected: [bool; 3]) {
        let mut broadcast = broadcast(&[(0, 100)], parts);
        broadcast.curation.visibility = visibility;
        let sees = |audience: Audience| audience.sees(&broadcast, Timestamp(1_000));
        assert_eq!([Audience::Curators, ALL, CONFIRMED].map(sees), expected);
    }

    #[test]
    fn viewers_see_what_is_published_and_has_a_part() {
        let parts = [part("mp4", 0, 100)];
        check(Visibility::Published, &parts, [true, true, true]);
        check(Visibility::Pending, &parts, [true, false, false]);
        check(Visibility::Hidden, &parts, [true, false, false]);
        check(Visibility::Published, &[], [true, false, false]);
    }

    #[test]
    fn what_vod_has_not_confirmed_may_not_count() {
        let parts = [part("mp4", 0, 100).unconfirmed()];
        check(Visibility::Published, &parts, [true, true, false]);
        let parts = [part("mp4", 0, 100).unconfirmed(), part("flv", 0, 9)];
        check(Visibility::Published, &parts, [true, true, true]);
    }

    #[test]
    fn an_expired_replay_is_gone_for_viewers() {
        let short = part("hls", 0, 9).expiring(1_000);
        let parts = |at| [part("mp4", 0, 100).expiring(at), short.clone()];
        check(Visibility::Published, &parts(1_001), [true, true, true]);
        check(Visibility::Published, &parts(1_000), [true, false, false]);
    }

    #[test]
    fn viewers_know_no_gone_parts() {
        let known = |part: &StoredPart| [Audience::Curators, ALL, CONFIRMED].map(|a| a.knows(part));
        let mut stored = stored(&part("mp4", 0, 100));
        assert_eq!(known(&stored), [true, true, true]);
        stored.confirmed_at = None;
        assert_eq!(known(&stored), [true, true, false]);
        stored.gone_at = Some(Timestamp(500));
        assert_eq!(known(&stored), [true, false, false]);
    }
}
