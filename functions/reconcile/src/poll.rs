//! Polls broadcasts that have not settled: what has VOD of them, and is somebody still pushing?

use crate::{
    Report,
    diff::{self, Missing},
    failure::Failure,
    records::Heard,
    run::Run,
    settle::{self, Asked},
};
use replay_grouping::{FileId, Span, Stream};
use replay_store::{Broadcast, Contents, Loss, StoreError, StoredPart};
use replay_tencent::api::{MAX_LIMIT, MAX_REACH, MAX_STREAMS, Media, Search, StreamState, Tencent};
use std::collections::{BTreeMap, BTreeSet};

/// Clocks differ: a file may have come into VOD a little after now.
const AHEAD_SECONDS: i64 = 60;
/// Who began less than this ago may not show up as active yet.
const STARTING_SECONDS: i64 = 60;

/// A broadcast that is asked about, and what is known of it.
pub(crate) struct Polled {
    pub(crate) broadcast: Broadcast,
    pub(crate) contents: Contents,
    /// The first thing that went wrong about it.
    error: Option<String>,
    answered: bool,
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

    fn fails(&mut self, failure: &Failure) {
        let id = &self.broadcast.id;
        tracing::warn!(replay = %id, stream = %self.broadcast.stream, "a query failed: {failure}");
        self.error.get_or_insert_with(|| failure.to_string());
    }

    /// As [`Polled::fails`]; and VOD said nothing.
    pub(crate) fn fails_unanswered(&mut self, failure: &Failure) {
        self.answered = false;
        self.fails(failure);
    }
}

