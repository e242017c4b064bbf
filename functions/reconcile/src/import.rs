//! Imports what VOD shows: finds out to which stream each file belongs, and stores what is new of it.
//!
//! A file belongs to the stream that VOD names, in the record of the recording or in the address of its push; else to that
//! under which it is known, if a callback named it; else to the only known stream of the name that VOD gives it; else to one
//! with the defaults of the deployment. The last two are guesses: such a file moves as soon as more is known.
//!
//! If VOD names another stream than the callback did, the file moves there, and a callback that was quarantined because it
//! contradicted the first one is read again.

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
    /// Where each file belongs.
    pub(crate) streams: HashMap<FileId, Stream>,
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
    /// Where the file lies so far, if it is to move.
    moves_from: Option<MovesFrom>,
}

enum MovesFrom {
    /// A callback named this stream, and VOD names another one.
    Named(Stream),
    /// It lies here by a guess.
    Guess(Box<StoredPart>),
}

impl Placed {
    fn new(media: &Media, vod_file: VodFile, stream: Stream) -> Self {
        Self {
            file_id: media.file_id.clone(),
            vod_file,
            stream,
            known: None,
            moves_from: None,
        }
    }

    fn known(media: &Media, vod_file: VodFile, part: StoredPart) -> Self {
        Self {
            known: Some(part.clone()),
            ..Self::new(media, vod_file, part.stream)
        }
    }

