//! Lists broadcasts, newest first.
//!
//! A list is one query of `by_shelf` for each shard, merged; of given streams it is one query of `by_time` for each. What
//! is featured is found in `by_front`, with what is live.

use crate::{
    Broadcast, Result, Store, Visibility,
    table::{BY_SHELF, BY_TIME, Pages, Range, keys},
};
use futures_util::future::try_join_all;
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

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    /// The broadcasts that were wanted.
    pub broadcasts: Vec<Broadcast>,
    /// Where the search stopped, when there may be more behind that place.
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
    /// Also those without a piece left.
    pub emptied: bool,
    /// Only those with a rank among the featured ones.
    pub featured: bool,
}

/// The largest page of the table: some 200 KB of items.
pub(super) const LARGEST_PAGE: usize = 100;

/// Where a list is of several streams, so many broadcasts are read at once of all of them together, beside those that are
/// wanted.
const SPREAD: usize = 60;

/// Where broadcasts come from, in the order of the list.
#[derive(Debug)]
struct Source {
    pages: Pages,
    first_page: Option<usize>,
    /// It is a stream, whose index orders the oldest first, and broadcasts of one start arbitrarily.
    of_stream: bool,
    ready: VecDeque<Broadcast>,
    /// Of a stream: read, but more of the same start may follow.
    held: Vec<Broadcast>,
}

impl Source {
    /// Reads pages until one broadcast is ready, or there are no more. Pages behind the first one are needed where most was
    /// left out, and have `page_size`.
    async fn fill(&mut self, after: Option<&Position>, page_size: usize) -> Result<()> {
        while self.ready.is_empty() {
            let size = self.first_page.take().unwrap_or(page_size);
            let Some(page) = self.pages.next_page(size).await? else {
                return Ok(());
            };
            let mut read = std::mem::take(&mut self.held);
            for item in &page {
                let broadcast = Broadcast::read(item)?;
                if after.is_none_or(|after| Position::of(&broadcast) > *after) {
                    read.push(broadcast);
                }
            }
            read.sort_by_key(Position::of);
            if self.of_stream && !self.pages.is_finished() {
                let start = |broadcast: &Broadcast| broadcast.summary.hull.start();
                let last = read.last().map(start);
                let sure = read.partition_point(|broadcast| Some(start(broadcast)) != last);
                self.held = read.split_off(sure);
            }
            self.ready.extend(read);
        }
        Ok(())
    }
}