impl Run<'_> {
    /// Packs broadcasts so that each pack is one search: up to 10 streams, of times near each other.
    pub(crate) fn packs(mut polled: Vec<Polled>) -> Vec<Vec<Polled>> {
        polled.sort_by_key(|polled| polled.broadcast.summary.hull);
        let mut packs: Vec<(BTreeSet<String>, Vec<Polled>)> = Vec::new();
        for polled in polled {
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
        packs.into_iter().map(|(_, pack)| pack).collect()
    }

    /// Polls a pack.
    pub(crate) async fn poll(&self, mut pack: Vec<Polled>) -> Report {
        let mut report = Report {
            polled: pack.len() as u64,
            ..Report::default()
        };
        if let Some(tencent) = self.tencent() {
            let asked = self.ask_vod(tencent, &mut pack, &mut report).await;
            if let Err(failure) = asked {
                for polled in &mut pack {
                    polled.fails_unanswered(&failure);
                }
            }
            self.ask_records(tencent, &mut pack, &mut report).await;
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
        let shown: BTreeSet<FileId> = media.iter().map(|media| media.file_id.clone()).collect();
        let wanted = pack
            .iter()
            .flat_map(|one| diff::to_look_up(&one.contents.parts, &shown, false, self.now));
        let wanted: BTreeSet<FileId> = wanted.collect();
        let wanted: Vec<FileId> = wanted.into_iter().collect();
        let lookup = tencent.describe_media(&wanted).await?;
        let media: Vec<Media> = media.into_iter().chain(lookup.found).collect();
        let taken = self.take_in(&media, &streams, None).await?;
        report.add(&taken.report);
        for (stream, error) in taken.errors {
            let failure = Failure::from(error);
            let mut of_it = pack.iter_mut().filter(|one| one.broadcast.stream == stream);
            match of_it.next() {
                Some(polled) => polled.fails(&failure),
                None => tracing::warn!(%stream, "recordings are left out: {failure}"),
            }
        }
        let missing: BTreeSet<FileId> = lookup.missing.into_iter().collect();
        for polled in pack {
            match self.miss(polled, &missing).await {
                Ok(gone) => report.gone += gone,
                Err(error) => polled.fails(&error.into()),
            }
        }
        Ok(())
    }

    /// When recordings of these broadcasts may have come into VOD. What comes later than the deadline is for the sweep.
    fn created(&self, pack: &[Polled]) -> Span {
        let hulls = pack.iter().map(|one| &one.broadcast.summary);
        let hulls = hulls.map(|summary| match summary.is_live() {
            true => Span::new(summary.hull.start(), summary.hull.end().max(self.now)),
            false => summary.hull,
        });
        let all = hulls.reduce(Span::hull).unwrap_or(Span::point(self.now));
        let last = all.end() + self.timing.deadline;
        let last = last.min(self.now + AHEAD_SECONDS);
        Span::new(all.start().min(last), last)
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

    /// All recordings of these streams that came into VOD in this time.
    async fn search_streams(
        &self,
        tencent: &Tencent,
        streams: &[Stream],
        created: Span,
    ) -> Result<Vec<Media>, Failure> {
        let names: BTreeSet<String> = streams
            .iter()
            .map(|stream| stream.stream_id().to_owned())
            .collect();
        let mut windows = vec![(created.start(), created.end())];
        let mut media = Vec::new();
        while let Some((after, before)) = windows.pop() {
            let mut search = Search {
                stream_ids: names.iter().cloned().collect(),
                domains: Vec::new(),
                apps: Vec::new(),
                after,
                before,
                offset: 0,
                limit: MAX_LIMIT,
            };
            loop {
                let page = tencent.search_media(&search).await?;
                if page.is_saturated() && search.offset == 0 && after < before {
                    let middle = after + (before - after) / 2;
                    windows.extend([(middle + 1, before), (after, middle)]);
                    break;
                }
                let shown = u32::try_from(page.media.len()).unwrap_or(u32::MAX);
                media.extend(page.media);
                search.offset = search.offset.saturating_add(shown);
                if shown == 0 || search.offset >= page.total.min(MAX_REACH - MAX_LIMIT) {
                    break;
                }
            }
        }
        Ok(media)
    }

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
        }
        Ok(all)
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

    /// Looks at a broadcast as it is now, ends what nobody pushes any more, and says how it goes on.
    pub(crate) async fn conclude(&self, polled: Polled) -> Report {
        let id = polled.broadcast.id.clone();
        match self.try_conclude(polled).await {
            Ok(report) => report,
            Err(error) => {
                // It stays due.
                tracing::warn!(replay = %id, "a query failed: {error}");
                Report {
                    failed: 1,
                    ..Report::default()
                }
            }
        }
    }

    async fn try_conclude(&self, mut polled: Polled) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let before = polled.broadcast;
        let Some(broadcast) = self.store.broadcast_of(&before.stream, &before.id).await? else {
            // It was joined to another one, which is due by itself, or is gone.
            report.failed += u64::from(polled.error.is_some());
            return Ok(report);
        };
        polled.broadcast = broadcast;
        match self.end_pushes(&polled.broadcast).await {
            Ok(0) => {}
            Ok(ended) => {
                report.changed += ended as u64;
                let again = self.store.broadcast_of(&before.stream, &before.id).await?;
                polled.broadcast = again.unwrap_or(polled.broadcast);
            }
            Err(failure) => polled.fails(&failure),
        }
        let Polled {
            broadcast,
            error,
            answered,
            ..
        } = polled;
        if broadcast.past {
            return Ok(report);
        }
        let contents = self.store.contents(&broadcast).await?;
        let asked = Asked {
            answered,
            alone: self.tencent().is_none(),
            news: broadcast.summary != before.summary,
            outgrown: self.outgrows(before.summary.hull, broadcast.summary.hull),
            error,
        };
        let (watch, due_at) = settle::after(&broadcast, &contents, &asked, &self.timing, self.now);
        let settles = watch.settled_at.is_some() && broadcast.watch.settled_at.is_none();
        if self
            .store
            .watch(&broadcast, watch, due_at, self.now)
            .await?
        {
            report.settled += u64::from(settles);
        }
        report.failed += u64::from(asked.error.is_some());
        Ok(report)
    }

    /// Ends the pushes of a broadcast whose end was lost, if nobody pushes any more. Answers how many.
    async fn end_pushes(&self, broadcast: &Broadcast) -> Result<usize, Failure> {
        let Some(begin) = broadcast
            .summary
            .latest_begin
            .as_ref()
            .filter(|begin| begin.open)
        else {
            let latest = broadcast.summary.latest_begin.as_ref();
            let until = latest.map_or(i64::MIN, |latest| latest.at);
            return Ok(self.store.presume_ended(broadcast, until, self.now).await?);
        };
        let stream = &broadcast.stream;
        let until = if self.store.next_begin(stream, begin.at).await?.is_some() {
            // A stream has one pusher: who began later took its place.
            begin.at
        } else if let Some(tencent) = self.tencent() {
            match tencent.stream_state(stream).await? {
                StreamState::Active => return Ok(0),
                StreamState::Inactive | StreamState::Forbidden => self.now - STARTING_SECONDS,
            }
        } else if broadcast.summary.hull.end() + self.timing.deadline <= self.now {
            // Nobody can be asked, and nothing was heard of it for as long as anything is waited for.
            self.now - self.timing.deadline
        } else {
            return Ok(0);
        };
        Ok(self.store.presume_ended(broadcast, until, self.now).await?)
    }
}
