//! Records that Tencent said that a stream is active.

use crate::{
    Result, Store,
    error::Conflict,
    items::Head,
    table::{Consistency, Reader, keys},
    write::{Changeset, Piece, Progress},
};
use replay_grouping::{Stream, Timestamp};
use std::collections::BTreeSet;

impl Store {
    /// Those of these streams whose newest push goes on as far as is known, and of which Tencent hasn't said so yet.
    pub async fn awaiting_activity(&self, streams: &BTreeSet<Stream>) -> Result<BTreeSet<Stream>> {
        let heads = streams.iter();
        let heads = heads.map(|stream| (keys::stream(stream), keys::HEAD.to_owned()));
        let mut awaiting = BTreeSet::new();
        for item in self.batch(heads.collect(), Consistency::Strong).await? {
            let head = Head::read(&item)?;
            let open = head.newest_push.as_ref().filter(|newest| newest.open);
            if open.is_some_and(|open| head.active_push.as_ref() != Some(&open.sequence)) {
                awaiting.insert(Reader(&item).stream()?);
            }
        }
        Ok(awaiting)
    }

    /// Records that Tencent said at `at` that a stream is active: its newest push, if its end is not known, goes on until then
    /// at least. Returns whether that is news.
    pub async fn record_active(
        &self,
        stream: &Stream,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let attempt = || self.try_record_active(stream, at, now);
        self.write_to_stream(stream, now, attempt).await
    }

    async fn try_record_active(
        &self,
        stream: &Stream,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Progress<bool>, Conflict> {
        let snapshot = self.finished_snapshot(stream, &[], [], now).await?;
        let head = &snapshot.head;
        if head.version == 0 || head.active_at >= Some(at) {
            return Ok(Progress::Done(false));
        }
        let mut changes = Changeset::of(head);
        changes.head.active_at = Some(at);
        let open = head.newest_push.as_ref().filter(|newest| newest.open);
        if let Some(open) = open.filter(|open| open.began_at < at) {
            changes.head.active_push = Some(open.sequence.clone());
            let push = self.known_push(stream, head, &open.sequence).await?;
            let push = push.ok_or(Conflict::Raced)?;
            let before = Piece::of_push(&push, head);
            let after = Piece::of_push(&push, &changes.head);
            changes.pushed(Some(before), after);
        }
        let progress = self.commit(stream, snapshot, changes, now).await?;
        Ok(progress.map(|_| true))
    }
}
