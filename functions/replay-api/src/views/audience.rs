//! Who sees what.

use replay_grouping::{Span, Tallies, Timestamp, playing};
use replay_store::{Broadcast, Publish, StoredPart, Visibility};
use serde::{Deserialize, Serialize};

/// Why viewers don't see a replay. Of several reasons, the first one here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum HiddenBecause {
    /// Nobody has published it.
    Pending,
    /// A curator or a schedule hid it.
    Hidden,
    /// It has no file, or VOD doesn't have any of its files.
    NoFiles,
    /// VOD has not confirmed any of its files.
    Unconfirmed,
    /// VOD has deleted a file that plays.
    Expired,
}

/// The people for whom a response is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Curators,
    /// They see what is published: all of it, or what VOD has confirmed.
    Viewers {
        /// They do not see what VOD has not confirmed.
        confirmed_only: bool,
        /// Nothing is live for them because a callback alone says so.
        sure_of_live: bool,
    },
}

impl Audience {
    /// Viewers of a deployment that publishes so. `asks_tencent`: keys to Tencent are there, so that something can be confirmed.
    pub(crate) fn viewers(publish: Publish, asks_tencent: bool) -> Self {
        let confirmed_only = publish == Publish::Confirmed;
        Self::Viewers {
            confirmed_only,
            sure_of_live: confirmed_only && asks_tencent,
        }
    }

    fn confirmed_only(self) -> bool {
        match self {
            Self::Curators => false,
            Self::Viewers { confirmed_only, .. } => confirmed_only,
        }
    }

    /// Whether nothing is live for them because a callback alone says so.
    pub(crate) fn is_sure_of_live(self) -> bool {
        matches!(
            self,
            Self::Viewers {
                sure_of_live: true,
                ..
            }
        )
    }

    /// Whether a broadcast is live for them.
    pub(crate) fn is_live(self, broadcast: &Broadcast) -> bool {
        match self.is_sure_of_live() {
            true => broadcast.is_surely_live(),
            false => broadcast.summary.is_live(),
        }
    }

    /// Whether a broadcast is among those that the front page shows them as live. Who is live is no secret, even before
    /// anything is published, unless a curator hid it.
    pub(crate) fn sees_live(self, broadcast: &Broadcast) -> bool {
        let hidden = broadcast.curation.visibility == Visibility::Hidden;
        !broadcast.emptied && !hidden && self.is_live(broadcast)
    }

    /// These people, as they are for this broadcast: files in COS count for viewers once a curator has published it.
    pub(crate) fn of(self, broadcast: &Broadcast) -> Self {
        match self {
            Self::Viewers { sure_of_live, .. } if broadcast.shows_cos() => Self::Viewers {
                confirmed_only: false,
                sure_of_live,
            },
            other => other,
        }
    }

    /// The recordings of a broadcast that they know.
    pub(crate) fn tallies(self, broadcast: &Broadcast) -> &Tallies {
        match self.of(broadcast).confirmed_only() {
            true => &broadcast.summary.confirmed,
            false => &broadcast.summary.all,
        }
    }

    /// The time of a broadcast for them: from its pushes and the recordings that they know.
    pub(crate) fn hull(self, broadcast: &Broadcast) -> Span {
        let summary = &broadcast.summary;
        if !self.of(broadcast).confirmed_only() {
            return summary.hull;
        }
        let recordings = summary.confirmed.values();
        let recorded = recordings.filter_map(|tally| tally.covered.hull());
        let known = recorded.chain(summary.published.hull());
        known.reduce(Span::hull).unwrap_or(summary.hull)
    }

    /// Whether a broadcast exists for them at the Unix second `now`.
    pub(crate) fn sees(self, broadcast: &Broadcast, now: Timestamp) -> bool {
        self == Self::Curators || self.hidden_because(broadcast, now).is_none()
    }

    /// Why viewers like these don't see a broadcast at the Unix second `now`; `None` if they do.
    pub(crate) fn hidden_because(
        self,
        broadcast: &Broadcast,
        now: Timestamp,
    ) -> Option<HiddenBecause> {
        match broadcast.curation.visibility {
            Visibility::Pending => return Some(HiddenBecause::Pending),
            Visibility::Hidden => return Some(HiddenBecause::Hidden),
            Visibility::Published => {}
        }
        let summary = &broadcast.summary;
        let Some((_, tally)) = playing(self.tallies(broadcast)) else {
            return Some(match summary.parts() {
                0 => HiddenBecause::NoFiles,
                _ => HiddenBecause::Unconfirmed,
            });
        };
        let expired = tally.expires_at.is_some_and(|at| at <= now);
        expired.then_some(HiddenBecause::Expired)
    }

    /// Whether a part exists for them.
    pub(crate) fn knows(self, part: &StoredPart) -> bool {
        self == Self::Curators
            || (part.counts() && (part.confirmed_at.is_some() || !self.confirmed_only()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::samples::{Sample, broadcast, part, stored};

    const ALL: Audience = Audience::Viewers {
        confirmed_only: false,
        sure_of_live: false,
    };
    const CONFIRMED: Audience = Audience::Viewers {
        confirmed_only: true,
        sure_of_live: false,
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
    fn unconfirmed_parts_may_be_hidden_from_viewers() {
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

    /// Why viewers of all and viewers of what is confirmed don't see a published replay at second 1000.
    #[track_caller]
    fn hidden(parts: &[Sample], expected: [Option<HiddenBecause>; 2]) {
        let broadcast = broadcast(&[(0, 100)], parts);
        let why = |audience: Audience| audience.hidden_because(&broadcast, Timestamp(1_000));
        assert_eq!([ALL, CONFIRMED].map(why), expected);
    }

    #[test]
    fn what_hides_a_replay_has_a_name() {
        use HiddenBecause::{Expired, Hidden, NoFiles, Pending, Unconfirmed};
        hidden(&[part("mp4", 0, 100)], [None; 2]);
        hidden(&[], [Some(NoFiles); 2]);
        hidden(
            &[part("mp4", 0, 100).unconfirmed()],
            [None, Some(Unconfirmed)],
        );
        hidden(&[part("mp4", 0, 100).expiring(1_000)], [Some(Expired); 2]);
        let mut curated = broadcast(&[(0, 100)], &[]);
        for (visibility, why) in [(Visibility::Pending, Pending), (Visibility::Hidden, Hidden)] {
            curated.curation.visibility = visibility;
            assert_eq!(ALL.hidden_because(&curated, Timestamp(0)), Some(why));
        }
    }

    #[test]
    fn viewers_do_not_see_lost_parts() {
        let known = |part: &StoredPart| [Audience::Curators, ALL, CONFIRMED].map(|a| a.knows(part));
        let mut stored = stored(&part("mp4", 0, 100));
        assert_eq!(known(&stored), [true, true, true]);
        stored.confirmed_at = None;
        assert_eq!(known(&stored), [true, true, false]);
        stored.gone_at = Some(Timestamp(500));
        assert_eq!(known(&stored), [true, false, false]);
    }
}
