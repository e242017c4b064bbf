//! What is known about a broadcast without its pieces.

use crate::{FileId, Format, Part, Push, Seconds, Sequence, SessionId, Span, Spans, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the parts of one format add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// The number of parts.
    pub parts: u32,
    /// Their sizes, added up.
    pub bytes: u64,
    /// Their durations, added up.
    pub seconds: Seconds,
    /// The seconds that they cover.
    pub covered: Spans,
    /// The earliest of them.
    pub first: Option<FirstPart>,
    /// When VOD deletes the first of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// The earliest part of a format; of several, the one with the smallest file id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FirstPart {
    /// The start of its content.
    pub start: Timestamp,
    /// Its id in VOD.
    pub file_id: FileId,
    /// Where it can be fetched.
    pub url: Option<String>,
    /// Only a callback gave the URL, and not VOD.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub url_by_callback: bool,
}

impl FirstPart {
    fn of(part: &Part) -> Self {
        Self {
            start: part.content.span.start(),
            file_id: part.file_id.clone(),
            url: part.url.clone(),
            url_by_callback: part.url_by_callback,
        }
    }
}

impl Tally {
    fn of(part: &Part) -> Self {
        Self {
            parts: 1,
            bytes: part.bytes,
            seconds: part.content.seconds.into(),
            covered: vec![part.content.span].into(),
            first: Some(FirstPart::of(part)),
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

    /// How long it plays: the seconds that it covers, but no more than its files hold. (An HLS file that continues after
    /// drops covers pauses too, and the same second may be recorded twice.)
    #[must_use]
    pub fn duration(&self) -> Seconds {
        self.covered.length().min(self.seconds)
    }
}

/// The most formats of a broadcast; the preferred ones are kept. Two tallies for each have to fit into one item of the
/// store.
const MAX_FORMATS: usize = 16;

/// The tallies of the formats of a broadcast.
pub type Tallies = BTreeMap<Format, Tally>;

/// The begin of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// Its event time.
    pub at: Timestamp,
    /// The sequence of its push.
    pub sequence: Sequence,
    /// That push goes on: its end has not been seen, and no cut divides what is known of it.
    pub open: bool,
    /// Where the fragment of it ends that lies here.
    #[serde(default)]
    pub until: Timestamp,
}

/// What is known about a broadcast without its pieces. The smallest is that of one part or one push.
///
/// Summaries may be added in any order. A push may be added any number of times, a part only once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// From the first second of any piece to the last.
    pub hull: Span,
    /// The start of the piece that starts last. Cuts divide pieces by their starts, so the hull's start and this bound the
    /// broadcast.
    pub last_start: Timestamp,
    /// Over all parts.
    pub all: Tallies,
    /// Over the parts that VOD has confirmed.
    pub confirmed: Tallies,
    /// When the stream was pushed.
    pub published: Spans,
    /// The begin with the largest (time, sequence).
    pub latest_begin: Option<Begin>,
    /// The last second of the pushes that name no session: only those are clipped at a midnight or a session's start.
    pub free_push_end: Option<Timestamp>,
    /// The explicit sessions in it, and the hulls of the pieces that name them. Only a merge pin joins more than one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sessions: BTreeMap<SessionId, Span>,
    /// The earliest part that has a cover picture, with the URL of the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<FirstPart>,
    /// The number of parts that VOD has yet to confirm, without empty ones.
    pub unconfirmed: u32,
    /// The number of parts in COS, which VOD never confirms, without empty ones.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub in_cos: u32,
    /// The number of empty parts. They count in nothing else.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub empty: u32,
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
            in_cos: 0,
            empty: 0,
            time_anomaly: false,
        }
    }

    /// The summary of one part.
    #[must_use]
    pub fn of_part(part: &Part) -> Self {
        let sessions = named(part.session.as_ref(), part.content.span);
        if part.content.empty {
            return Self {
                sessions,
                empty: 1,
                time_anomaly: part.content.time_anomaly,
                ..Self::empty(part.content.span)
            };
        }
        let tally = Tallies::from([(part.format.clone(), Tally::of(part))]);
        let confirmed = part.confirmed.then(|| tally.clone());
        let cover = part.cover_url.clone();
        Self {
            all: tally,
            confirmed: confirmed.unwrap_or_default(),
            sessions,
            cover: cover.map(|url| FirstPart {
                url: Some(url),
                url_by_callback: false,
                ..FirstPart::of(part)
            }),
            unconfirmed: u32::from(!part.confirmed && !part.in_cos),
            in_cos: u32::from(!part.confirmed && part.in_cos),
            time_anomaly: part.content.time_anomaly,
            ..Self::empty(part.content.span)
        }
    }

    /// The summary of a push, or of the `fragment` of it that a cut leaves. Of an open push the last fragment is live.
    #[must_use]
    pub fn of_push(push: &Push, fragment: Span) -> Self {
        let last = |span: Span| span.end() == fragment.end();
        let last = push.span().is_some_and(last);
        Self {
            published: vec![fragment].into(),
            latest_begin: push.began_at.map(|at| Begin {
                at,
                sequence: push.sequence.clone(),
                open: last && push.is_open(),
                until: fragment.end(),
            }),
            free_push_end: push.session.is_none().then_some(fragment.end()),
            sessions: named(push.session.as_ref(), fragment),
            time_anomaly: push.time_anomaly(),
            ..Self::empty(fragment)
        }
    }

    /// What remains when all pieces are gone: its place on the time line.
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
        self.in_cos += other.in_cos;
        self.empty += other.empty;
        self.time_anomaly |= other.time_anomaly;
    }

    /// The latest push has no end yet.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.latest_begin.as_ref().is_some_and(|begin| begin.open)
    }

    /// The number of its parts, without empty ones.
    #[must_use]
    pub fn parts(&self) -> u32 {
        self.all.values().map(|tally| tally.parts).sum()
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The sessions of a piece.
fn named(session: Option<&SessionId>, span: Span) -> BTreeMap<SessionId, Span> {
    session.into_iter().map(|id| (id.clone(), span)).collect()
}

/// The later of two begins. Of the same push, what is known of it at its latest moment; there, that it ended.
fn later(one: Option<Begin>, other: Option<Begin>) -> Option<Begin> {
    one.into_iter().chain(other).max_by(|a, b| {
        let state = |begin: &Begin| (begin.until, !begin.open);
        (a.at, &a.sequence)
            .cmp(&(b.at, &b.sequence))
            .then_with(|| state(a).cmp(&state(b)))
    })
}
