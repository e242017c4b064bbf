//! Asks Tencent about single broadcasts: polls those that have not settled, audits those that have.
//!
//! A poll searches VOD for up to ten streams at once ([`search`]) and looks up, by id, the files of ours that the search
//! did not show ([`lookup`]). It then reads the record of callbacks that Tencent sent, for those that never arrived
//! ([`lost_callbacks`]), takes files off the list that VOD does not have ([`missing_files`]), and decides whether the
//! broadcast has settled and when it is due next ([`finish`]). An audit only looks up files: are they still there?
//!
//! A broadcast whose last query failed is asked about alone, so that it does not delay the others, and no pack may take
//! longer than 20 s. A run can be killed at any moment: each write is atomic, and leases end by themselves.

mod audit;
mod finish;
pub(crate) mod lookup;
mod lost_callbacks;
mod missing_files;
mod poll;
mod search;

use crate::{
    Failure, Report, Run,
    decide::{diff, settle},
    import::Imported,
};
use replay_grouping::{FileId, Stream};
use replay_store::{Broadcast, Contents};
use replay_tencent::{
    client::Tencent,
    vod::{MAX_STREAMS, Media},
};
use std::collections::BTreeSet;
use tokio::time::timeout_at;

/// A broadcast that Tencent is asked about, its contents, and the state of the inquiry.
pub(crate) struct Inquiry {
    broadcast: Broadcast,
    contents: Contents,
    error: Option<String>,
    answered: bool,
}

impl Inquiry {
    pub(crate) fn new(broadcast: Broadcast, contents: Contents) -> Self {
        Self {
            broadcast,
            contents,
            error: None,
            answered: true,
        }
    }

    pub(crate) fn is_audit(&self) -> bool {
        self.broadcast.poll_state.is_audit()
    }

    /// The last query about it failed, so it may be the cause if a query about several broadcasts fails.
    fn failed_before(&self) -> bool {
        self.broadcast.poll_state.failures > 0
    }

    fn fail(&mut self, failure: &Failure) {
        let id = &self.broadcast.id;
        tracing::warn!(replay = %id, stream = %self.broadcast.stream, "a query failed: {failure}");
        self.error.get_or_insert_with(|| failure.to_string());
    }

    /// It failed, and VOD gave no answer.
    fn fail_unanswered(&mut self, failure: &Failure) {
        self.answered = false;
        self.fail(failure);
    }
}

fn fail_all(pack: &mut [Inquiry], failure: &Failure) {
    for inquiry in pack {
        inquiry.fail_unanswered(failure);
    }
}

/// Groups broadcasts into packs of one search each: up to 10 streams, of times near each other. A broadcast whose last
/// query failed is a pack of its own.
pub(crate) fn packs(inquiries: Vec<Inquiry>) -> Vec<Vec<Inquiry>> {
    let (failing, mut others): (Vec<_>, Vec<_>) =
        inquiries.into_iter().partition(Inquiry::failed_before);
    others.sort_by_key(|one| one.broadcast.summary.hull);
    let mut packs: Vec<(BTreeSet<String>, Vec<Inquiry>)> = Vec::new();
    for inquiry in others {
        let name = inquiry.broadcast.stream.stream_id().to_owned();
        let fits = |names: &BTreeSet<String>| names.contains(&name) || names.len() < MAX_STREAMS;
        match packs.last_mut().filter(|(names, _)| fits(names)) {
            Some((names, pack)) => {
                names.insert(name);
                pack.push(inquiry);
            }
            None => packs.push((BTreeSet::from([name]), vec![inquiry])),
        }
    }
    let packs = packs.into_iter().map(|(_, pack)| pack);
    packs
        .chain(failing.into_iter().map(|one| vec![one]))
        .collect()
}

