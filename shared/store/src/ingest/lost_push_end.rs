//! Ends pushes whose end was lost.

use crate::{
    Broadcast, Store, StoreError, StoredPart, StoredPush,
    error::Lost,
    table::{BY_TIME, Guard, keys, text},
    write::{Edits, Piece},
};
use replay_grouping::{Seconds, SessionId, Span, Stream, Timestamp};

/// Content may begin so many seconds before its push: the group of pictures that was under way is recorded too.
const LEAD: Seconds = Seconds(2);

impl Store {
    /// When somebody pushed to a stream again after this second; none if nobody did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_push_begin(
        &self,
        stream: &Stream,
        after: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.settings.table)
            .index_name(BY_TIME.name)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND #at BETWEEN :first AND :last")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":pk", text(keys::stream(stream)))
            .expression_attribute_values(":first", text(keys::at(keys::PUSH, after + Seconds(1))))
            .expression_attribute_values(":last", text(format!("{}~", keys::PUSH)))
            .limit(4)
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            let push = StoredPush::read(stream, &item?)?.push();
            if let Some(began_at) = push.began_at.filter(|_| !push.failed) {
                return Ok(Some(began_at));
            }
        }
        Ok(None)
    }

    /// Nobody pushes to the stream of `broadcast` any more, at least not what began by `until`: ends its pushes of which
    /// no end was told where the evidence ends. Answers how many end otherwise than was known.
    ///
    /// # Errors
    /// [`StoreError`]: nothing was written, or nobody knows.
    pub async fn presume_ended(
        &self,
        broadcast: &Broadcast,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let stream = &broadcast.stream;
        let mut all = 0;
        loop {
            let ended = || self.try_presume(stream, broadcast.summary.hull, until, now);
            let ended = self.retried(stream, now, ended).await?;
            all += ended;
            if ended < MOST_AT_ONCE {
                return Ok(all);
            }
        }
    }

    async fn try_presume(
        &self,
        stream: &Stream,
        hull: Span,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(usize, bool), Lost> {
        let seen = self.look_finished(stream, &[], &[], now).await?;
        let (pushes, parts, next) = tokio::try_join!(
            self.items(stream, keys::PUSH, hull),
            self.items(stream, keys::PART, hull),
            self.next_push_begin(stream, hull.end()),
        )?;
        let pushes = pushes.iter().map(|item| StoredPush::read(stream, item));
        let pushes: Vec<StoredPush> = pushes.collect::<Result<_, _>>()?;
        let parts = parts.iter().map(StoredPart::read);
        let parts: Vec<StoredPart> = parts.collect::<Result<_, _>>()?;
        let mut begins: Vec<Timestamp> = pushes.iter().filter_map(begin).chain(next).collect();
        begins.sort_unstable();

        let mut edits = Edits::default();
        let lost = |push: &&StoredPush| push.end.is_none() && begin(push).is_some();
        for push in pushes.iter().filter(lost) {
            let Some(began) = begin(push).filter(|began| *began <= until) else {
                continue;
            };
            let next = begins.iter().find(|begin| **begin > began).copied();
            let presumed = Some(evidence(began, next, &parts));
            if push.presumed_end == presumed || edits.items.len() == MOST_AT_ONCE {
                continue;
            }
            let ended = StoredPush {
                presumed_end: presumed,
                ..push.clone()
            };
            let (before, after) = (Piece::from(push), Piece::from(&ended));
            edits.push(ended.item(), Guard::Lacks("end"), Some(before), after);
        }
        let ended = edits.items.len();
        if ended == 0 {
            return Ok((0, true));
        }
        let named = edits.pieces.iter().filter_map(|edit| edit.after.as_ref());
        let named: Vec<&SessionId> = named.filter_map(Piece::session).collect();
        let sessions = self.sessions(stream, &named).await?;
        let done = self.commit(stream, seen.head, &sessions, edits, now);
        Ok((ended, done.await?))
    }
}

/// So many pushes end in one transaction.
const MOST_AT_ONCE: usize = 20;

/// The begin of a push that did not fail.
fn begin(push: &StoredPush) -> Option<Timestamp> {
    let (begin, _) = push.begin.as_ref()?;
    (!begin.failed).then_some(begin.at)
}

/// The last second in which something shows that a push went on: its begin, or the end of a part that starts in it.
fn evidence(began: Timestamp, next: Option<Timestamp>, parts: &[StoredPart]) -> Timestamp {
    let starts =
        |start: Timestamp| began - LEAD <= start && next.is_none_or(|next| start < next - LEAD);
    let spans = parts.iter().filter(|part| part.counts());
    let spans = spans.map(|part| part.content().span);
    let ends = spans
        .filter(|span| starts(span.start()))
        .map(|span| span.end());
    ends.chain([began]).max().unwrap_or(began)
}
