//! Imports what VOD shows: finds out to which stream each file belongs, and stores what is new of it.
//!
//! A file belongs to the stream under which it is known; else to the stream that VOD names; else to the one that its name
//! suggests. If VOD names another stream than the callback did, the file moves there, and a callback that was quarantined
//! because it contradicted the first one is read again.

use crate::{
    Report,
    decide::{diff::is_news, from_vod},
    run::{Run, STORE_CONCURRENCY, concurrently},
};
use futures_util::StreamExt;
use replay_grouping::{Fact, FileId, Stream, Timestamp};
use replay_store::{FactOutcome, FileUpdate, Import, Loss, StoreError, StoredPart, VodFile};
use replay_tencent::{
    callback::{Event, Unverified, read},
    vod::Media,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was imported.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    pub(crate) report: Report,
    /// When VOD first confirmed each file.
    confirmed_at: HashMap<FileId, Timestamp>,
    /// When each recording that no callback had announced was stored.
    stored_at: Vec<Timestamp>,
    /// Errors, by stream. The recordings of other streams are imported.
    pub(crate) errors: Vec<(Stream, StoreError)>,
}

impl Imported {
    /// Whether VOD first confirmed this file since this second.
    pub(crate) fn confirmed_since(&self, since: Timestamp, file_id: &FileId) -> bool {
        self.confirmed_at
            .get(file_id)
            .is_some_and(|at| *at >= since)
    }

    /// How many of the recordings are known from VOD alone and were stored since this second. A page that is read again
    /// after a kill gives the same number.
    pub(crate) fn stored_since(&self, since: Timestamp) -> u64 {
        let stored = self.stored_at.iter().filter(|at| **at >= since);
        stored.count() as u64
    }
}

/// A file that VOD shows, and where it belongs.
struct Placed {
    file_id: FileId,
    vod_file: VodFile,
    stream: Stream,
    known: Option<StoredPart>,
    /// The stream that a callback named, if VOD names another one.
    moves_from: Option<Stream>,
}

impl Placed {
    fn new(media: &Media, stream: Stream) -> Self {
        Self {
            file_id: media.file_id.clone(),
            vod_file: from_vod::convert(media),
            stream,
            known: None,
            moves_from: None,
        }
    }

    fn known(media: &Media, part: StoredPart) -> Self {
        Self {
            known: Some(part.clone()),
            ..Self::new(media, part.stream)
        }
    }
}

