//! Polls broadcasts that have not settled: which files does VOD have, and which callbacks were lost?

use super::{Inquiry, fail_all, lost_callbacks::Received};
use crate::{Failure, Report, Run};
use replay_grouping::{FileId, Span, Stream};
use replay_tencent::client::Tencent;
use std::collections::{BTreeMap, BTreeSet};

impl Run<'_> {
    /// Asks which recordings of these streams VOD has, and which of our files it doesn't have.
    pub(super) async fn ask_vod(
        &self,
        tencent: &Tencent,
        pack: &mut [Inquiry],
        report: &mut Report,
    ) -> Result<(), Failure> {
        let media = match self.search(tencent, pack).await {
            Err(failure) if !failure.is_temporary() && pack.len() > 1 => {
                self.ask_vod_singly(tencent, pack, report).await;
                return Ok(());
            }
            media => media?,
        };
        self.import_for(pack, &media, report).await?;
        let shown: BTreeSet<FileId> = media.into_iter().map(|media| media.file_id).collect();
        self.look_up_for(tencent, pack, &shown, false, report).await
    }

    /// One of the streams may be the reason why VOD refused the search. The others must not wait for it.
    async fn ask_vod_singly(&self, tencent: &Tencent, pack: &mut [Inquiry], report: &mut Report) {
        for one in pack.chunks_mut(1) {
            if let Err(failure) = Box::pin(self.ask_vod(tencent, one, report)).await {
                fail_all(one, &failure);
            }
        }
    }

    pub(super) async fn ask_for_lost_callbacks(
        &self,
        tencent: &Tencent,
        pack: &mut [Inquiry],
        report: &mut Report,
    ) {
        let mut streams: BTreeMap<Stream, (Span, Received)> = BTreeMap::new();
        let unsettled = |one: &&Inquiry| one.broadcast.poll_state.settled_at.is_none();
        for inquiry in pack.iter().filter(unsettled) {
            let Some(time) = self.time_to_check(&inquiry.broadcast, &inquiry.contents) else {
                continue;
            };
            let (span, received) = streams
                .entry(inquiry.broadcast.stream.clone())
                .or_insert((time, Received::default()));
            *span = span.hull(time);
            received.add(&inquiry.contents);
        }
        for (stream, (span, received)) in &streams {
            match self.recover(tencent, stream, *span, received).await {
                Ok(recovered) => report.add(&recovered),
                // Without the permission to read the record, lost callbacks can't be recovered.
                Err(failure @ Failure::Api(_)) if !failure.is_temporary() => {
                    tracing::warn!(%stream, "the record of callbacks can't be read: {failure}");
                }
                Err(failure) => {
                    let of_stream = pack
                        .iter_mut()
                        .filter(|one| one.broadcast.stream == *stream);
                    of_stream.for_each(|inquiry| inquiry.fail(&failure));
                }
            }
        }
    }
}
