//! What a stream record tells of.

use super::StreamRecord;
use crate::{
    Broadcast, HistoryEntry, Quarantined, Result, StoredPart, StoredPush, StoredQuery, Visibility,
    items::Alias,
    table::{Item, Reader, keys},
};
use replay_grouping::{ReplayId, Stream};

/// What kind of item a write changed. `old` is the item before it, `None` if there was none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum StreamChange {
    /// A broadcast. Without `new`, its item is gone: it was merged, or left the list. Other records say which.
    Broadcast {
        /// Before.
        old: Option<Box<Broadcast>>,
        /// After.
        new: Option<Box<Broadcast>>,
    },
    /// An id leads to another broadcast from now on.
    Merged {
        /// The stream of both.
        stream: Stream,
        /// The id.
        id: ReplayId,
        /// The broadcast to which it leads.
        into: ReplayId,
        /// The version of the broadcast that had the id.
        version: u64,
        /// Viewers know the id: it was published, and no curator had hidden it.
        was_published: bool,
        /// Viewers don't see the broadcast to which it leads.
        into_hidden: bool,
    },
    /// A replay that viewers may know left the list for good.
    Removed {
        /// Its stream.
        stream: Stream,
        /// Its id.
        id: ReplayId,
    },
    /// A curator, or a schedule of theirs, changed a replay.
    History {
        /// The replay's stream.
        stream: Stream,
        /// Its id.
        id: ReplayId,
        /// Who changed what.
        entry: Box<HistoryEntry>,
    },
    /// The sweep, a backfill or a join.
    Query {
        /// Before.
        old: Option<Box<StoredQuery>>,
        /// After.
        new: Box<StoredQuery>,
    },
    /// An event that is in quarantine from now on.
    Quarantined(Box<Quarantined>),
    /// A part.
    Part {
        /// Before.
        old: Option<Box<StoredPart>>,
        /// After.
        new: Box<StoredPart>,
    },
    /// A push.
    Push {
        /// Before.
        old: Option<Box<StoredPush>>,
        /// After.
        new: Box<StoredPush>,
    },
    /// Something of which no consumer has to know.
    Other,
}

impl StreamChange {
    pub(super) fn read(record: &StreamRecord) -> Result<Self> {
        let (old, new) = (record.old.as_ref(), record.new.as_ref());
        let Some(item) = new.or(old) else {
            return Ok(Self::Other);
        };
        let reader = Reader(item);
        let (pk, sk) = reader.key()?;
        if sk.starts_with(keys::CAST) {
            return Ok(Self::Broadcast {
                old: read(old, Broadcast::read)?,
                new: read(new, Broadcast::read)?,
            });
        }
        let Some(new) = new else {
            return Ok(Self::Other);
        };
        Ok(match sk.as_str() {
            keys::QUERY => Self::Query {
                old: read(old, StoredQuery::read)?,
                new: Box::new(StoredQuery::read(new)?),
            },
            keys::EVENT if old.is_none() && pk.starts_with(keys::QUARANTINE) => {
                Self::Quarantined(Box::new(Quarantined::read(new)?))
            }
            _ if sk.starts_with(keys::ALIAS) => {
                let alias = Alias::read(new)?;
                Self::Merged {
                    stream: reader.stream()?,
                    id: alias.id,
                    into: alias.target,
                    version: alias.version,
                    was_published: alias.curation.visibility == Visibility::Published,
                    into_hidden: alias.target_hidden,
                }
            }
            _ if sk.starts_with(keys::REMOVED) => Self::Removed {
                stream: reader.stream()?,
                id: reader.named(keys::REMOVED, str::parse::<ReplayId>)?,
            },
            _ if sk.starts_with(keys::HISTORY) => {
                let (stream, id) = HistoryEntry::read_whose(new)?;
                Self::History {
                    stream,
                    id,
                    entry: Box::new(HistoryEntry::read(new)?),
                }
            }
            _ if sk.starts_with(keys::PART) => Self::Part {
                old: read(old, StoredPart::read)?,
                new: Box::new(StoredPart::read(new)?),
            },
            _ if sk.starts_with(keys::PUSH) => Self::Push {
                old: read(old, StoredPush::read)?,
                new: Box::new(StoredPush::read(new)?),
            },
            _ => Self::Other,
        })
    }
}

fn read<T>(item: Option<&Item>, read: impl FnOnce(&Item) -> Result<T>) -> Result<Option<Box<T>>> {
    item.map(read).transpose().map(|read| read.map(Box::new))
}
