//! The changes that curators made, of all replays together.
//!
//! `by_change` has the key of each change. So that the index costs little, it holds nothing else, and the changes of a page are
//! read in one batch. What was changed before the index knew of changes isn't there.

use crate::{
    HistoryEntry, Mark, Result, Store,
    table::{BY_CHANGE, Consistency, Item, Key, Range, Reader, keys},
};
use futures_util::future::try_join_all;
use replay_grouping::{ReplayId, Stream};
use std::collections::HashMap;

/// How many changes are looked at together, where most are left out.
const LOOKED_AT_ONCE: usize = 100;

/// A change, and of which replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its place among the changes of all replays.
    pub place: Mark,
    /// The stream of the replay.
    pub stream: Stream,
    /// The id that the replay had then.
    pub id: ReplayId,
    /// What was changed.
    pub entry: HistoryEntry,
}

/// A page of changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogPage {
    /// The changes that were wanted.
    pub changes: Vec<Logged>,
    /// Where the search stopped, when there may be more behind that place.
    pub stopped_at: Option<Mark>,
}

impl Store {
    /// The first `wanted` changes behind a place that `keep` takes, newest first, or fewer when it takes few: after
    /// `most_others` other changes the search stops, and the answer says where.
    pub async fn log_page(
        &self,
        after: Option<&Mark>,
        wanted: usize,
        most_others: usize,
        keep: impl Fn(&HistoryEntry) -> bool,
    ) -> Result<LogPage> {
        let (mut page, mut others) = (LogPage::default(), 0);
        let (mut place, mut size) = (after.cloned(), wanted);
        loop {
            let places = self.log_places(place.as_ref(), size).await?;
            let is_last = places.len() < size;
            let found = places.iter().map(|(_, key)| key.clone());
            let mut items = HashMap::new();
            for item in self.batch(found.collect(), Consistency::Strong).await? {
                items.insert(Reader(&item).key()?, item);
            }
            for (at, key) in places {
                place = Some(at.clone());
                let Some(item) = items.remove(&key) else {
                    continue;
                };
                let change = Logged::read(&item, at)?;
                if keep(&change.entry) {
                    page.changes.push(change);
                } else {
                    others += 1;
                }
                if page.changes.len() >= wanted {
                    return Ok(page);
                }
                if others >= most_others {
                    page.stopped_at = place;
                    return Ok(page);
                }
            }
            if is_last {
                return Ok(page);
            }
            size = LOOKED_AT_ONCE;
        }
    }

    /// The first `wanted` places behind one, newest first, and the keys of the changes there.
    async fn log_places(&self, after: Option<&Mark>, wanted: usize) -> Result<Vec<(Mark, Key)>> {
        let range = after.map_or(Range::All, |after| {
            Range::Before(keys::oldest_first(after.at, &after.id))
        });
        let shards = 0..self.settings.shards;
        let pages = shards.map(|shard| {
            let pages = self.paginated(BY_CHANGE, keys::log(shard), range.clone());
            pages.descending().up_to(wanted, |item| {
                let item = Reader(item);
                Ok((item.place("change_at")?, item.key()?))
            })
        });
        let mut places = try_join_all(pages).await?.concat();
        places.sort_by(|one, other| other.cmp(one));
        places.truncate(wanted);
        Ok(places)
    }
}

impl Logged {
    fn read(item: &Item, place: Mark) -> Result<Self> {
        let (stream, id) = HistoryEntry::read_whose(item)?;
        Ok(Self {
            place,
            stream,
            id,
            entry: HistoryEntry::read(item)?,
        })
    }
}
