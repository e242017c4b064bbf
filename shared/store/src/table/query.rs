//! Reads the items of one partition, page by page.

use super::{
    Index, KEYS,
    item::{Item, text},
};
use crate::{Result, Store};
use aws_sdk_dynamodb::{
    operation::query::{QueryOutput, builders::QueryFluentBuilder},
    types::Select,
};
use std::vec;

#[derive(Debug, Clone)]
pub(crate) enum Range {
    All,
    /// Both ends are included.
    Between(String, String),
    After(String),
    Before(String),
    AtLeast(String),
    AtMost(String),
}

impl Range {
    /// The condition on `#sort`, and the values of `:a` and `:b` in it.
    fn condition(self) -> (&'static str, Option<String>, Option<String>) {
        match self {
            Self::All => ("", None, None),
            Self::Between(a, b) => (" AND #sort BETWEEN :a AND :b", Some(a), Some(b)),
            Self::After(a) => (" AND #sort > :a", Some(a), None),
            Self::AtLeast(a) => (" AND #sort >= :a", Some(a), None),
            Self::Before(a) => (" AND #sort < :a", Some(a), None),
            Self::AtMost(a) => (" AND #sort <= :a", Some(a), None),
        }
    }
}

/// The items of one partition, in the order of their sort key. Each page is requested when the one before is used up.
#[derive(Debug)]
pub(crate) struct Pages {
    request: QueryFluentBuilder,
    items: vec::IntoIter<Item>,
    finished: bool,
    #[cfg(test)]
    model: Option<crate::model::Model>,
}

impl Store {
    /// Reads a partition of the table, or of one of its indexes.
    pub(crate) fn paginated(
        &self,
        index: impl Into<Option<Index>>,
        partition: impl Into<String>,
        range: Range,
    ) -> Pages {
        let index = index.into();
        let (partition_key, sort_key) = match index {
            Some(index) => (index.partition, index.sort),
            None => (KEYS.0, Some(KEYS.1)),
        };
        let (condition, a, b) = range.condition();
        let mut request = self
            .client
            .query()
            .table_name(&self.settings.table)
            .set_index_name(index.map(|index| index.name.to_owned()))
            .key_condition_expression(format!("#partition = :partition{condition}"))
            .expression_attribute_names("#partition", partition_key)
            .expression_attribute_values(":partition", text(partition));
        if let (Some(sort_key), false) = (sort_key, condition.is_empty()) {
            request = request.expression_attribute_names("#sort", sort_key);
        }
        for (name, value) in [(":a", a), (":b", b)] {
            if let Some(value) = value {
                request = request.expression_attribute_values(name, text(value));
            }
        }
        Pages {
            request,
            items: Vec::new().into_iter(),
            finished: false,
            #[cfg(test)]
            model: self.model.clone(),
        }
    }
}

impl Pages {
    /// The greatest sort key first.
    pub(crate) fn descending(mut self) -> Self {
        self.request = self.request.scan_index_forward(false);
        self
    }

    /// Every write that has been answered is seen.
    pub(crate) fn consistent(mut self) -> Self {
        self.request = self.request.consistent_read(true);
        self
    }

    pub(crate) fn page_size(mut self, items: usize) -> Self {
        self.set_page_size(items);
        self
    }

    fn set_page_size(&mut self, items: usize) {
        let limit = i32::try_from(items).unwrap_or(i32::MAX);
        self.request = self.request.clone().limit(limit);
    }

    /// The next item, or `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Ok(Some(item));
            }
            match self.request_page().await? {
                Some(page) => self.items = page.items.unwrap_or_default().into_iter(),
                None => return Ok(None),
            }
        }
    }

    /// The items of the next page, of the given size at most, or `None` after the last page.
    pub(crate) async fn next_page(&mut self, items: usize) -> Result<Option<Vec<Item>>> {
        self.set_page_size(items);
        let page = self.request_page().await?;
        Ok(page.map(|page| page.items.unwrap_or_default()))
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.finished
    }

    async fn request_page(&mut self) -> Result<Option<QueryOutput>> {
        if self.finished {
            return Ok(None);
        }
        #[cfg(test)]
        if let Some(model) = &self.model {
            self.finished = true;
            let items = model.query(&self.request).await;
            return Ok(Some(QueryOutput::builder().set_items(Some(items)).build()));
        }
        let mut page = self.request.clone().send().await?;
        let next = page.last_evaluated_key.take();
        self.finished = next.is_none();
        self.request = self.request.clone().set_exclusive_start_key(next);
        Ok(Some(page))
    }

    /// What `read` makes of each item.
    pub(crate) async fn all<T>(self, read: impl Fn(&Item) -> Result<T>) -> Result<Vec<T>> {
        self.first(usize::MAX, |item| read(item).map(Some)).await
    }

    /// What `read` makes of the first `wanted` items, which are read as one page.
    pub(crate) async fn up_to<T>(
        self,
        wanted: usize,
        read: impl Fn(&Item) -> Result<T>,
    ) -> Result<Vec<T>> {
        let page = self.page_size(wanted);
        page.first(wanted, |item| read(item).map(Some)).await
    }

    /// The first `wanted` values that `read` makes of the items; it gives `None` for an item to be left out.
    pub(crate) async fn first<T>(
        mut self,
        wanted: usize,
        read: impl Fn(&Item) -> Result<Option<T>>,
    ) -> Result<Vec<T>> {
        let mut values = Vec::new();
        while values.len() < wanted
            && let Some(item) = self.next().await?
        {
            values.extend(read(&item)?);
        }
        Ok(values)
    }

    pub(crate) async fn count(self) -> Result<u64> {
        self.count_up_to(u64::MAX).await
    }

    /// How many items there are, counted until there are `most` of them.
    pub(crate) async fn count_up_to(mut self, most: u64) -> Result<u64> {
        self.request = self.request.select(Select::Count);
        if let Ok(limit) = i32::try_from(most) {
            self.request = self.request.limit(limit);
        }
        let mut count = 0;
        while count < most
            && let Some(page) = self.request_page().await?
        {
            count += u64::try_from(page.count).unwrap_or(0);
        }
        Ok(count.min(most))
    }
}
