//! Records that Tencent said that a stream is active.

use crate::{
    Result, Store,
    error::Conflict,
    write::{Changeset, Piece, Progress},
};
use replay_grouping::{Stream, Timestamp};

impl Store {
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