impl Store {
    /// The first `wanted` broadcasts of a list that `keep` takes.
    pub async fn list(
        &self,
        list: &List,
        wanted: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>> {
        let listed = self.list_page(list, wanted, usize::MAX, keep).await?;
        Ok(listed.broadcasts)
    }

    /// The first `wanted` broadcasts of a list that `keep` takes, or fewer when it takes few: after `most_others` other
    /// broadcasts, some 1 to 2 KB each, the search stops, and the answer says where.
    ///
    /// A page goes on exactly behind a place, so what is added meanwhile neither repeats nor skips another one.
    pub async fn list_page(
        &self,
        list: &List,
        wanted: usize,
        most_others: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> Result<ListPage> {
        if list.featured && list.streams.is_none() {
            let unseen = list.emptied || list.shelves != [Visibility::Published];
            let (found, complete) = self.indexed_with_rank(unseen, most_others).await?;
            if complete {
                return Ok(list.page_of(found, wanted, keep));
            }
        }
        let mut sources = self.sources(list, wanted);
        let (mut page, mut others) = (ListPage::default(), 0);
        while page.broadcasts.len() < wanted {
            let page_size = (most_others - others).min(LARGEST_PAGE);
            let after = list.after.as_ref();
            let fills = sources.iter_mut();
            try_join_all(fills.map(|source| source.fill(after, page_size))).await?;
            let first = sources
                .iter_mut()
                .filter(|source| !source.ready.is_empty())
                .min_by_key(|source| source.ready.front().map(Position::of));
            let Some(broadcast) = first.and_then(|source| source.ready.pop_front()) else {
                break;
            };
            if list.takes(&broadcast) && keep(&broadcast) {
                page.broadcasts.push(broadcast);
                continue;
            }
            others += 1;
            if others >= most_others {
                page.stopped_at = Some(Position::of(&broadcast));
                break;
            }
        }
        Ok(page)
    }

    fn sources(&self, list: &List, wanted: usize) -> Vec<Source> {
        let source = |pages, first_page: usize, of_stream| Source {
            pages,
            first_page: Some(first_page.clamp(1, LARGEST_PAGE)),
            of_stream,
            ready: VecDeque::new(),
            held: Vec::new(),
        };
        let mut sources = Vec::new();
        if let Some(streams) = &list.streams {
            let kinds = [Some(keys::CAST), list.emptied.then_some(keys::PAST)];
            // The page goes on behind one of them, and one may have to wait.
            let whole = wanted.saturating_add(2);
            let share = wanted.saturating_add(SPREAD) / streams.len().max(1) + 2;
            for kind in kinds.into_iter().flatten() {
                let Some(range) = stream_range(list, kind) else {
                    continue;
                };
                for stream in streams {
                    let pages = self.paginated(BY_TIME, keys::stream(stream), range.clone());
                    sources.push(source(pages.descending(), whole.min(share), true));
                }
            }
        } else if let Some(range) = shelf_range(list) {
            for shard in 0..self.settings.shards {
                for shelf in &list.shelves {
                    let shelf = keys::shelf(shelf.as_str(), shard);
                    let pages = self.paginated(BY_SHELF, shelf, range.clone());
                    sources.push(source(pages, wanted, false));
                }
            }
        }
        sources
    }
}

impl List {
    fn takes(&self, broadcast: &Broadcast) -> bool {
        let curation = &broadcast.curation;
        self.shelves.contains(&curation.visibility)
            && (self.emptied || !broadcast.emptied)
            && (!self.featured || curation.featured_rank.is_some())
    }

    /// Whether a broadcast lies in the times of the list, and behind the place where it begins.
    fn reaches(&self, broadcast: &Broadcast) -> bool {
        let position = Position::of(broadcast);
        self.from.is_none_or(|from| position.start >= from)
            && self.to.is_none_or(|to| position.start < to)
            && self.after.as_ref().is_none_or(|after| position > *after)
    }

    /// The first `wanted` of these that the list and `keep` take.
    fn page_of(
        &self,
        mut found: Vec<Broadcast>,
        wanted: usize,
        keep: impl Fn(&Broadcast) -> bool,
    ) -> ListPage {
        found.retain(|one| self.takes(one) && self.reaches(one) && keep(one));
        found.sort_by_key(Position::of);
        found.truncate(wanted);
        ListPage {
            broadcasts: found,
            stopped_at: None,
        }
    }
}

/// The positions on a shelf, from the newest to the oldest; `None` if there can't be any.
fn shelf_range(list: &List) -> Option<Range> {
    // Behind the id, and before the next one.
    let behind = |after: &Position| keys::shelf_position(after.start, after.id.as_str()) + "!";
    let behind = list.after.as_ref().map(behind);
    let before = list.to.map(|to| keys::shelf_position(to - Seconds(1), ""));
    let first = behind.max(before).unwrap_or_else(|| "0".to_owned());
    let last = list.from.map(|from| keys::shelf_position(from, "~"));
    between(first, last.unwrap_or_else(|| "~".to_owned()))
}

/// The positions in a stream, from the oldest to the newest; `None` if there can't be any.
fn stream_range(list: &List, kind: &str) -> Option<Range> {
    let first = keys::at(kind, list.from.unwrap_or_default());
    let before = list.to.map(|to| to - Seconds(1));
    let after = list.after.as_ref().map(|after| after.start);
    let newest = before.into_iter().chain(after).min();
    let last = newest.map_or_else(|| format!("{kind}~"), |newest| keys::at(kind, newest));
    between(first, last)
}

fn between(first: String, last: String) -> Option<Range> {
    (first <= last).then_some(Range::Between(first, last))
}
