//! What is known of a broadcast without looking at its pieces.

use crate::{FileId, Format, Part, Push, Sequence, SessionId, Span, Spans};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the parts of one format add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// How many parts.
    pub parts: u32,
    /// Their sizes, added up.
    pub bytes: u64,
    /// Their durations, added up.
    pub seconds: u64,
    /// Which seconds they hold.
    pub covered: Spans,
    /// The earliest of them.
    pub first: Option<FirstPart>,
    /// When the first of them is deleted, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// The earliest part of a format; of several, the one with the smallest file id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FirstPart {
    /// Where its content starts.
    pub start: i64,
    /// Which file it is.
    pub file_id: FileId,
    /// Where it can be fetched.
    pub url: Option<String>,
}

impl Tally {
    fn of(part: &Part) -> Self {
        let span = part.content.span;
        Self {
            parts: 1,
            bytes: part.bytes,
            seconds: part.content.seconds.into(),
            covered: vec![span].into(),
            first: Some(FirstPart {
                start: span.start(),
                file_id: part.file_id.clone(),
                url: part.url.clone(),
            }),
            expires_at: part.expires_at,
        }
    }

    fn add(&mut self, other: &Self) {
        self.parts += other.parts;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.seconds += other.seconds;
        self.covered.extend(other.covered.as_slice());
        self.first = self.first.iter().chain(&other.first).min().cloned();
        self.expires_at = self.expires_at.into_iter().chain(other.expires_at).min();
    }

    /// How long it plays: the seconds that it covers, but no more than its files hold (an HLS file that goes on after
    /// drops covers pauses too, and the same second may be recorded twice).
    #[must_use]
    pub fn duration(&self) -> u64 {
        self.covered.seconds().min(self.seconds)
    }
}

/// So many formats are counted, the preferred ones first: two tallies for each have to fit into one item of the store.
const MAX_FORMATS: usize = 16;

/// The tallies of the formats of a broadcast.
pub type Tallies = BTreeMap<Format, Tally>;

/// The begin of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// Its event time.
    pub at: i64,
    /// Its push.
    pub sequence: Sequence,
    /// The end of that push has not been seen.
    pub open: bool,
}

/// What is known of a broadcast without looking at its pieces. One part, or one push, is the smallest.
///
/// Two summaries add up to a third, whatever the order. A push may be added any number of times, a part once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// From the first second of any piece to the last.
    pub hull: Span,
    /// Where the piece that starts last does so: pieces go by their start, so these two bound the broadcast.
    pub last_start: i64,
    /// Over all parts.
    pub all: Tallies,
    /// Over the parts that VOD has confirmed.
    pub confirmed: Tallies,
    /// When somebody was pushing.
    pub published: Spans,
    /// The begin with the largest (time, sequence).
    pub latest_begin: Option<Begin>,
    /// The last second of the pushes that name no session: only those are clipped at a midnight or a session's start.
    pub free_push_end: Option<i64>,
    /// The explicit sessions in it, and the hulls of the pieces that name them. More than one only by a merge pin.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sessions: BTreeMap<SessionId, Span>,
    /// The earliest part that has a cover picture, and the picture's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<FirstPart>,
    /// How many parts VOD has not confirmed.
    pub unconfirmed: u32,
    /// Some reported times contradict each other.
    pub time_anomaly: bool,
}

impl Summary {
    fn empty(hull: Span) -> Self {
        Self {
            hull,
            last_start: hull.start(),
            all: Tallies::new(),
            confirmed: Tallies::new(),
            published: Spans::default(),
            latest_begin: None,
            free_push_end: None,
            sessions: BTreeMap::new(),
            cover: None,
            unconfirmed: 0,
            time_anomaly: false,
        }
    }

    /// The summary of one part.
    #[must_use]
    pub fn of_part(part: &Part) -> Self {
        let tally = Tallies::from([(part.format.clone(), Tally::of(part))]);
        Self {
            confirmed: if part.confirmed {
                tally.clone()
            } else {
                Tallies::new()
            },
            all: tally,
            sessions: part
                .session
                .iter()
                .map(|id| (id.clone(), part.content.span))
                .collect(),
            cover: part.cover_url.as_ref().map(|url| FirstPart {
                start: part.content.span.start(),
                file_id: part.file_id.clone(),
                url: Some(url.clone()),
            }),
            unconfirmed: u32::from(!part.confirmed),
            time_anomaly: part.content.time_anomaly,
            ..Self::empty(part.content.span)
        }
    }

    /// The summary of a push, or of the `fragment` of it that a cut leaves. The begin belongs to the first fragment.
    #[must_use]
    pub fn of_push(push: &Push, fragment: Span) -> Self {
        let first = push
            .span()
            .is_some_and(|span| span.start() == fragment.start());
        let begin = push.began_at.filter(|_| first);
        Self {
            published: vec![fragment].into(),
            latest_begin: begin.map(|at| Begin {
                at,
                sequence: push.sequence.clone(),
                open: push.is_open(),
            }),
            free_push_end: push.session.is_none().then_some(fragment.end()),
            sessions: push
                .session
                .iter()
                .map(|id| (id.clone(), fragment))
                .collect(),
            time_anomaly: push.time_anomaly(),
            ..Self::empty(fragment)
        }
    }

    /// What is left of it when all of its pieces are gone: where it lay.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::empty(self.hull)
    }

    /// Adds another summary to this one.
    pub fn add(&mut self, other: &Self) {
        self.hull = self.hull.hull(other.hull);
        self.last_start = self.last_start.max(other.last_start);
        for (ours, theirs) in [
            (&mut self.all, &other.all),
            (&mut self.confirmed, &other.confirmed),
        ] {
            for (format, tally) in theirs {
                ours.entry(format.clone()).or_default().add(tally);
            }
            while ours.len() > MAX_FORMATS {
                ours.pop_last();
            }
        }
        self.published.extend(other.published.as_slice());
        self.latest_begin = later(self.latest_begin.take(), other.latest_begin.clone());
        self.free_push_end = self.free_push_end.max(other.free_push_end);
        for (id, span) in &other.sessions {
            let hull = self.sessions.entry(id.clone()).or_insert(*span);
            *hull = hull.hull(*span);
        }
        self.cover = self.cover.iter().chain(&other.cover).min().cloned();
        self.unconfirmed += other.unconfirmed;
        self.time_anomaly |= other.time_anomaly;
    }

    /// Somebody is pushing, as far as we know: the latest push has no end.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.latest_begin.as_ref().is_some_and(|begin| begin.open)
    }

    /// How many parts it has.
    #[must_use]
    pub fn parts(&self) -> u32 {
        self.all.values().map(|tally| tally.parts).sum()
    }
}

/// The later of two begins. Of the same push, one that has seen the end outweighs one that has not.
fn later(one: Option<Begin>, other: Option<Begin>) -> Option<Begin> {
    one.into_iter().chain(other).max_by(|a, b| {
        (a.at, &a.sequence)
            .cmp(&(b.at, &b.sequence))
            .then(b.open.cmp(&a.open))
    })
}
