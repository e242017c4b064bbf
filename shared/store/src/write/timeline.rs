//! The items of one kind of a stream in order of time, held against the stream's head.

use crate::{
    Result, Store,
    error::Conflict,
    items::{Head, Seen, Sought},
    table::{AT, BY_TIME, Item, Pages, Range, Reader, keys},
};
use replay_grouping::{Span, Stream};
use std::ops::Bound::{self, Excluded, Included};

/// Reads one item after the other. Whoever stops reading has to call [`Timeline::finish`]: until then nothing shows whether
/// what was read is of the same state as the head.
#[derive(Debug)]
pub(crate) struct Timeline<'a> {
    head: &'a Head,
    pages: Pages,
    first: String,
    last: String,
    is_descending: bool,
    /// The place of the item that was read last; `None` before the first one and after the last one.
    reached: Option<String>,
    seen: Vec<Seen>,
}

impl Store {
    /// The items of one kind that start in `span`, earliest first.
    pub(crate) fn timeline<'a>(
        &self,
        stream: &Stream,
        head: &'a Head,
        kind: &str,
        span: Span,
    ) -> Timeline<'a> {
        let (first, last) = (keys::at(kind, span.start()), keys::at(kind, span.end()));
        let range = Range::Between(first.clone(), last.clone());
        let pages = self.paginated(BY_TIME, keys::stream(stream), range);
        Timeline {
            head,
            pages: pages.consistent(),
            first,
            last,
            is_descending: false,
            reached: None,
            seen: Vec::new(),
        }
    }

    /// What `read` makes of the items of one kind that start in `span`.
    pub(crate) async fn read_by_time<T>(
        &self,
        stream: &Stream,
        head: &Head,
        kind: &str,
        span: Span,
        read: impl Fn(&Item) -> Result<T>,
    ) -> Result<Vec<T>, Conflict> {
        self.timeline(stream, head, kind, span)
            .first(usize::MAX, read)
            .await
    }
}

impl Timeline<'_> {
    /// The latest start first.
    pub(crate) fn descending(mut self) -> Self {
        self.pages = self.pages.descending();
        self.is_descending = true;
        self
    }

    pub(crate) fn page_size(mut self, items: usize) -> Self {
        self.pages = self.pages.page_size(items);
        self
    }

    /// The next item, or `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Item>> {
        let item = self.pages.next().await?;
        self.reached = match &item {
            Some(item) => {
                self.seen.push(Seen::read(item)?);
                Some(Reader(item).str(AT)?.to_owned())
            }
            None => None,
        };
        Ok(item)
    }

    /// Fails if what was read is not of the state that the head describes. Another item may start together with the last
    /// one that was read.
    pub(crate) fn finish(self) -> Result<(), Conflict> {
        let all: (Bound<&str>, Bound<&str>) = (Included(&self.first), Included(&self.last));
        let (first, last) = match &self.reached {
            Some(reached) if self.is_descending => (Excluded(reached.as_str()), all.1),
            Some(reached) => (all.0, Excluded(reached.as_str())),
            None => all,
        };
        self.head.check(&self.seen, Sought::Places(first, last))
    }

    /// What `read` makes of the first `wanted` items.
    pub(crate) async fn first<T>(
        mut self,
        wanted: usize,
        read: impl Fn(&Item) -> Result<T>,
    ) -> Result<Vec<T>, Conflict> {
        let mut values = Vec::new();
        while values.len() < wanted
            && let Some(item) = self.next().await?
        {
            values.push(read(&item)?);
        }
        self.finish()?;
        Ok(values)
    }
}
