//! Decides about files that VOD doesn't have.

use super::Inquiry;
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
    /// Takes files of a broadcast off the list that have expired, or that are `missing` in VOD for good, and returns how
    /// many. A file that is missing for the first time is noted, and looked up once more.
    pub(super) async fn lose_missing(
        &self,
        inquiry: &Inquiry,
        missing: &BTreeSet<FileId>,
    ) -> Result<u64, StoreError> {
        let parts = &inquiry.contents.parts;
        let overdue = settle::deadline(&inquiry.broadcast, parts, &self.timing) <= self.now;
        let mut lost: BTreeMap<&'static str, (Loss, Vec<FileId>)> = BTreeMap::new();
        let mut lose = |what, loss, part: &StoredPart| {
            let (_, files) = lost.entry(what).or_insert((loss, Vec::new()));
            files.push(part.file_id.clone());
        };
        for part in parts {
            if part.counts() && diff::is_expired(part, self.now) {
                lose("expired", Loss::Gone, part);
            } else if missing.contains(&part.file_id) {
                match diff::missing(part, overdue, self.now) {
                    Missing::Lost(Loss::Gone) => lose("gone", Loss::Gone, part),
                    Missing::Lost(Loss::Denied) => lose("denied", Loss::Denied, part),
                    Missing::AskAgain => self.store.record_missing(part, self.now).await?,
                    Missing::Unchanged => {}
                }
            }
        }
        let stream = &inquiry.broadcast.stream;
        let mut all = 0;
        for (what, (loss, files)) in lost {
            let files = self
                .store
                .record_losses(stream, &files, loss, self.now)
                .await? as u64;
            tracing::warn!(%stream, replay = %inquiry.broadcast.id, files, what, "files leave the list");
            all += files;
            if loss == Loss::Denied {
                self.observe(|observed| observed.denied += files);
            }
        }
        Ok(all)
    }
}
