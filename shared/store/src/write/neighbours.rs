//! Finds what lies near a moment.

use crate::{
    Broadcast, Store, StoreError,
    items::Head,
    table::{BY_TIME, Item, keys, text},
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use replay_grouping::{Seconds, Span, Stream, Timestamp};

/// How many broadcasts are asked for at once. A fact mostly touches one or none, and knows so by the next one before.
const PAGE: i32 = 4;

/// The last second that sorts as text: in the year 33658.
pub(crate) const LATEST: Timestamp = Timestamp(999_999_999_999);

impl Store {
    /// The broadcasts that overlap `span` or lie within `gap` of it, earliest first.
    ///
    /// Between two cuts broadcasts follow one another, so the first one before `span` is also the only one before it
    /// that can reach it; except where sessions took turns, and then the head says how far back to look.
    pub(crate) async fn broadcasts_near(
        &self,
        stream: &Stream,
        head: &Head,
        gap: Seconds,
        span: Span,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let near = |broadcast: &Broadcast| broadcast.summary.hull.within(gap, &span);
        self.broadcasts_before(stream, head, gap, span, near).await
    }

    /// The broadcasts to which a moment belongs: those near it, and one that is live, which goes on until its end is told.
    pub(crate) async fn broadcasts_of(
        &self,
        stream: &Stream,
        head: &Head,
        at: Timestamp,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let gap = self.rules(head).gap;
        let at = Span::point(at);
        let near = |broadcast: &Broadcast| {
            broadcast.summary.is_live() || broadcast.summary.hull.within(gap, &at)
        };
        self.broadcasts_before(stream, head, gap, at, near).await
    }

    /// Of the broadcasts that start no later than the gap behind `span`, those that `takes` takes: back to the first one
    /// that starts before `span`, or as far as the head says.
    async fn broadcasts_before(
        &self,
        stream: &Stream,
        head: &Head,
        gap: Seconds,
        span: Span,
        takes: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let reach = if head.reach > Seconds::ZERO {
            head.reach + gap
        } else {
            Seconds::ZERO
        };
        let floor = span.start() - reach;
        let mut near = Vec::new();
        let mut from = None;
        'pages: loop {
            let page = self
                .client
                .query()
                .table_name(&self.settings.table)
                .index_name(BY_TIME.name)
                .consistent_read(true)
                .scan_index_forward(false)
                .limit(PAGE)
                .key_condition_expression("pk = :pk AND #at BETWEEN :first AND :last")
                .expression_attribute_names("#at", "at")
                .expression_attribute_values(":pk", text(keys::stream(stream)))
                .expression_attribute_values(":first", text(keys::CAST))
                .expression_attribute_values(":last", text(keys::at(keys::CAST, span.end() + gap)))
                .set_exclusive_start_key(from)
                .send()
                .await?;
            for item in page.items() {
                let broadcast = Broadcast::read(item)?;
                let last = broadcast.summary.hull.start() < floor;
                if takes(&broadcast) {
                    near.push(broadcast);
                }
                if last {
                    break 'pages;
                }
            }
            from = page.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        near.reverse();
        Ok(near)
    }

    /// Where the first `most` broadcasts start that start in `span`, earliest first.
    pub(crate) async fn starts(
        &self,
        stream: &Stream,
        span: Span,
        most: usize,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let page = self
            .by_time(stream, keys::CAST, span)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .send()
            .await?;
        let broadcasts = page.items().iter().map(Broadcast::read);
        let starts = broadcasts.map(|broadcast| Ok(broadcast?.summary.hull.start()));
        starts.collect()
    }

    /// The broadcast that starts before this one, and the one that starts after it, if there are such.
    pub(crate) async fn neighbours(
        &self,
        broadcast: &Broadcast,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let start = broadcast.summary.hull.start();
        let (before, after) = (Span::new(Timestamp::EPOCH, start), Span::new(start, LATEST));
        let mut neighbours = Vec::new();
        for (forward, span) in [(false, before), (true, after)] {
            // Itself is the first that is found; with explicit sessions another one may start with it.
            let ask = self.by_time(&broadcast.stream, keys::CAST, span).limit(3);
            let page = ask.scan_index_forward(forward).send().await?;
            let found = page.items().iter().map(Broadcast::read);
            let found: Result<Vec<_>, _> = found.collect();
            let other = |found: &Broadcast| {
                found.id != broadcast.id && (forward || found.summary.hull.start() < start)
            };
            neighbours.extend(found?.into_iter().find(other));
        }
        Ok(neighbours)
    }

    /// Where the first broadcast of a stream starts, and where the last one does.
    pub(crate) async fn reach_of(&self, stream: &Stream) -> Result<Option<Span>, StoreError> {
        let all = Span::new(Timestamp::EPOCH, LATEST);
        let mut reach: Option<Span> = None;
        for forward in [true, false] {
            let ask = self.by_time(stream, keys::CAST, all).limit(1);
            let page = ask.scan_index_forward(forward).send().await?;
            for item in page.items() {
                let start = Span::point(Broadcast::read(item)?.summary.hull.start());
                reach = Some(reach.map_or(start, |reach| reach.hull(start)));
            }
        }
        Ok(reach)
    }

    /// The items of one kind that start in `span`, earliest first.
    fn by_time(&self, stream: &Stream, kind: &str, span: Span) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_TIME.name)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND #at BETWEEN :first AND :last")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":pk", text(keys::stream(stream)))
            .expression_attribute_values(":first", text(keys::at(kind, span.start())))
            .expression_attribute_values(":last", text(keys::at(kind, span.end())))
    }

    /// The items of one kind that start in `span`.
    pub(crate) async fn items(
        &self,
        stream: &Stream,
        kind: &str,
        span: Span,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut pages = self
            .by_time(stream, kind, span)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}
