//! A broadcast.

use super::{Curation, FileJoin, PollState, Visibility, joined_file};
use crate::{
    Publish, StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{ReplayId, Screenshot, Stream, Summary, Tallies, Timestamp};

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
    /// What curators made of it.
    pub curation: Curation,
    /// The first screenshot in its time: a picture of it where there is none in VOD.
    pub screenshot: Option<Screenshot>,
    /// How far the asking about it is.
    pub poll_state: PollState,
    /// When to ask VOD again, in Unix seconds.
    pub due_at: Option<Timestamp>,
    /// All of its pieces are gone. It is kept for the case that one comes back, and for what curators made of it.
    pub emptied: bool,
    /// The files that curators had made of its parts, oldest first, and those that are being made.
    pub file_joins: Vec<FileJoin>,
}

impl Broadcast {
    /// No more parts are expected: that was found out, or all that it had are gone.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.poll_state.settled_at.is_some() || self.emptied
    }

    /// The joined file that plays instead of the parts, among whoever knows of these recordings.
    #[must_use]
    pub fn playing_join(&self, tallies: &Tallies) -> Option<&FileJoin> {
        joined_file::playing(&self.file_joins, tallies)
    }

    /// Publishes it if the setting says that it is time; a step that is never taken back, and never against a curator.
    pub(crate) fn publish(&mut self, setting: Publish) {
        let curation = &mut self.curation;
        let ready = match setting {
            Publish::Manual => false,
            Publish::Auto => self.summary.parts() > 0,
            Publish::Confirmed => self.summary.parts() > 0 && self.summary.unconfirmed == 0,
        };
        let decided = curation.visibility_set || curation.publish_at.is_some();
        if ready && !decided && curation.visibility == Visibility::Pending {
            curation.visibility = Visibility::Published;
        }
    }

    /// When something has to be done about it: VOD asked, or a schedule kept.
    fn wakes_at(&self) -> Option<Timestamp> {
        [self.due_at, self.curation.wakes_at()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Its place on the front page: who is live, and whom curators feature.
    fn front(&self, shard: u32) -> Option<(String, String)> {
        let start = self.summary.hull.start();
        let position = Self::shelf_position(start, self.id.as_str());
        let visibility = self.curation.visibility;
        if self.emptied {
            None
        } else if self.summary.is_live() && visibility != Visibility::Hidden {
            Some((keys::live(shard), position))
        } else if visibility == Visibility::Published {
            let rank = self.curation.featured_rank?;
            Some((keys::FEATURED.to_owned(), keys::ranked(rank, &position)))
        } else {
            None
        }
    }

    /// Its place on the shelf: newest first, then by id.
    pub(crate) fn shelf_position(start: Timestamp, id: &str) -> String {
        format!("{}#{id}", keys::newest_first(start))
    }

    pub(crate) fn item(&self, shards: u32) -> Item {
        let start = self.summary.hull.start();
        let shard = keys::shard(&self.stream, shards);
        let shelf = keys::shelf(self.curation.visibility, shard);
        let kind = if self.emptied { keys::PAST } else { keys::CAST };
        Writer::new(&keys::stream(&self.stream), &keys::cast(&self.id))
            .text("at", keys::at(kind, start))
            .text("id", self.id.as_str())
            .text("change", keys::changes(shard))
            .text(
                "change_at",
                keys::changed(self.updated_at, self.id.as_str()),
            )
            .text("shelf", shelf)
            .text("shelf_at", Self::shelf_position(start, self.id.as_str()))
            .json("summary", &self.summary)
            .text("founder", &self.founder)
            .number("founder_start", self.founder_start)
            .number("created", self.created)
            .number("version", self.version)
            .number("updated_at", self.updated_at)
            .json("curation", &self.curation)
            .some(self.screenshot.as_ref(), |item, screenshot| {
                item.json("screenshot", screenshot)
            })
            .json("watch", &self.poll_state)
            .some(self.wakes_at(), |item, at| {
                item.text("due", keys::due(shard, self.is_settled()))
                    .text("due_at", keys::moment(at))
            })
            .some(
                self.due_at.filter(|_| self.curation.wakes_at().is_some()),
                |item, at| item.number("ask_at", at),
            )
            .some(self.front(shard), |item, (front, at)| {
                item.text("front", front).text("front_at", at)
            })
            .some(self.emptied.then_some(1), |item, yes| {
                item.number("past", yes)
            })
            .some(
                (!self.file_joins.is_empty()).then_some(&self.file_joins),
                |item, joins| item.json("joins", joins),
            )
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        let curation: Curation = item.json("curation")?;
        let due_at = match curation.wakes_at() {
            Some(_) => item.number_or_none("ask_at")?,
            None => item
                .text_or_none("due_at")?
                .map(|_| item.parsed("due_at"))
                .transpose()?,
        };
        Ok(Self {
            id: item.parsed("id")?,
            stream: item.stream()?,
            summary: item.json("summary")?,
            founder: item.text("founder")?.to_owned(),
            founder_start: item.number("founder_start")?,
            created: item.number("created")?,
            version: item.number("version")?,
            updated_at: item.number("updated_at")?,
            curation,
            screenshot: item.json_or_none("screenshot")?,
            poll_state: item.json("watch")?,
            due_at,
            emptied: item.number_or_none::<u8>("past")?.is_some(),
            file_joins: item.json_or_none("joins")?.unwrap_or_default(),
        })
    }
}
