//! Looks whether the files of settled broadcasts are still there.

use super::Polled;
use crate::{Failure, Report, Run, decide::diff};
use replay_grouping::Stream;
use replay_tencent::api::Tencent;
use std::collections::BTreeSet;
use tokio::time::timeout_at;

impl Run<'_> {
    /// Audits settled broadcasts together: 20 files are one request, whosever they are.
    pub(crate) async fn audit(&self, mut audited: Vec<Polled>) -> Report {
        let mut report = Report {
            polled: audited.len() as u64,
            ..Report::default()
        };
        if let Some(tencent) = self.tencent() {
            let looked = self.look_after(tencent, &mut audited, &mut report);
            let looked = timeout_at(self.patience(), looked).await;
            if let Err(failure) = looked.unwrap_or(Err(Failure::Late)) {
                for polled in &mut audited {
                    polled.fails_unanswered(&failure);
                }
            }
        }
        for polled in audited {
            report.add(&self.conclude(polled).await);
        }
        report
    }

    async fn look_after(
        &self,
        tencent: &Tencent,
        audited: &mut [Polled],
        report: &mut Report,
    ) -> Result<(), Failure> {
        let nothing = BTreeSet::new();
        let wanted = audited.iter().map(|one| {
            let parts = &one.contents.parts;
            (one, diff::to_look_up(parts, &nothing, true, self.now))
        });
        let looked_up = self.look_up(tencent, wanted.collect()).await;
        let streams: BTreeSet<Stream> = audited
            .iter()
            .map(|one| one.broadcast.stream.clone())
            .collect();
        let streams: Vec<Stream> = streams.into_iter().collect();
        self.take_in_of(audited, &looked_up.found, &streams, report)
            .await?;
        for polled in audited.iter_mut() {
            looked_up.tell(polled);
            match self.miss(polled, &looked_up.missing).await {
                Ok(gone) => report.gone += gone,
                Err(error) => polled.fails(&error.into()),
            }
        }
        report.gone += self.look_after_joined(tencent, audited).await?;
        Ok(())
    }
}