    /// VOD has the file under another stream than its callback did, or describes it otherwise.
    fn refutes_callback(&self) -> bool {
        let callback = |part: &&StoredPart| part.callback.is_some();
        let known = self.known.as_ref().filter(callback);
        matches!(self.moves_from, Some(MovesFrom::Named(_)))
            || known.is_some_and(|part| !part.is_reported_as(&self.vod_file))
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
            (imported.streams).insert(file_id.clone(), placed.stream.clone());
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
            let done = Box::pin(self.import_stream(&stream, &placed, import)).await;
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
        let refuted = placed.iter().filter(|placed| placed.refutes_callback());
        let mut refuted: BTreeSet<FileId> = refuted.map(|placed| placed.file_id.clone()).collect();
        let (guessed, placed): (Vec<&Placed>, Vec<&Placed>) = (placed.iter())
            .partition(|placed| matches!(placed.moves_from, Some(MovesFrom::Guess(_))));
        for placed in guessed {
            if let Some(MovesFrom::Guess(part)) = &placed.moves_from {
                let file = &placed.vod_file;
                let moved = self.store.move_guess(part, stream, file, import, self.now);
                Box::pin(moved).await?;
                tracing::info!(file_id = %placed.file_id, from = %part.stream, to = %stream, "more is known of a file's stream");
                report.changed += 1;
            }
        }
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
            if let Some(MovesFrom::Named(from)) = &placed.moves_from {
                let file = std::slice::from_ref(&placed.file_id);
                self.store
                    .record_losses(from, file, Loss::Denied, self.now)
                    .await?;
                tracing::warn!(file_id = %placed.file_id, %from, to = %stream, "VOD has a file under another stream than its callback");
            }
        }
        if report.new > 0 {
            self.read_waiting_of(stream).await?;
        }
        let here = placed.iter().map(|placed| (stream, &placed.file_id));
        let here: Vec<(&Stream, &FileId)> = here.collect();
        let here = self.store.known_parts(&here).await?.into_iter();
        let newly = here.filter(StoredPart::is_refuted);
        refuted.extend(newly.map(|part| part.file_id));
        for file_id in refuted {
            Box::pin(self.retry_rivals(&file_id)).await?;
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
    async fn retry_rivals(&self, file_id: &FileId) -> Result<(), StoreError> {
        for rival in self.store.contradicting_events(file_id).await? {
            let Ok(callback) = Unverified::parse(rival.body.as_bytes()) else {
                continue;
            };
            let callback = callback.trusted();
            let defaults = &self.store.settings().defaults;
            if let Ok(Event::Fact(fact @ Fact::Part(_))) = read(&callback, defaults, self.now)
                && self
                    .store
                    .record_fact(&fact, &callback.kept(), self.now)
                    .await?
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
        let mut wanted: Vec<(&Media, Option<Stream>)> = Vec::new();
        for media in media {
            if from_vod::is_there(media, self.now) && seen.insert(&media.file_id) {
                let stream = match from_vod::named_stream(media) {
                    Some(named) => Some(named),
                    None => self.guess_stream(media, searched).await?,
                };
                wanted.push((media, stream));
            }
        }
        let places: Vec<(&Stream, &FileId)> = wanted
            .iter()
            .filter_map(|(media, stream)| Some((stream.as_ref()?, &media.file_id)))
            .collect();
        let known = self.store.known_parts(&places).await?.into_iter();
        let mut known: HashMap<(Stream, FileId), StoredPart> = known
            .map(|part| ((part.stream.clone(), part.file_id.clone()), part))
            .collect();
        let (mut placed, mut others) = (Vec::new(), Vec::new());
        for (media, stream) in wanted {
            let part = stream
                .as_ref()
                .and_then(|stream| known.remove(&(stream.clone(), media.file_id.clone())));
            match part {
                Some(part) if part.denied_at.is_none() => {
                    placed.push(Placed::known(media, self.converted(media), part));
                }
                _ => others.push(self.place_elsewhere(media, stream)),
            }
        }
        let mut others = concurrently(STORE_CONCURRENCY, others);
        while let Some(found) = others.next().await {
            placed.extend(found?);
        }
        Ok(placed)
    }

    fn converted(&self, media: &Media) -> VodFile {
        from_vod::convert(media, &self.store.settings().defaults)
    }

    /// A guess at the stream of a file that VOD doesn't name in full. A file without a name for its stream is of the one
    /// that was searched, if that is only one.
    async fn guess_stream(
        &self,
        media: &Media,
        searched: &[Stream],
    ) -> Result<Option<Stream>, StoreError> {
        let searched_name = match searched {
            [only] if !from_vod::is_bare(media) => Some(only.stream_id().to_owned()),
            _ => None,
        };
        let Some(stream_id) = from_vod::stream_id(media).or(searched_name) else {
            return Ok(None);
        };
        let known = self.store.known_namesakes(&stream_id).await?;
        let defaults = &self.store.settings().defaults;
        Ok(from_vod::guessed_stream(
            media, &stream_id, &known, defaults,
        ))
    }

    /// Places a file that isn't known where it belongs by what VOD shows. It may be known under another stream.
    async fn place_elsewhere(
        &self,
        media: &Media,
        wanted: Option<Stream>,
    ) -> Result<Option<Placed>, StoreError> {
        let is_bare = from_vod::is_bare(media);
        let is_named = from_vod::named_stream(media).is_some();
        let file = self.converted(media);
        let (denied, parts): (Vec<_>, Vec<_>) =
            (self.store.parts_of_file(&media.file_id).await?.into_iter())
                .partition(|part| part.denied_at.is_some());
        let elsewhere = parts.into_iter().min_by_key(StoredPart::is_guessed);
        // The callback was right: VOD has the file after all, and names no other stream.
        let reported = denied
            .into_iter()
            .find(|part| !is_named && part.is_reported_as(&file));
        Ok(match (elsewhere, reported, wanted) {
            (Some(part), _, Some(wanted)) if !is_bare && part.is_guessed_beside(&file) => {
                Some(Placed {
                    known: Some(part.clone()),
                    moves_from: Some(MovesFrom::Guess(Box::new(part))),
                    ..Placed::new(media, file, wanted)
                })
            }
            (Some(part), _, Some(named)) if is_named && is_explicit(&part) => Some(Placed {
                moves_from: Some(MovesFrom::Named(part.stream)),
                ..Placed::new(media, file, named)
            }),
            (Some(part), ..) | (None, Some(part), _) => Some(Placed::known(media, file, part)),
            // Just after it was made, VOD may know nothing of a file but its id.
            (None, None, _) if is_bare => None,
            (None, None, Some(wanted)) => Some(Placed::new(media, file, wanted)),
            (None, None, None) => {
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
