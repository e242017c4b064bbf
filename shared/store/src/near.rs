//! Finds what lies near a moment.

use crate::{
    Broadcast, Store, StoreError,
    item::{Item, text},
    keys,
    record::Head,
    table::BY_TIME,
};
use replay_grouping::{Span, Stream};

/// How many broadcasts are asked for at once. A fact mostly touches one or none, and knows so by the next one before.
const PAGE: i32 = 4;

impl Store {
    /// The broadcasts that overlap `span` or lie within `gap` of it, earliest first.
    ///
    /// Between two cuts broadcasts follow one another, so the first one before `span` is also the only one before it
    /// that can reach it; except where sessions took turns, and then the head says how far back to look.
    pub(crate) async fn broadcasts_near(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let gap = self.settings.rules.gap;
        let near = |broadcast: &Broadcast| broadcast.summary.hull.within(gap, &span);
        self.broadcasts_before(stream, head, span, near).await
    }

    /// The broadcasts to which a moment belongs: those near it, and one that is live, which goes on until its end is told.
    pub(crate) async fn broadcasts_of(
        &self,
        stream: &Stream,
        head: &Head,
        at: i64,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let (gap, at) = (self.settings.rules.gap, Span::point(at));
        let near = |broadcast: &Broadcast| {
            broadcast.summary.is_live() || broadcast.summary.hull.within(gap, &at)
        };
        self.broadcasts_before(stream, head, at, near).await
    }

    /// Of the broadcasts that start no later than the gap behind `span`, those that `takes` takes: back to the first one
    /// that starts before `span`, or as far as the head says.
    async fn broadcasts_before(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
        takes: impl Fn(&Broadcast) -> bool,
    ) -> Result<Vec<Broadcast>, StoreError> {
        let gap = self.settings.rules.gap;
        let floor = span.start() - if head.reach > 0 { head.reach + gap } else { 0 };
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

    /// The items of one kind that start in `span`.
    pub(crate) async fn items(
        &self,
        stream: &Stream,
        kind: &str,
        span: Span,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_TIME.name)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND #at BETWEEN :first AND :last")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":pk", text(keys::stream(stream)))
            .expression_attribute_values(":first", text(keys::at(kind, span.start())))
            .expression_attribute_values(":last", text(keys::at(kind, span.end())))
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}
