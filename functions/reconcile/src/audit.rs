//! Looks whether the files of settled broadcasts are still there.

use crate::{Report, diff, failure::Failure, poll::Polled, run::Run};
use replay_grouping::{FileId, Stream};
use replay_tencent::api::Tencent;
use std::collections::BTreeSet;

impl Run<'_> {
    /// Audits settled broadcasts together: 20 files are one call, whosever they are.
    pub(crate) async fn audit(&self, audited: Vec<Polled>) -> Report {
        let mut report = Report {
            polled: audited.len() as u64,
            ..Report::default()
        };
        let failed = match self.tencent() {
            Some(tencent) => self.look_up(tencent, &audited, &mut report).await.err(),
            None => None,
        };
        for mut polled in audited {
            if let Some(failure) = &failed {
                polled.fails_unanswered(failure);
            }
            report.add(&self.conclude(polled).await);
        }
        report
    }

    async fn look_up(
        &self,
        tencent: &Tencent,
        audited: &[Polled],
        report: &mut Report,
    ) -> Result<(), Failure> {
        let nothing = BTreeSet::new();
        let wanted = audited
            .iter()
            .flat_map(|one| diff::to_look_up(&one.contents.parts, &nothing, true, self.now));
        let wanted: BTreeSet<FileId> = wanted.collect();
        let wanted: Vec<FileId> = wanted.into_iter().collect();
        let lookup = tencent.describe_media(&wanted).await?;
        let streams: BTreeSet<Stream> = audited
            .iter()
            .map(|one| one.broadcast.stream.clone())
            .collect();
        let streams: Vec<Stream> = streams.into_iter().collect();
        let taken = self.take_in(&lookup.found, &streams, None).await?;
        report.add(&taken.report);
        if let Some((_, error)) = taken.errors.into_iter().next() {
            return Err(error.into());
        }
        let missing: BTreeSet<FileId> = lookup.missing.into_iter().collect();
        for one in audited {
            report.gone += self.miss(one, &missing).await?;
        }
        Ok(())
    }
}
