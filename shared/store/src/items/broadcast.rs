//! A broadcast.

use super::{Curation, FileJoin, Lost, PollState, Visibility, curation::left_of, joined_file};
use crate::{
    Publish, Result,
    table::{Item, Reader, Writer, attributes, keys},
};
use replay_grouping::{
    ReplayId, Screenshot, Seconds, Span, Spans, Stream, Summary, Tallies, Timestamp,
};

/// A recording that ends so long before its broadcast reaches its end: the recorder stops some seconds earlier or later than
/// the pusher.
const END_TOLERANCE: Seconds = Seconds(10);

/// A broadcast as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    /// The replay's id.
    pub id: ReplayId,
    /// Its stream.
    pub stream: Stream,
    /// What its pieces add up to.
    pub summary: Summary,
    /// The piece that founded it, and so gave it its id.
    pub founder: String,
    /// Where that piece starts.
    pub founder_start: Timestamp,
    /// Which write to its stream brought that piece.
    pub created: u64,
    /// Counts its changes.
    pub version: u64,
    /// When the last change was, in Unix seconds.
    pub updated_at: Timestamp,
    /// What curators set.
    pub curation: Curation,
    /// The first screenshot in its time: its picture until VOD has one.
    pub screenshot: Option<Screenshot>,
    /// Its polling state.
    pub poll_state: PollState,
    /// When to ask VOD again, in Unix seconds.
    pub due_at: Option<Timestamp>,
    /// Since when viewers see all of it up to its end.
    pub listed_at: Option<Timestamp>,
    /// Tencent has said that its stream is active, while its latest push was known and open. Anybody who has captured a
    /// callback can forge the begin of a push.
    pub on_air: bool,
    /// All of its pieces are gone. It is kept in case that one comes back, and for what curators set.
    pub emptied: bool,
    /// The files that curators had joined from its parts, oldest first, and those that are being joined.
    pub file_joins: Vec<FileJoin>,
    /// The files of its time that VOD doesn't have.
    pub lost: Lost,
    /// Which write to its stream wrote it last, if that is known. What changes it alone is no write to the stream.
    pub written: Option<u64>,
}

