//! Loads what a new fact can touch.

use crate::{
    Broadcast, Store, StoreError, StoredPart, StoredPush,
    item::Item,
    keys,
    piece::Piece,
    record::{Alias, Head},
    table::BY_TIME,
};
use aws_sdk_dynamodb::types::AttributeValue;
use replay_grouping::{Span, Stream};

/// How many broadcasts are asked for at once. A fact mostly touches one or none, and knows so by the next one before.
const PAGE: i32 = 4;

/// The pieces, broadcasts and aliases of a stretch of time. Nothing outside can touch what is in it.
pub(crate) struct Neighbourhood {
    pub(crate) broadcasts: Vec<Broadcast>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) pushes: Vec<Piece>,
    /// Parts that VOD no longer has are left out.
    pub(crate) parts: Vec<(Piece, StoredPart)>,
}

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
                if broadcast.summary.hull.within(gap, &span) {
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

    /// All that can bear on how the pieces in `span` are grouped: widened until nothing outside is near.
    pub(crate) async fn neighbourhood(
        &self,
        stream: &Stream,
        head: &Head,
        span: Span,
    ) -> Result<Neighbourhood, StoreError> {
        let mut reach = span;
        loop {
            let broadcasts = self.broadcasts_near(stream, head, reach).await?;
            let from = reach.start() - head.longest_push;
            let pushes = self
                .items(stream, keys::PUSH, Span::new(from, reach.end()))
                .await?;
            let pushes = pushes.iter().map(|item| StoredPush::read(stream, item));
            let mut pushes = pushes
                .map(|push| Ok(Piece::from(&push?)))
                .collect::<Result<Vec<_>, StoreError>>()?;
            pushes.retain(|push| push.span().is_some_and(|span| span.within(0, &reach)));

            let hulls = broadcasts.iter().map(|broadcast| broadcast.summary.hull);
            let wider = hulls
                .chain(pushes.iter().filter_map(Piece::span))
                .fold(reach, Span::hull);
            if wider != reach {
                reach = wider;
                continue;
            }
            let (parts, aliases) = tokio::try_join!(
                self.items(stream, keys::PART, reach),
                self.items(stream, keys::ALIAS, reach)
            )?;
            let parts = parts
                .iter()
                .map(StoredPart::read)
                .collect::<Result<Vec<_>, _>>()?;
            let parts = parts.into_iter().filter(|part| part.gone_at.is_none());
            return Ok(Neighbourhood {
                broadcasts,
                aliases: aliases.iter().map(Alias::read).collect::<Result<_, _>>()?,
                pushes,
                parts: parts.map(|part| (Piece::from(&part), part)).collect(),
            });
        }
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

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}