impl Run<'_> {
    /// Asks Tencent about a pack of polls or of audits, and finishes each of its broadcasts whatever the result.
    pub(crate) async fn inquire(&self, pack: Vec<Inquiry>) -> Report {
        let mut report = Report::of(pack.len());
        let (unasked, mut pack): (Vec<_>, Vec<_>) = pack
            .into_iter()
            .partition(|one| self.has_just_begun(one) || self.is_known(one));
        if let Some(tencent) = self.tencent().filter(|_| !pack.is_empty()) {
            let queries = async {
                let is_audit = pack.iter().all(Inquiry::is_audit);
                let asked = match is_audit {
                    true => self.audit(tencent, &mut pack, &mut report).await,
                    false => self.ask_vod(tencent, &mut pack, &mut report).await,
                };
                if let Err(failure) = asked {
                    fail_all(&mut pack, &failure);
                }
                if !is_audit {
                    self.ask_for_lost_callbacks(tencent, &mut pack, &mut report)
                        .await;
                }
            };
            // On the heap: a debug build nests these futures deeper than the stack of a thread allows.
            if timeout_at(self.pack_deadline(), Box::pin(queries))
                .await
                .is_err()
            {
                fail_all(&mut pack, &Failure::TimedOut);
            }
        }
        for inquiry in unasked.into_iter().chain(pack) {
            report.add(&self.finish(inquiry).await);
        }
        report
    }

    /// It is live, and began too lately for VOD to have a file of it: only Live is asked, whether its stream is active.
    fn has_just_begun(&self, inquiry: &Inquiry) -> bool {
        let summary = &inquiry.broadcast.summary;
        let is_young = summary.hull.start() > self.now - self.timing.lag;
        summary.is_live() && is_young && inquiry.contents.parts.is_empty()
    }

    /// It is over and whole, and VOD has confirmed and described every file of it: there is nothing to ask.
    fn is_known(&self, inquiry: &Inquiry) -> bool {
        let (broadcast, contents) = (&inquiry.broadcast, &inquiry.contents);
        !inquiry.is_audit()
            && self.tencent().is_some()
            && settle::is_known(broadcast, contents, &self.timing, self.now)
    }

    /// Imports what VOD shows of the pack's streams. An error about one stream fails only its broadcasts.
    async fn import_for(
        &self,
        pack: &mut [Inquiry],
        media: &[Media],
        report: &mut Report,
    ) -> Result<(), Failure> {
        let streams: BTreeSet<&Stream> = pack.iter().map(|one| &one.broadcast.stream).collect();
        let streams: Vec<Stream> = streams.into_iter().cloned().collect();
        let imported = self.import(media, &streams, None).await?;
        report.add(&imported.report);
        self.remove_moved(pack, &imported).await?;
        for (stream, error) in imported.errors {
            let failure = Failure::from(error);
            tracing::warn!(%stream, "recordings are left out: {failure}");
            let of_stream = pack.iter_mut().filter(|one| one.broadcast.stream == stream);
            of_stream.for_each(|inquiry| inquiry.fail(&failure));
        }
        Ok(())
    }

    /// Removes files that lie in the pack by a guess and are known elsewhere: a move was cut short.
    async fn remove_moved(&self, pack: &[Inquiry], imported: &Imported) -> Result<(), Failure> {
        for part in pack.iter().flat_map(|one| &one.contents.parts) {
            let stream = imported.streams.get(&part.file_id);
            if part.is_guessed() && stream.is_some_and(|stream| *stream != part.stream) {
                Box::pin(self.store.remove_guess(part, self.now)).await?;
            }
        }
        Ok(())
    }

    /// Looks up by id those files of the pack that are not `shown`, imports those that VOD has, and decides about the others.
    /// Gone files are looked up again if `again` is set.
    async fn look_up_for(
        &self,
        tencent: &Tencent,
        pack: &mut [Inquiry],
        shown: &BTreeSet<FileId>,
        again: bool,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let wanted = |one: &Inquiry| diff::to_look_up(&one.contents.parts, shown, again, self.now);
        let wanted = pack.iter().map(wanted).collect();
        let looked_up = self.look_up(tencent, pack, wanted).await;
        self.import_for(pack, &looked_up.found, report).await?;
        for inquiry in pack {
            looked_up.report_failure(inquiry);
            match self.lose_missing(inquiry, &looked_up.missing).await {
                Ok(gone) => report.gone += gone,
                Err(error) => inquiry.fail(&error.into()),
            }
        }
        Ok(())
    }
}
