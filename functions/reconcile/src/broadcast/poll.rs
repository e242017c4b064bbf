//! Polls broadcasts that have not settled: what has VOD of them, and is somebody still pushing?

use super::lost_callbacks::Heard;
use crate::{Failure, Report, Run, decide::diff};
use replay_grouping::{FileId, Span, Stream};
use replay_store::{Broadcast, Contents};
use replay_tencent::api::{MAX_STREAMS, Media, Tencent};
use std::collections::{BTreeMap, BTreeSet};
use tokio::time::timeout_at;

/// A broadcast that is asked about, and what is known of it.
pub(crate) struct Polled {
    pub(crate) broadcast: Broadcast,
    pub(crate) contents: Contents,
    /// The first thing that went wrong about it.
    pub(crate) error: Option<String>,
    /// VOD answered.
    pub(crate) answered: bool,
}

impl Polled {
    pub(crate) fn new(broadcast: Broadcast, contents: Contents) -> Self {
        Self {
            broadcast,
            contents,
            error: None,
            answered: true,
        }
    }

    /// Something about it went wrong.
    pub(crate) fn fails(&mut self, failure: &Failure) {
        let id = &self.broadcast.id;
        tracing::warn!(replay = %id, stream = %self.broadcast.stream, "a query failed: {failure}");
        self.error.get_or_insert_with(|| failure.to_string());
    }

    /// The last query about it failed: it may be what others fail for.
    pub(crate) fn is_failing(&self) -> bool {
        self.broadcast.watch.failures > 0
    }

    /// As [`Polled::fails`]; and VOD said nothing.
    pub(crate) fn fails_unanswered(&mut self, failure: &Failure) {
        self.answered = false;
        self.fails(failure);
    }
}

impl Run<'_> {
    /// Packs broadcasts so that each pack is one search: up to 10 streams, of times near each other. One whose last query
    /// failed is a pack of its own, so that what it fails for fails nobody else.
    pub(crate) fn packs(polled: Vec<Polled>) -> Vec<Vec<Polled>> {
        let (failing, mut well): (Vec<_>, Vec<_>) =
            polled.into_iter().partition(Polled::is_failing);
        well.sort_by_key(|polled| polled.broadcast.summary.hull);
        let mut packs: Vec<(BTreeSet<String>, Vec<Polled>)> = Vec::new();
        for polled in well {
            let name = polled.broadcast.stream.stream_id().to_owned();
            let fits =
                |names: &BTreeSet<String>| names.contains(&name) || names.len() < MAX_STREAMS;
            match packs.last_mut().filter(|(names, _)| fits(names)) {
                Some((names, pack)) => {
                    names.insert(name);
                    pack.push(polled);
                }
                None => packs.push((BTreeSet::from([name]), vec![polled])),
            }
        }
        let packs = packs.into_iter().map(|(_, pack)| pack);
        packs
            .chain(failing.into_iter().map(|one| vec![one]))
            .collect()
    }

    /// Polls a pack.
    pub(crate) async fn poll(&self, mut pack: Vec<Polled>) -> Report {
        let mut report = Report {
            polled: pack.len() as u64,
            ..Report::default()
        };
        if let Some(tencent) = self.tencent() {
            let asked = async {
                let asked = self.ask_vod(tencent, &mut pack, &mut report).await;
                if let Err(failure) = asked {
                    for polled in &mut pack {
                        polled.fails_unanswered(&failure);
                    }
                }
                self.ask_records(tencent, &mut pack, &mut report).await;
            };
            if timeout_at(self.patience(), asked).await.is_err() {
                for polled in &mut pack {
                    polled.fails_unanswered(&Failure::Late);
                }
            }
        }
        for polled in pack {
            report.add(&self.conclude(polled).await);
        }
        report
    }

    /// What VOD has of these streams, and what it hasn't of our files.
    async fn ask_vod(
        &self,
        tencent: &Tencent,
        pack: &mut [Polled],
        report: &mut Report,
    ) -> Result<(), Failure> {
        let streams: BTreeSet<Stream> = pack
            .iter()
            .map(|one| one.broadcast.stream.clone())
            .collect();
        let streams: Vec<Stream> = streams.into_iter().collect();
        let created = self.created(pack);
        let media = match self.search_streams(tencent, &streams, created).await {
            Err(failure) if !failure.is_temporary() && pack.len() > 1 => {
                return self.ask_vod_singly(tencent, pack, report).await;
            }
            media => media?,
        };
        self.take_in_of(pack, &media, &streams, report).await?;
        let shown: BTreeSet<FileId> = media.into_iter().map(|media| media.file_id).collect();
        let wanted = pack.iter().map(|one| {
            let parts = &one.contents.parts;
            (one, diff::to_look_up(parts, &shown, false, self.now))
        });
        let looked_up = self.look_up(tencent, wanted.collect()).await;
        self.take_in_of(pack, &looked_up.found, &streams, report)
            .await?;
        for polled in pack {
            looked_up.tell(polled);
            match self.miss(polled, &looked_up.missing).await {
                Ok(gone) => report.gone += gone,
                Err(error) => polled.fails(&error.into()),
            }
        }
        Ok(())
    }

    /// Takes in what VOD shows of these streams. What goes wrong with a stream is told to its broadcasts.
    pub(crate) async fn take_in_of(
        &self,
        pack: &mut [Polled],
        media: &[Media],
        streams: &[Stream],
        report: &mut Report,
    ) -> Result<(), Failure> {
        let taken = self.take_in(media, streams, None).await?;
        report.add(&taken.report);
        for (stream, error) in taken.errors {
            let failure = Failure::from(error);
            tracing::warn!(%stream, "recordings are left out: {failure}");
            let of_it = pack.iter_mut().filter(|one| one.broadcast.stream == stream);
            of_it.for_each(|polled| polled.fails(&failure));
        }
        Ok(())
    }

    /// One of the streams may be what the search is refused for: the others must not wait for it.
    async fn ask_vod_singly(
        &self,
        tencent: &Tencent,
        pack: &mut [Polled],
        report: &mut Report,
    ) -> Result<(), Failure> {
        for i in 0..pack.len() {
            let one = &mut pack[i..=i];
            if let Err(failure) = Box::pin(self.ask_vod(tencent, one, report)).await {
                one[0].fails_unanswered(&failure);
            }
        }
        Ok(())
    }

    /// Callbacks that were lost, stream by stream.
    async fn ask_records(&self, tencent: &Tencent, pack: &mut [Polled], report: &mut Report) {
        let mut streams: BTreeMap<Stream, (Span, Heard)> = BTreeMap::new();
        for polled in pack.iter() {
            if polled.broadcast.watch.settled_at.is_some() {
                continue;
            }
            let hull = self.unheard(&polled.broadcast);
            let known = streams
                .entry(polled.broadcast.stream.clone())
                .or_insert((hull, Heard::default()));
            known.0 = known.0.hull(hull);
            known.1.add(&polled.contents);
        }
        for (stream, (span, heard)) in &streams {
            match self.recover(tencent, stream, *span, heard).await {
                Ok(recovered) => report.add(&recovered),
                // Without the permission to read them there are none to be had.
                Err(failure @ Failure::Api(_)) if !failure.is_temporary() => {
                    tracing::warn!(%stream, "the records of callbacks can't be read: {failure}");
                }
                Err(failure) => {
                    let of_it = pack
                        .iter_mut()
                        .filter(|one| one.broadcast.stream == *stream);
                    of_it.for_each(|polled| polled.fails(&failure));
                }
            }
        }
    }
}
