//! Work that is not about polling one broadcast: the sweep of the whole account, a backfill, or a join.

use super::JoinJob;
use crate::{
    StoreError,
    table::{Guard, Item, Reader, Write, Writer, keys},
};
use replay_grouping::Timestamp;
use serde::{Deserialize, Serialize};

/// What kind of query it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryKind {
    /// The whole account's new recordings, again and again.
    Sweep,
    /// A range of the past, once.
    Backfill,
    /// The files of one replay joined into one.
    Join,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryState {
    /// There is more to do.
    Active,
    /// All is done.
    Done,
    /// Somebody cancelled it.
    Cancelled,
}

/// A stretch of creation times of recordings in VOD, still to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From this Unix second.
    pub from: Timestamp,
    /// To this one, included.
    pub to: Timestamp,
    /// How many recordings of its first second are done.
    #[serde(default)]
    pub skip: u32,
}

/// Which recordings are asked for; `None` matches any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// The stream's name.
    pub stream_id: Option<String>,
    /// Its push domain.
    pub domain: Option<String>,
    /// Its app.
    pub app: Option<String>,
}

/// The sweep, a backfill or a join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: QueryKind,
    /// How far it is.
    pub state: QueryState,
    /// Which recordings.
    pub scope: Scope,
    /// Of a join: what is joined, and how far that is. Its range is the replay's time.
    pub join: Option<JoinJob>,
    /// Those that came into VOD from this Unix second on …
    pub from: Timestamp,
    /// … to this one.
    pub to: Timestamp,
    /// Of the sweep: all that came before is known.
    pub watermark: Option<Timestamp>,
    /// How often it was worked on.
    pub polls: u32,
    /// How many windows are done.
    pub windows_done: u32,
    /// Those that are left, the next one last.
    pub windows: Vec<Window>,
    /// How many recordings VOD showed.
    pub found: u64,
    /// How many of them nobody had told of.
    pub new: u64,
    /// How often it failed since it last succeeded.
    pub failures: u32,
    /// How it failed last.
    pub last_error: Option<String>,
    /// When to go on, in Unix seconds.
    pub due_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Counts its changes; 0 before it is stored.
    pub version: u64,
}

impl Query {
    /// The id of the sweep.
    pub const SWEEP: &'static str = "sweep";

    /// This query as its next version, and the write that saves it unless somebody else has changed it.
    pub(crate) fn next_version(&self, now: Timestamp) -> Result<(Self, Write), StoreError> {
        let after = Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        };
        let known = Some(self.version).filter(|version| *version > 0);
        let write = Write::Put(after.item()?, Guard::version(known));
        Ok((after, write))
    }

    fn item(&self) -> Result<Item, StoreError> {
        let newest_first = keys::shelf_position(self.created_at, &self.id);
        Writer::new(&keys::query(&self.id), keys::QUERY)
            .text("shelf", keys::QUERY_SHELF)
            .text("shelf_at", newest_first)
            .json("kind", &self.kind)
            .json("state", &self.state)
            .json("scope", &self.scope)
            .optional_json("join", self.join.as_ref())
            .number("from", self.from)
            .number("to", self.to)
            .optional_number("watermark", self.watermark)
            .number("polls", self.polls)
            .number("windows_done", self.windows_done)
            .json("windows", &self.windows)
            .number("found", self.found)
            .number("new", self.new)
            .number("failures", self.failures)
            .optional_text("last_error", self.last_error.as_ref())
            .optional(self.due_at, |item, at| {
                item.text("due", keys::due(0, false))
                    .text("due_at", keys::moment(at))
            })
            .number("created_at", self.created_at)
            .number("updated_at", self.updated_at)
            .number("version", self.version)
            .finish()
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        Ok(Self {
            id: item.name_in("pk", keys::QUERIES)?.to_owned(),
            kind: item.json("kind")?,
            state: item.json("state")?,
            scope: item.json("scope")?,
            join: item.json_or_none("join")?,
            from: item.number("from")?,
            to: item.number("to")?,
            watermark: item.number_or_none("watermark")?,
            polls: item.number("polls")?,
            windows_done: item.number("windows_done")?,
            windows: item.json("windows")?,
            found: item.number("found")?,
            new: item.number("new")?,
            failures: item.number("failures")?,
            last_error: item.text_or_none("last_error")?.map(ToOwned::to_owned),
            due_at: item.parsed_or_none("due_at")?,
            created_at: item.number("created_at")?,
            updated_at: item.number("updated_at")?,
            version: item.number("version")?,
        })
    }
}
