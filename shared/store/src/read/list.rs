//! Lists broadcasts, newest first.

use crate::{
    Broadcast, Store, StoreError, Visibility,
    table::{BY_SHELF, BY_TIME, Item, keys, text},
};
use replay_grouping::{ReplayId, Seconds, Stream, Timestamp};
use std::{cmp::Reverse, collections::VecDeque};

/// A place in a list: newest start first, then by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// When the broadcast starts.
    pub start: Timestamp,
    /// Its id.
    pub id: ReplayId,
}

/// A stretch of a list.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    /// The broadcasts that were wanted.
    pub broadcasts: Vec<Broadcast>,
    /// Where the looking stopped, when there may be more behind that place.
    pub stopped_at: Option<Position>,
}

impl Position {
    /// That of a broadcast.
    #[must_use]
    pub fn of(broadcast: &Broadcast) -> Self {
        Self {
            start: broadcast.summary.hull.start(),
            id: broadcast.id.clone(),
        }
    }
}

impl Ord for Position {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (Reverse(self.start), &self.id).cmp(&(Reverse(other.start), &other.id))
    }
}

impl PartialOrd for Position {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Which broadcasts are listed.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Those with one of these visibilities.
    pub shelves: Vec<Visibility>,
    /// Those of one of these streams.
    pub streams: Option<Vec<Stream>>,
    /// Those that start at this Unix second or later.
    pub from: Option<Timestamp>,
    /// Those that start before this Unix second.
    pub to: Option<Timestamp>,
    /// Those behind this place.
    pub after: Option<Position>,
    /// Also those of which no piece is left.
    pub emptied: bool,
}

/// The most that is asked for at once: some 200 KB of items.
const LARGEST_PAGE: usize = 100;

/// A page looks at so many that it doesn't show, some 2 MB, and then says where it stopped.
const MOST_LEFT_OUT: usize = 1_000;

/// Where broadcasts come from, in the order of the list.
#[derive(Debug)]
struct Source<'a> {
    from: From<'a>,
    /// In order.
    ready: VecDeque<Broadcast>,
    /// Of a stream: read, but more of the same start may follow, and the table keeps those in an order of its own.
    held: Vec<Broadcast>,
    next: Next,
}

#[derive(Debug)]
enum From<'a> {
    Shelf(String),
    /// And the kind of its items: broadcasts with pieces, or without.
    Stream(&'a Stream, &'static str),
}

#[derive(Debug)]
enum Next {
    First,
    After(Item),
    Nothing,
}

