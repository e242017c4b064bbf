//! Work that is not about polling one broadcast: the sweep of the whole account, a backfill, or a join.

use super::JoinJob;
use crate::{
    Result,
    table::{Guard, Item, Reader, Write, Writer, attributes, keys},
};
use replay_grouping::Timestamp;
use serde::{Deserialize, Serialize};

/// The kind of a query, as the table names it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Sweep,
    Backfill,
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
    /// It was cancelled.
    Cancelled,
}

/// A range of creation times of recordings in VOD, still to be searched.
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

/// Which recordings a backfill imports; `None` matches any.
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

/// The windows of a range of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Windows {
    /// Those that are left, the next one last.
    pub left: Vec<Window>,
    /// How many are done.
    pub done: u32,
}

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// The whole account's new recordings, again and again.
    Sweep {
        /// All that came before is known.
        watermark: Option<Timestamp>,
        /// The ranges of time to search.
        windows: Windows,
    },
    /// A range of the past, once.
    Backfill {
        /// Which recordings.
        scope: Scope,
        /// The ranges of time to search.
        windows: Windows,
    },
    /// The files of one replay joined into one.
    Join(Box<JoinJob>),
}

impl Query {
    /// The id of the sweep.
    pub const SWEEP: &'static str = "sweep";

    fn read(item: Reader<'_>) -> Result<Self> {
        let windows = Windows {
            left: item.json("windows")?,
            done: item.number("windows_done")?,
        };
        Ok(match item.json("kind")? {
            Kind::Sweep => Self::Sweep {
                watermark: item.optional_number("watermark")?,
                windows,
            },
            Kind::Backfill => Self::Backfill {
                scope: item.json("scope")?,
                windows,
            },
            Kind::Join => Self::Join(item.json("join")?),
        })
    }
}

/// The sweep, a backfill or a join, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredQuery {
    /// Its id.
    pub id: String,
    /// What it asks for.
    pub query: Query,
    /// How far it is.
    pub state: QueryState,
    /// It is about recordings that came into VOD from this Unix second on, or about a replay that starts then …
    pub from: Timestamp,
    /// … up to this one.
    pub to: Timestamp,
    /// How often it was worked on.
    pub polls: u32,
    /// When the walk through the windows began that a sweep is in. A backfill has one, which begins when it is made.
    pub walk_began_at: Option<Timestamp>,
    /// How many recordings VOD showed, each counted once, or are joined.
    pub found: u64,
    /// How many of them no callback had announced, and were unknown when the walk began that came upon them.
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

impl StoredQuery {
    /// A query that is not stored yet, and due at once.
    #[must_use]
    pub fn new(id: String, query: Query, from: Timestamp, to: Timestamp, now: Timestamp) -> Self {
        Self {
            id,
            query,
            state: QueryState::Active,
            from,
            to,
            polls: 0,
            walk_began_at: None,
            found: 0,
            new: 0,
            failures: 0,
            last_error: None,
            due_at: Some(now),
            created_at: now,
            updated_at: now,
            version: 0,
        }
    }

    /// The windows of a sweep or a backfill.
    #[must_use]
    pub fn windows(&self) -> Option<&Windows> {
        match &self.query {
            Query::Sweep { windows, .. } | Query::Backfill { windows, .. } => Some(windows),
            Query::Join(_) => None,
        }
    }

    /// The windows of a sweep or a backfill.
    pub fn windows_mut(&mut self) -> Option<&mut Windows> {
        match &mut self.query {
            Query::Sweep { windows, .. } | Query::Backfill { windows, .. } => Some(windows),
            Query::Join(_) => None,
        }
    }

    /// Of the sweep: all that came before is known.
    #[must_use]
    pub fn watermark(&self) -> Option<Timestamp> {
        match &self.query {
            Query::Sweep { watermark, .. } => *watermark,
            Query::Backfill { .. } | Query::Join(_) => None,
        }
    }

    /// What is joined, if it is a join.
    #[must_use]
    pub fn join(&self) -> Option<&JoinJob> {
        match &self.query {
            Query::Join(join) => Some(join),
            Query::Sweep { .. } | Query::Backfill { .. } => None,
        }
    }

    /// What is joined, if it is a join.
    pub fn join_mut(&mut self) -> Option<&mut JoinJob> {
        match &mut self.query {
            Query::Join(join) => Some(join),
            Query::Sweep { .. } | Query::Backfill { .. } => None,
        }
    }

