//! Files that VOD doesn't have.

use super::Polled;
use crate::{
    Run,
    decide::{
        diff::{self, Missing},
        settle,
    },
};
use replay_grouping::FileId;
use replay_store::{Loss, StoreError, StoredPart};
use std::collections::{BTreeMap, BTreeSet};

impl Run<'_> {
    /// What becomes of the files of a broadcast that VOD doesn't have. Answers how many leave the list.
    pub(crate) async fn miss(
        &self,
        polled: &Polled,
        missing: &BTreeSet<FileId>,
    ) -> Result<u64, StoreError> {
        let parts = &polled.contents.parts;
        let overdue = settle::deadline(&polled.broadcast, parts, &self.timing) <= self.now;
        let mut lost: BTreeMap<&'static str, (Loss, Vec<FileId>)> = BTreeMap::new();
        let mut lose = |name, loss, part: &StoredPart| {
            let (_, files) = lost.entry(name).or_insert((loss, Vec::new()));
            files.push(part.file_id.clone());
        };
        for part in parts {
            if part.counts() && diff::is_expired(part, self.now) {
                lose("expired", Loss::Gone, part);
            } else if missing.contains(&part.file_id) {
                match diff::missing(part, overdue, self.now) {
                    Missing::Lost(Loss::Gone) => lose("gone", Loss::Gone, part),
                    Missing::Lost(Loss::Denied) => lose("denied", Loss::Denied, part),
                    Missing::Once => self.store.miss(part, self.now).await?,
                    Missing::Nothing => {}
                }
            }
        }
        let stream = &polled.broadcast.stream;
        let mut all = 0;
        for (what, (loss, files)) in lost {
            let files_lost = self.store.lose(stream, &files, loss, self.now).await?;
            tracing::warn!(%stream, replay = %polled.broadcast.id, files = files_lost, what, "files leave the list");
            all += files_lost as u64;
            if loss == Loss::Denied {
                self.seen.note(|seen| seen.denied += files_lost as u64);
            }
        }
        Ok(all)
    }
}