impl Store {
    /// The first `wanted` broadcasts of a list that `keep` takes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(
        &self,
        list: &List,
        wanted: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let listed = self.list_until(list, wanted, usize::MAX, keep).await?;
        Ok(listed.broadcasts)
    }

    /// The first `wanted` broadcasts of a list that `keep` takes, or fewer when it takes few: then the answer says where
    /// the looking stopped.
    ///
    /// A page goes on exactly behind a place, so what is added meanwhile neither repeats nor skips another one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_page(
        &self,
        list: &List,
        wanted: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<ListPage, StoreError> {
        self.list_until(list, wanted, MOST_LEFT_OUT, keep).await
    }

    async fn list_until(
        &self,
        list: &List,
        wanted: usize,
        most_left_out: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<ListPage, StoreError> {
        let mut sources = self.sources(list);
        let (mut listed, mut left_out) = (Vec::new(), 0);
        while listed.len() < wanted {
            for source in &mut sources {
                while source.ready.is_empty() && !matches!(source.next, Next::Nothing) {
                    self.refill(source, list, wanted).await?;
                }
            }
            let first = sources
                .iter_mut()
                .filter(|source| !source.ready.is_empty())
                .min_by_key(|source| source.ready.front().map(Position::of));
            let Some(broadcast) = first.and_then(|source| source.ready.pop_front()) else {
                break;
            };
            let shelved = list.shelves.contains(&broadcast.curation.visibility);
            if shelved && (list.emptied || !broadcast.emptied) && keep(&broadcast) {
                listed.push(broadcast);
                continue;
            }
            left_out += 1;
            if left_out >= most_left_out {
                return Ok(ListPage {
                    broadcasts: listed,
                    stopped_at: Some(Position::of(&broadcast)),
                });
            }
        }
        Ok(ListPage {
            broadcasts: listed,
            stopped_at: None,
        })
    }

    fn sources<'a>(&self, list: &'a List) -> Vec<Source<'a>> {
        let sources: Vec<From<'a>> = match &list.streams {
            Some(streams) => {
                let kinds = [Some(keys::CAST), list.emptied.then_some(keys::PAST)];
                let kinds = kinds.into_iter().flatten();
                let of = |kind| streams.iter().map(move |stream| From::Stream(stream, kind));
                kinds.flat_map(of).collect()
            }
            None => {
                let shards = 0..self.settings.shards;
                let shelf = |shard| {
                    list.shelves
                        .iter()
                        .map(move |shelf| keys::shelf(*shelf, shard))
                };
                shards.flat_map(shelf).map(From::Shelf).collect()
            }
        };
        let source = |from| Source {
            from,
            ready: VecDeque::new(),
            held: Vec::new(),
            next: Next::First,
        };
        sources.into_iter().map(source).collect()
    }

    async fn refill(
        &self,
        source: &mut Source<'_>,
        list: &List,
        wanted: usize,
    ) -> Result<(), StoreError> {
        let (index, pk, (first, last), limit) = match &source.from {
            From::Shelf(shelf) => (BY_SHELF, shelf.clone(), shelf_range(list), wanted),
            // The one that the page goes on behind, and the one that may have to wait.
            From::Stream(stream, kind) => (
                BY_TIME,
                keys::stream(stream),
                stream_range(list, kind),
                wanted.saturating_add(2),
            ),
        };
        let ordered = index == BY_SHELF;
        if first > last {
            source.next = Next::Nothing;
            return Ok(());
        }
        // What is asked for a second time was mostly filtered out, and larger pages get further.
        let (from, limit) = match std::mem::replace(&mut source.next, Next::Nothing) {
            Next::After(key) => (Some(key), LARGEST_PAGE),
            Next::First | Next::Nothing => (None, limit.clamp(1, LARGEST_PAGE)),
        };
        let page = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(index.name)
            .scan_index_forward(ordered)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .key_condition_expression("#pk = :pk AND #at BETWEEN :first AND :last")
            .expression_attribute_names("#pk", index.partition)
            .expression_attribute_names("#at", index.sort.unwrap_or_default())
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(last))
            .set_exclusive_start_key(from)
            .send()
            .await?;
        let mut read = std::mem::take(&mut source.held);
        for item in page.items() {
            let broadcast = Broadcast::read(item)?;
            if list
                .after
                .as_ref()
                .is_none_or(|after| Position::of(&broadcast) > *after)
            {
                read.push(broadcast);
            }
        }
        read.sort_by_key(Position::of);
        if let Some(key) = page.last_evaluated_key {
            source.next = Next::After(key);
            if !ordered {
                let last = read.last().map(|broadcast| broadcast.summary.hull.start());
                let sure =
                    read.partition_point(|broadcast| Some(broadcast.summary.hull.start()) != last);
                source.held = read.split_off(sure);
            }
        }
        source.ready.extend(read);
        Ok(())
    }
}

/// The positions on a shelf, from the newest to the oldest.
fn shelf_range(list: &List) -> (String, String) {
    // Behind the id, and before the next one.
    let behind = |after: &Position| Broadcast::shelf_position(after.start, after.id.as_str()) + "!";
    let behind = list.after.as_ref().map(behind);
    let before = list
        .to
        .map(|to| Broadcast::shelf_position(to - Seconds(1), ""));
    let first = behind.max(before).unwrap_or_else(|| "0".to_owned());
    let last = list.from.map(|from| Broadcast::shelf_position(from, "~"));
    (first, last.unwrap_or_else(|| "~".to_owned()))
}

/// The positions in a stream, from the oldest to the newest.
fn stream_range(list: &List, kind: &str) -> (String, String) {
    let first = keys::at(kind, list.from.unwrap_or_default());
    let newest = [
        list.to.map(|to| to - Seconds(1)),
        list.after.as_ref().map(|after| after.start),
    ];
    let newest = newest.into_iter().flatten().min();
    let last = newest.map_or_else(|| format!("{kind}~"), |newest| keys::at(kind, newest));
    (first, last)
}