    /// This query as its next version, and the write that saves it unless the stored one was changed.
    pub(crate) fn next_version(&self, now: Timestamp) -> Result<(Self, Write)> {
        let after = Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        };
        let known = Some(self.version).filter(|version| *version > 0);
        let write = Write::Put(after.item()?, Guard::version(known));
        Ok((after, write))
    }

    fn item(&self) -> Result<Item> {
        let (kind, scope, windows) = match self.query.clone() {
            Query::Sweep { windows, .. } => (Kind::Sweep, Scope::default(), windows),
            Query::Backfill { scope, windows } => (Kind::Backfill, scope, windows),
            Query::Join(_) => (Kind::Join, Scope::default(), Windows::default()),
        };
        let newest_first = keys::shelf_position(self.created_at, &self.id);
        let item = Writer::new(&keys::query(&self.id), keys::QUERY)
            .text("shelf", keys::QUERY_SHELF)
            .text("shelf_at", newest_first)
            .json("kind", &kind)
            .json("scope", &scope)
            .optional_json("join", &self.join())
            .optional_number("watermark", &self.watermark())
            .number("windows_done", windows.done)
            .json("windows", &windows.left)
            .optional(self.due_at, |item, at| {
                item.text("due", keys::due(0, false))
                    .text("due_at", keys::moment(at))
            });
        self.write(item).finish()
    }
}

attributes! {
    StoredQuery {
        state: json "state",
        from: number "from",
        to: number "to",
        polls: number "polls",
        walk_began_at: optional_number "walk_began_at",
        found: number "found",
        new: number "new",
        failures: number "failures",
        last_error: optional_text "last_error",
        created_at: number "created_at",
        updated_at: number "updated_at",
        version: number "version",
    }
    |item| {
        id: item.name_in("pk", keys::QUERIES)?.to_owned(),
        query: Query::read(item)?,
        due_at: item.optional_text("due_at")?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{number, text};

    /// An item as versions before the enum wrote it, with what is particular to its kind.
    fn stored(kind: &str, particular: &[(&str, &str)], watermark: Option<i64>) -> Item {
        let texts = [
            ("pk", "QUERY#7"),
            ("sk", "QUERY"),
            ("shelf", "query"),
            ("shelf_at", "999999999899#7"),
            ("kind", kind),
            ("state", r#""active""#),
            ("scope", r#"{"stream_id":null,"domain":null,"app":null}"#),
            ("windows", "[]"),
            ("due", "0"),
            ("due_at", "000000000130"),
        ];
        let numbers = [
            ("from", 1),
            ("to", 9),
            ("polls", 2),
            ("windows_done", 0),
            ("found", 3),
            ("new", 1),
            ("failures", 0),
            ("created_at", 100),
            ("updated_at", 120),
            ("version", 4),
        ];
        let texts = texts.iter().chain(particular);
        let texts = texts.map(|(name, value)| ((*name).to_owned(), text(*value)));
        let numbers = numbers.map(|(name, value)| (name.to_owned(), number(value)));
        let watermark = watermark.map(|at| ("watermark".to_owned(), number(at)));
        texts.chain(numbers).chain(watermark).collect()
    }

    /// What was stored before reads, and is written as it was.
    #[track_caller]
    fn check(item: &Item) -> Query {
        let read = StoredQuery::read(item).unwrap();
        assert_eq!(read.item().unwrap(), *item);
        read.query
    }

    #[test]
    fn each_kind_is_written_as_it_was_stored() {
        let sweep = check(&stored(r#""sweep""#, &[], Some(8)));
        assert!(matches!(
            sweep,
            Query::Sweep {
                watermark: Some(Timestamp(8)),
                ..
            }
        ));
        let particular = [
            ("scope", r#"{"stream_id":"room","domain":null,"app":null}"#),
            ("windows", r#"[{"from":1,"to":9,"skip":2}]"#),
        ];
        let backfill = check(&stored(r#""backfill""#, &particular, None));
        assert!(matches!(backfill, Query::Backfill { windows, .. } if windows.left.len() == 1));
        let job = concat!(
            r#"{"replay":"0123456789abcdef","format":"mp4","of":["5"],"attempt":1,"#,
            r#""expires_at":null,"asked_at":7,"task_id":null,"made_at":null,"made":null,"#,
            r#""keep_until":null}"#
        );
        let join = check(&stored(r#""join""#, &[("join", job)], None));
        assert!(matches!(join, Query::Join(job) if job.asked_at == Some(Timestamp(7))));
    }

    #[test]
    fn a_join_without_its_job_is_an_error() {
        let error = StoredQuery::read(&stored(r#""join""#, &[], None)).unwrap_err();
        assert!(error.to_string().contains("join is missing"), "{error}");
    }
}