impl Run<'_> {
    /// Imports files that VOD returned for the streams `searched`, which is empty if all streams were searched.
    pub(crate) async fn import(
        &self,
        media: &[Media],
        searched: &[Stream],
        import: Option<Import>,
    ) -> Result<Imported, StoreError> {
        let mut streams: BTreeMap<Stream, Vec<Placed>> = BTreeMap::new();
        let mut imported = Imported::default();
        for placed in self.place(media, searched).await? {
            let confirmed_at = placed.known.as_ref().and_then(|part| part.confirmed_at);
            let confirmed_at = confirmed_at.unwrap_or(self.now);
            let file_id = placed.file_id.clone();
            imported.confirmed_at.insert(file_id, confirmed_at);
            imported.stored_at.extend(match &placed.known {
                None => Some(self.now).filter(|_| placed.moves_from.is_none()),
                Some(part) => Some(part.stored_at).filter(|_| part.callback.is_none()),
            });
            let is_news = is_news(placed.known.as_ref(), &placed.vod_file);
            if is_news || placed.moves_from.is_some() {
                let of_stream = streams.entry(placed.stream.clone()).or_default();
                of_stream.push(placed);
            }
        }
        let imports = streams.into_iter().map(async |(stream, mut placed)| {
            placed.sort_by_key(|placed| (placed.vod_file.end, placed.file_id.clone()));
            let done = self.import_stream(&stream, &placed, import).await;
            (stream, done)
        });
        let mut imports = concurrently(STORE_CONCURRENCY, imports);
        while let Some((stream, done)) = imports.next().await {
            match done {
                Ok(report) => imported.report.add(&report),
                Err(error) => imported.errors.push((stream, error)),
            }
        }
        Ok(imported)
    }

    async fn import_stream(
        &self,
        stream: &Stream,
        placed: &[Placed],
        import: Option<Import>,
    ) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let files: Vec<(FileId, VodFile)> = placed
            .iter()
            .map(|placed| (placed.file_id.clone(), placed.vod_file.clone()))
            .collect();
        let found = self
            .store
            .record_vod_files(stream, &files, import, self.now)
            .await?;
        for (placed, found) in placed.iter().zip(found) {
            match found {
                FileUpdate::New if placed.moves_from.is_some() => report.changed += 1,
                FileUpdate::New => report.new += 1,
                FileUpdate::Confirmed => {
                    report.confirmed += 1;
                    self.observe_delay(placed.known.as_ref());
                }
                FileUpdate::Changed => report.changed += 1,
                FileUpdate::Same => {}
            }
            if let Some(from) = &placed.moves_from {
                let file = std::slice::from_ref(&placed.file_id);
                self.store
                    .record_losses(from, file, Loss::Denied, self.now)
                    .await?;
                tracing::warn!(file_id = %placed.file_id, %from, to = %stream, "VOD has a file under another stream than its callback");
            }
        }
        let moved: BTreeSet<&FileId> = placed
            .iter()
            .filter(|placed| placed.moves_from.is_some())
            .map(|placed| &placed.file_id)
            .collect();
        let here = placed.iter().map(|placed| (stream, &placed.file_id));
        let here: Vec<(&Stream, &FileId)> = here.collect();
        for part in self.store.known_parts(&here).await? {
            if moved.contains(&part.file_id) || part.is_refuted() {
                self.retry_rivals(&part).await?;
            }
        }
        Ok(report)
    }

    /// Observes how long VOD took to show a file that a callback had announced, if it shows the file for the first time.
    fn observe_delay(&self, known: Option<&StoredPart>) {
        let first = |part: &&StoredPart| part.callback.is_some() && part.confirmed_at.is_none();
        if let Some(part) = known.filter(first) {
            let seconds = (self.now - part.stored_at).non_negative();
            self.observe(|observed| observed.listed_after.push(seconds));
        }
    }

    /// VOD describes a file differently than its callback did, so a callback that was quarantined because it contradicted
    /// that one may be right.
    async fn retry_rivals(&self, part: &StoredPart) -> Result<(), StoreError> {
        for rival in self.store.contradicting_events(&part.file_id).await? {
            let Ok(callback) = Unverified::parse(rival.body.as_bytes()) else {
                continue;
            };
            let defaults = &self.store.settings().defaults;
            if let Ok(Event::Fact(fact @ Fact::Part(_))) =
                read(&callback.trusted(), defaults, self.now)
                && self.store.record_fact(&fact, &rival.body, self.now).await?
                    != FactOutcome::Contradicts
            {
                self.store.release(&rival.id).await?;
            }
        }
        Ok(())
    }

    /// Finds out where files belong. Files whose stream is unknown are left out.
    async fn place(&self, media: &[Media], searched: &[Stream]) -> Result<Vec<Placed>, StoreError> {
        let mut seen = BTreeSet::new();
        let mut guesses: Vec<(&Media, Option<Stream>)> = Vec::new();
        for media in media {
            if from_vod::is_there(media, self.now) && seen.insert(&media.file_id) {
                guesses.push((media, self.guess_stream(media, searched).await?));
            }
        }
        let guessed: Vec<(&Stream, &FileId)> = guesses
            .iter()
            .filter_map(|(media, stream)| Some((stream.as_ref()?, &media.file_id)))
            .collect();
        let known = self.store.known_parts(&guessed).await?.into_iter();
        let mut known: HashMap<(Stream, FileId), StoredPart> = known
            .map(|part| ((part.stream.clone(), part.file_id.clone()), part))
            .collect();
        let (mut placed, mut others) = (Vec::new(), Vec::new());
        for (media, stream) in guesses {
            let part = stream
                .as_ref()
                .and_then(|stream| known.remove(&(stream.clone(), media.file_id.clone())));
            match part {
                Some(part) if part.denied_at.is_none() => placed.push(Placed::known(media, part)),
                _ => others.push(self.place_elsewhere(media, stream)),
            }
        }
        let mut others = concurrently(STORE_CONCURRENCY, others);
        while let Some(found) = others.next().await {
            placed.extend(found?);
        }
        Ok(placed)
    }

    /// The stream that VOD names in full; else a guess: one of the searched streams, or else of those with the same name.
    async fn guess_stream(
        &self,
        media: &Media,
        searched: &[Stream],
    ) -> Result<Option<Stream>, StoreError> {
        if let Some(named) = from_vod::named_stream(media) {
            return Ok(Some(named));
        }
        let defaults = &self.store.settings().defaults;
        if !searched.is_empty() {
            return Ok(from_vod::guessed_stream(media, searched, defaults));
        }
        let namesakes = match from_vod::stream_id(media) {
            Some(stream_id) => self.store.namesakes(&stream_id).await?,
            None => Vec::new(),
        };
        Ok(from_vod::guessed_stream(media, &namesakes, defaults))
    }

    /// Places a file that is unknown under its guessed stream. It may be known under another stream.
    async fn place_elsewhere(
        &self,
        media: &Media,
        guessed: Option<Stream>,
    ) -> Result<Option<Placed>, StoreError> {
        let named = from_vod::named_stream(media);
        let parts = self.store.parts_of_file(&media.file_id).await?;
        let elsewhere = parts.into_iter().find(|part| {
            part.denied_at.is_none() && named.as_ref().is_none_or(|named| *named != part.stream)
        });
        Ok(match (elsewhere, named, guessed) {
            (Some(part), Some(named), _) if is_explicit(&part) => Some(Placed {
                moves_from: Some(part.stream),
                ..Placed::new(media, named)
            }),
            (Some(part), ..) => Some(Placed::known(media, part)),
            // Just after it was made, VOD may know nothing of a file but its id.
            (None, ..) if from_vod::is_bare(media) => None,
            (None, _, Some(stream)) => Some(Placed::new(media, stream)),
            (None, _, None) => {
                tracing::warn!(file_id = %media.file_id, "the stream of a recording is unknown");
                None
            }
        })
    }
}

/// A callback named the part's domain and app, so its stream is not a guess. Only such a part moves to the stream that VOD
/// names; any other part keeps its stream.
fn is_explicit(part: &StoredPart) -> bool {
    let callback = part.callback.as_ref();
    callback.is_some_and(|callback| callback.fact.named_stream)
}
