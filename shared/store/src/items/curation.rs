//! What curators set for a broadcast.

use replay_grouping::{Seconds, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Who may see a replay.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Curators, until it is published.
    #[default]
    Pending,
    /// Everybody.
    Published,
    /// Curators.
    Hidden,
}

impl Visibility {
    /// Its name, in the table and in the API.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Hidden => "hidden",
        }
    }
}

/// A curator's word that they have looked at a replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// When, in Unix seconds.
    pub at: Timestamp,
    /// Who: the name of a token.
    pub by: String,
}

/// What curators set for a broadcast. Events never change it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Curation {
    /// Who may see it.
    pub visibility: Visibility,
    /// A curator decided on the visibility.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub visibility_set: bool,
    /// Why it is hidden. Nothing that isn't hidden has a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden_reason: Option<String>,
    /// Who has looked at it first, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Review>,
    /// Replaces the title that is made of stream and start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Replaces the picture that VOD or a screenshot gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_url: Option<String>,
    /// Its place among the featured ones: the smallest comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub featured_rank: Option<u32>,
    /// A note that only curators see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it is to be published, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_at: Option<Timestamp>,
    /// When it is to be hidden, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpublish_at: Option<Timestamp>,
    /// All that plays of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trim: Option<Span>,
    /// It came apart from what the trim leaves, and so plays whole. The trim is kept in case that both meet again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub trim_elsewhere: bool,
}

/// A trim leaves at least so much of a broadcast.
const LEAST_LEFT: Seconds = Seconds(1);

/// What a trim leaves of a broadcast in this time; `None` if nothing.
pub(crate) fn left_of(hull: Span, trim: Span) -> Option<Span> {
    let left = hull.intersection(trim);
    left.filter(|left| left.length() >= LEAST_LEFT)
}

impl Curation {
    /// A curator changed something.
    #[must_use]
    pub fn is_curated(&self) -> bool {
        let untouched = Self {
            visibility: self.visibility,
            ..Self::default()
        };
        *self != untouched
    }

    /// It is published, or was until a curator hid it: viewers may know it.
    #[must_use]
    pub fn was_published(&self) -> bool {
        self.visibility == Visibility::Published || self.visibility_set
    }

    /// A curator has looked at it. Whoever was first stays.
    pub(crate) fn review(&mut self, by: &str, now: Timestamp) {
        self.reviewed.get_or_insert_with(|| Review {
            at: now,
            by: by.to_owned(),
        });
    }

    /// Forgets why it was hidden, once it isn't.
    pub(crate) fn drop_stale_reason(&mut self) {
        if self.visibility != Visibility::Hidden {
            self.hidden_reason = None;
        }
    }

    /// Notes whether the trim leaves something of the broadcast, which lies in this time now. `came_apart`: it did, just now.
    pub(crate) fn place_trim(&mut self, hull: Span, came_apart: bool) {
        let lies_elsewhere = |trim: Span| left_of(hull, trim).is_none();
        let knows_why = self.trim_elsewhere || came_apart;
        self.trim_elsewhere = self.trim.is_some_and(lies_elsewhere) && knows_why;
    }

    /// When its schedule next publishes or hides it.
    #[must_use]
    pub fn wakes_at(&self) -> Option<Timestamp> {
        let times = [self.publish_at, self.unpublish_at];
        times.into_iter().flatten().min()
    }

    /// Applies what its schedule says up to the Unix second `now`, in order of time. Of two steps at once, hiding is last.
    pub(crate) fn apply_schedule(&mut self, now: Timestamp) {
        let mut steps: Vec<(Timestamp, Visibility)> = Vec::new();
        let due = |at: &mut Option<Timestamp>| at.take_if(|at| *at <= now);
        steps.extend(due(&mut self.publish_at).map(|at| (at, Visibility::Published)));
        steps.extend(due(&mut self.unpublish_at).map(|at| (at, Visibility::Hidden)));
        steps.sort_unstable();
        if let Some((_, last)) = steps.last() {
            self.visibility = *last;
            self.visibility_set = true;
        }
        self.drop_stale_reason();
    }

    /// Takes out of the schedule what lies at the Unix second `now` or earlier.
    pub(crate) fn drop_past_schedule(&mut self, now: Timestamp) {
        for planned in [&mut self.publish_at, &mut self.unpublish_at] {
            planned.take_if(|at| *at <= now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The visibility of a pending replay with this schedule at second 100, and what is left of the schedule.
    #[track_caller]
    fn check(
        publish_at: Option<i64>,
        unpublish_at: Option<i64>,
        visibility: Visibility,
        left: [Option<i64>; 2],
    ) {
        let mut curation = Curation {
            publish_at: publish_at.map(Timestamp),
            unpublish_at: unpublish_at.map(Timestamp),
            ..Curation::default()
        };
        curation.apply_schedule(Timestamp(100));
        assert_eq!(curation.visibility, visibility);
        let left = left.map(|at| at.map(Timestamp));
        assert_eq!([curation.publish_at, curation.unpublish_at], left);
        assert_eq!(
            curation.visibility_set,
            visibility != Visibility::Pending,
            "a schedule is a curator's decision"
        );
    }

    #[test]
    fn a_schedule_is_applied_in_order_of_time() {
        use Visibility::{Hidden, Pending, Published};
        check(None, None, Pending, [None, None]);
        check(Some(101), Some(102), Pending, [Some(101), Some(102)]);
        check(Some(100), Some(102), Published, [None, Some(102)]);
        check(Some(90), Some(95), Hidden, [None, None]);
        check(Some(95), Some(90), Published, [None, None]);
        check(Some(90), Some(90), Hidden, [None, None]);
    }

    #[test]
    fn past_times_leave_the_schedule() {
        let mut curation = Curation {
            publish_at: Some(Timestamp(100)),
            unpublish_at: Some(Timestamp(101)),
            ..Curation::default()
        };
        curation.drop_past_schedule(Timestamp(100));
        let planned = (curation.publish_at, curation.unpublish_at);
        assert_eq!(planned, (None, Some(Timestamp(101))));
        assert_eq!(curation.visibility, Visibility::Pending);
    }

    #[test]
    fn anything_that_a_curator_sets_is_curation() {
        let note = Curation {
            note: Some("check the sound".to_owned()),
            ..Curation::default()
        };
        let published = Curation {
            visibility: Visibility::Published,
            ..Curation::default()
        };
        let mut reviewed = published.clone();
        reviewed.review("ada", Timestamp(100));
        assert!(note.is_curated() && reviewed.is_curated() && !published.is_curated());
    }

    #[test]
    fn the_first_review_stays() {
        let mut curation = Curation::default();
        curation.review("ada", Timestamp(100));
        curation.review("bob", Timestamp(200));
        let by = curation.reviewed.map(|review| (review.by, review.at));
        assert_eq!(by, Some(("ada".to_owned(), Timestamp(100))));
    }

    #[test]
    fn a_schedule_that_publishes_takes_the_reason_for_hiding() {
        let hidden = |publish_at| Curation {
            visibility: Visibility::Hidden,
            hidden_reason: Some("the sound is missing".to_owned()),
            publish_at: Some(Timestamp(publish_at)),
            ..Curation::default()
        };
        for (publish_at, keeps) in [(101, true), (100, false)] {
            let mut curation = hidden(publish_at);
            curation.apply_schedule(Timestamp(100));
            assert_eq!(curation.hidden_reason.is_some(), keeps);
        }
    }
}