impl Broadcast {
    /// No more parts are expected: polling found that all is known, or all pieces are gone.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.poll_state.settled_at.is_some() || self.emptied
    }

    /// It is live, and not only because a callback said so: Tencent did, or VOD has confirmed a file that reaches beyond the
    /// begin of its latest push.
    #[must_use]
    pub fn is_surely_live(&self) -> bool {
        let open = self
            .summary
            .latest_begin
            .as_ref()
            .filter(|begin| begin.open);
        let files = self.summary.confirmed.values();
        let mut ends = files.filter_map(|tally| Some(tally.covered.hull()?.end()));
        open.is_some_and(|begin| self.on_air || ends.any(|end| end > begin.at))
    }

    /// Viewers see all of it up to its end: it is over and published, VOD has confirmed every file, and a format reaches the
    /// end.
    pub(crate) fn is_listed(&self) -> bool {
        let (summary, end) = (&self.summary, self.summary.hull.end());
        let reaches = |covered: &Spans| {
            let last = covered.hull().map(|hull| hull.end());
            last.is_some_and(|last| last + END_TOLERANCE >= end)
        };
        self.curation.visibility == Visibility::Published
            && !summary.is_live()
            && summary.unconfirmed == 0
            && summary.all.values().any(|tally| reaches(&tally.covered))
    }

    /// Viewers also get its files in COS, which VOD never confirms: a curator has published it, and no other file waits for
    /// VOD.
    #[must_use]
    pub fn shows_cos(&self) -> bool {
        let curation = &self.curation;
        let published = curation.visibility_set && curation.visibility == Visibility::Published;
        published && self.summary.in_cos > 0 && self.summary.unconfirmed == 0
    }

    /// The joined file that plays instead of the parts, for an audience that knows these recordings.
    #[must_use]
    pub fn playing_join(&self, tallies: &Tallies) -> Option<&FileJoin> {
        joined_file::playing(&self.file_joins, tallies, self.trim())
    }

    /// All that plays of it, as a curator set it; `None` if it plays whole. It may reach beyond the broadcast, or where files
    /// are gone lie outside.
    #[must_use]
    pub fn trim(&self) -> Option<Span> {
        let curation = &self.curation;
        curation.trim.filter(|_| !curation.trim_elsewhere)
    }

    /// As much of the trim as lies in the broadcast; all of it where nothing does.
    #[must_use]
    pub fn trim_inside(&self) -> Option<Span> {
        let trim = self.trim()?;
        let hull = match self.summary.is_live() {
            true => self.summary.hull.hull(Span::point(trim.end())),
            false => self.summary.hull,
        };
        Some(left_of(hull, trim).unwrap_or(trim))
    }

    /// Publishes it if the setting says that it is time. This step is never taken back, and never overrides a curator.
    pub(crate) fn publish(&mut self, setting: Publish) {
        let curation = &mut self.curation;
        let ready = match setting {
            Publish::Manual => false,
            Publish::Auto => self.summary.parts() > 0,
            Publish::Confirmed => {
                self.summary.parts() > self.summary.in_cos && self.summary.unconfirmed == 0
            }
        };
        let decided = curation.visibility_set || curation.publish_at.is_some();
        if ready && !decided && curation.visibility == Visibility::Pending {
            curation.visibility = Visibility::Published;
        }
    }

    /// Nobody has published it, or a curator hid it.
    pub(crate) fn is_unpublished(&self) -> bool {
        self.curation.visibility != Visibility::Published
    }

    /// This broadcast after a change, as its next version.
    pub(crate) fn next_version(&self, now: Timestamp) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }

    /// When it is due: to ask VOD, or to apply its schedule.
    fn wakes_at(&self) -> Option<Timestamp> {
        let times = [self.due_at, self.curation.wakes_at()];
        times.into_iter().flatten().min()
    }

    /// No curator has looked at it, and there is something to look at: it is over, and has a file.
    fn awaits_review(&self) -> bool {
        let unseen = self.curation.reviewed.is_none() && !self.emptied;
        unseen && !self.summary.is_live() && self.summary.parts() > 0
    }

    /// Its place in the feed, among what has a rank but isn't in the feed, or among what no curator has looked at. A rank is
    /// a curator's.
    fn feed_position(&self, shard: u32) -> Option<(String, String)> {
        let position = self.shelf_position();
        let visibility = self.curation.visibility;
        if !self.emptied && self.summary.is_live() && visibility != Visibility::Hidden {
            let partition = match self.is_surely_live() {
                true => keys::live(shard),
                false => keys::begun(shard),
            };
            return Some((partition, position));
        }
        let Some(rank) = self.curation.featured_rank else {
            let start = keys::oldest_first(self.summary.hull.start(), self.id.as_str());
            return self.awaits_review().then(|| (keys::review(shard), start));
        };
        let seen = !self.emptied && visibility == Visibility::Published;
        let partition = if seen {
            keys::FEATURED
        } else {
            keys::FEATURED_UNSEEN
        };
        Some((partition.to_owned(), keys::ranked(rank, &position)))
    }

    pub(crate) fn key(&self) -> (String, String) {
        (keys::stream(&self.stream), keys::cast(&self.id))
    }

    fn shelf_position(&self) -> String {
        keys::shelf_position(self.summary.hull.start(), self.id.as_str())
    }

    pub(crate) fn item(&self, shards: u32) -> Result<Item> {
        let id = self.id.as_str();
        let shard = keys::shard(&self.stream, shards);
        let kind = if self.emptied { keys::PAST } else { keys::CAST };
        // While a schedule is set, `due_at` may be its time, and `ask_at` keeps that of the next poll.
        let ask_at = self.due_at.filter(|_| self.curation.wakes_at().is_some());
        let joins = Some(&self.file_joins).filter(|joins| !joins.is_empty());
        let lost = Some(&self.lost).filter(|lost| **lost != Lost::default());
        let item = Writer::new(&keys::stream(&self.stream), &keys::cast(&self.id))
            .text("at", keys::at(kind, self.summary.hull.start()))
            .text("change", keys::changes(shard))
            .text("change_at", keys::oldest_first(self.updated_at, id))
            .text(
                "shelf",
                keys::shelf(self.curation.visibility.as_str(), shard),
            )
            .text("shelf_at", self.shelf_position())
            .optional(self.wakes_at(), |item, at| {
                item.text("due", keys::due(shard, self.is_settled()))
                    .text("due_at", keys::moment(at))
            })
            .optional_number("ask_at", &ask_at)
            .optional(self.feed_position(shard), |item, (front, at)| {
                item.text("front", front).text("front_at", at)
            })
            .optional_json("joins", &joins)
            .optional_json("lost", &lost);
        self.write(item).finish()
    }
}

