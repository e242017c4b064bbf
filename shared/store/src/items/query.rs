//! A query that is no broadcast: the sweep of the whole account, a backfill, or a join.

use super::JoinJob;
use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::Timestamp;
use serde::{Deserialize, Serialize};

/// What is asked for.
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
    /// There is more to ask.
    Active,
    /// All was asked.
    Done,
    /// Nobody wants to know any more.
    Cancelled,
}

/// A stretch of the time in which recordings came into VOD, still to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From this Unix second.
    pub from: Timestamp,
    /// To this one, included.
    pub to: Timestamp,
    /// So many recordings of its first second are done.
    #[serde(default)]
    pub skip: u32,
}

/// Which recordings are asked for; what is none is any.
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

    pub(crate) fn item(&self) -> Item {
        let newest = format!("{}#{}", keys::newest_first(self.created_at), self.id);
        Writer::new(&keys::query(&self.id), QUERY)
            .text("shelf", keys::QUERIES)
            .text("shelf_at", newest)
            .json("kind", &self.kind)
            .json("state", &self.state)
            .json("scope", &self.scope)
            .some(self.join.as_ref(), |item, join| item.json("join", join))
            .number("from", self.from)
            .number("to", self.to)
            .some(self.watermark, |item, at| item.number("watermark", at))
            .number("polls", self.polls)
            .number("windows_done", self.windows_done)
            .json("windows", &self.windows)
            .number("found", self.found)
            .number("new", self.new)
            .number("failures", self.failures)
            .some(self.last_error.as_ref(), |item, error| {
                item.text("last_error", error)
            })
            .some(self.due_at, |item, at| {
                item.text("due", keys::due(0, false))
                    .text("due_at", keys::moment(at))
            })
            .number("created_at", self.created_at)
            .number("updated_at", self.updated_at)
            .number("version", self.version)
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        Ok(Self {
            id: item.name_in("pk", keys::QUERY)?.to_owned(),
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
            due_at: match item.text_or_none("due_at")? {
                Some(_) => Some(item.parsed("due_at")?),
                None => None,
            },
            created_at: item.number("created_at")?,
            updated_at: item.number("updated_at")?,
            version: item.number("version")?,
        })
    }
}

/// The sort key of every query.
pub(crate) const QUERY: &str = "QUERY";
