//! Audits settled broadcasts: are their files, and the files that were joined from them, still in VOD?

use super::Inquiry;
use crate::{Failure, Report, Run};
use replay_grouping::FileId;
use replay_tencent::client::Tencent;
use std::collections::BTreeSet;

impl Run<'_> {
    /// Audits settled broadcasts together: one request looks up 20 files, whichever broadcasts they belong to.
    pub(super) async fn audit(
        &self,
        tencent: &Tencent,
        audited: &mut [Inquiry],
        report: &mut Report,
    ) -> Result<(), Failure> {
        self.look_up_for(tencent, audited, &BTreeSet::new(), true, report)
            .await?;
        report.gone += self.audit_joined(tencent, audited).await?;
        Ok(())
    }

    /// Removes joined files that VOD no longer has from their broadcasts, and returns how many. They are looked up apart
    /// from the recordings, because they are not recordings.
    async fn audit_joined(&self, tencent: &Tencent, audited: &[Inquiry]) -> Result<u64, Failure> {
        let wanted: BTreeSet<&FileId> = audited.iter().flat_map(joined_files).collect();
        let wanted: Vec<FileId> = wanted.into_iter().cloned().collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let missing = tencent.describe_media(&wanted).await?.missing;
        let mut gone = 0;
        for inquiry in audited {
            if joined_files(inquiry).any(|file| missing.contains(file)) {
                let id = &inquiry.broadcast.id;
                let lost = self
                    .store
                    .remove_joined_files(id, &missing, self.now)
                    .await?;
                tracing::warn!(replay = %id, files = lost, "joined files are gone from VOD");
                gone += lost as u64;
            }
        }
        Ok(gone)
    }
}

fn joined_files(inquiry: &Inquiry) -> impl Iterator<Item = &FileId> {
    let joins = inquiry.broadcast.file_joins.iter();
    joins.filter_map(|join| Some(&join.file.as_ref()?.file_id))
}