attributes! {
    Broadcast {
        id: text "id",
        summary: json "summary",
        founder: text "founder",
        founder_start: number "founder_start",
        created: number "created",
        version: number "version",
        updated_at: number "updated_at",
        curation: json "curation",
        screenshot: optional_json "screenshot",
        listed_at: optional_number "listed_at",
        poll_state: json "watch",
        on_air: flag "on_air",
        emptied: flag "past",
        written: optional_number "written",
    }
    |item| {
        stream: item.stream()?,
        due_at: due_at(item)?,
        // Only a broadcast with joined files has the attribute; one that doesn't read is an error.
        file_joins: item.optional_json("joins")?.unwrap_or_default(),
        lost: item.optional_json("lost")?.unwrap_or_default(),
    }
}

/// When to ask VOD again: while a schedule is set, `due_at` may be its time.
fn due_at(item: Reader<'_>) -> Result<Option<Timestamp>> {
    match item.json::<Curation>("curation")?.wakes_at() {
        Some(_) => item.optional_number("ask_at"),
        None => item.optional_text("due_at"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileJoin, table::text};
    use replay_grouping::{Format, Push, Sequence, Span, Tally};

    fn broadcast() -> Broadcast {
        let stream: Stream = "push.example.com/live/room".parse().unwrap();
        let push = Push {
            sequence: Sequence::new("1").unwrap(),
            began_at: Some(Timestamp(1_000)),
            ended_at: Some(Timestamp(2_000)),
            lasted_ms: None,
            active_at: None,
            failed: false,
            session: None,
        };
        Broadcast {
            id: ReplayId::derive(&stream, "PUSH#1"),
            stream,
            summary: Summary::of_push(&push, Span::from((1_000, 2_000))),
            founder: "PUSH#1".to_owned(),
            founder_start: Timestamp(1_000),
            created: 1,
            version: 2,
            updated_at: Timestamp(2_100),
            curation: Curation::default(),
            screenshot: None,
            listed_at: Some(Timestamp(2_090)),
            poll_state: PollState::default(),
            due_at: Some(Timestamp(2_000) + Seconds(300)),
            on_air: true,
            emptied: false,
            file_joins: vec![FileJoin {
                job: "job".to_owned(),
                format: Format::new("mp4"),
                sources: Vec::new(),
                trim: None,
                file: None,
                keep_until: None,
                stands_for: None,
            }],
            lost: Lost { gone: 1, denied: 2 },
            written: Some(4),
        }
    }

    #[test]
    fn a_broadcast_reads_as_it_was_written() {
        let broadcast = broadcast();
        let item = broadcast.item(1).unwrap();
        assert_eq!(Broadcast::read(&item).unwrap(), broadcast);
    }

    #[test]
    fn a_broadcast_awaits_review_once_it_is_over_and_has_a_file() {
        let waits = |change: fn(&mut Broadcast)| {
            let mut broadcast = broadcast();
            let one_file = Tally {
                parts: 1,
                ..Tally::default()
            };
            broadcast.summary.all.insert(Format::new("mp4"), one_file);
            change(&mut broadcast);
            let item = broadcast.item(1).unwrap();
            Reader(&item).optional_text::<String>("front").unwrap()
        };
        let review = Some(keys::review(0));
        assert_eq!(waits(|_| {}), review);
        assert_eq!(
            waits(|one| one.curation.visibility = Visibility::Hidden),
            review
        );
        assert_eq!(waits(|one| one.summary.all.clear()), None);
        assert_eq!(waits(|one| one.emptied = true), None);
        assert_eq!(waits(|one| one.curation.review("ada", Timestamp(1))), None);
        let featured = Some(keys::FEATURED_UNSEEN.to_owned());
        assert_eq!(waits(|one| one.curation.featured_rank = Some(1)), featured);
    }

    #[test]
    fn file_joins_may_be_missing_but_never_unreadable() {
        let mut item = broadcast().item(1).unwrap();
        item.insert("joins".to_owned(), text("[{"));
        let error = Broadcast::read(&item).unwrap_err().to_string();
        assert!(error.contains("joins does not read"), "{error}");
        item.remove("joins");
        assert!(Broadcast::read(&item).unwrap().file_joins.is_empty());
    }
}
