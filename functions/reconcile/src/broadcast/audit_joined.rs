//! Looks whether joined files are still there.

use super::Polled;
use crate::{Failure, Run};
use replay_grouping::FileId;
use replay_tencent::api::Tencent;
use std::collections::BTreeSet;

impl Run<'_> {
    /// Takes joined files off their broadcasts that VOD has no longer. Answers how many. They are looked up apart from the
    /// recordings, because none of them is one.
    pub(crate) async fn look_after_joined(
        &self,
        tencent: &Tencent,
        audited: &[Polled],
    ) -> Result<u64, Failure> {
        let joined = |polled: &Polled| -> Vec<FileId> {
            let files = polled.broadcast.joins.iter();
            let files = files.filter_map(|one| one.file.as_ref());
            files.map(|file| file.file_id.clone()).collect()
        };
        let wanted: BTreeSet<FileId> = audited.iter().flat_map(joined).collect();
        let wanted: Vec<FileId> = wanted.into_iter().collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let missing = tencent.describe_media(&wanted).await?.missing;
        let mut gone = 0;
        for polled in audited {
            let own = joined(polled);
            if own.iter().any(|file| missing.contains(file)) {
                let id = &polled.broadcast.id;
                let lost = self.store.lose_joined(id, &missing, self.now).await?;
                tracing::warn!(replay = %id, files = lost, "joined files are gone from VOD");
                gone += lost as u64;
            }
        }
        Ok(gone)
    }
}
