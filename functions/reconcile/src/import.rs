//! Takes in what VOD shows: finds out whose it is, and keeps what is new of it.

use crate::{
    Report,
    decide::{diff::is_news, from_vod},
    run::{REQUESTS_AT_ONCE, Run, at_once},
};
use futures_util::StreamExt;
use replay_grouping::{Fact, FileId, Stream};
use replay_store::{Found, Import, Kept, Loss, Shown, StoreError, StoredPart};
use replay_tencent::{
    api::Media,
    callback::{Event, Unverified, read},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was taken in.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) report: Report,
    /// When those that no callback told of were kept.
    brought: Vec<i64>,
    /// What went wrong, by stream. The rest is taken in.
    pub(crate) errors: Vec<(Stream, StoreError)>,
}

impl Taken {
    /// How many of the recordings are known from VOD alone, and came since this second: a page that is read again after
    /// somebody was stopped tells the same.
    pub(crate) fn brought_since(&self, since: i64) -> u64 {
        self.brought.iter().filter(|kept| **kept >= since).count() as u64
    }
}

/// A file that VOD shows, and where it belongs.
struct Placed {
    file_id: FileId,
    shown: Shown,
    stream: Stream,
    known: Option<StoredPart>,
    /// Another stream in which a callback placed it, which VOD says was wrong.
    moves_from: Option<Stream>,
}

impl Run<'_> {
    /// Takes in files that VOD shows, after being asked for these streams, or for all.
    pub(crate) async fn take_in(
        &self,
        media: &[Media],
        asked: &[Stream],
        import: Option<Import>,
    ) -> Result<Taken, StoreError> {
        let mut streams: BTreeMap<Stream, Vec<Placed>> = BTreeMap::new();
        let mut taken = Taken::default();
        for placed in self.place(media, asked).await? {
            taken.brought.extend(match &placed.known {
                None => Some(self.now).filter(|_| placed.moves_from.is_none()),
                Some(part) => Some(part.kept_at).filter(|_| part.told.is_none()),
            });
            let news = is_news(placed.known.as_ref(), &placed.shown);
            if news || placed.moves_from.is_some() {
                let placed_here = streams.entry(placed.stream.clone()).or_default();
                placed_here.push(placed);
            }
        }
        let streams = streams.into_iter();
        let streams = streams.map(|(stream, placed)| self.take_in_stream(stream, placed, import));
        let mut streams = at_once(REQUESTS_AT_ONCE, streams.collect());
        while let Some((stream, done)) = streams.next().await {
            match done {
                Ok(report) => taken.report.add(&report),
                Err(error) => taken.errors.push((stream, error)),
            }
        }
        Ok(taken)
    }

    async fn take_in_stream(
        &self,
        stream: Stream,
        mut placed: Vec<Placed>,
        import: Option<Import>,
    ) -> (Stream, Result<Report, StoreError>) {
        placed.sort_by_key(|placed| (placed.shown.end, placed.file_id.clone()));
        let done = self.try_take_in_stream(&stream, &placed, import).await;
        (stream, done)
    }

    async fn try_take_in_stream(
        &self,
        stream: &Stream,
        placed: &[Placed],
        import: Option<Import>,
    ) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let files: Vec<(FileId, Shown)> = placed
            .iter()
            .map(|placed| (placed.file_id.clone(), placed.shown.clone()))
            .collect();
        let found = self.store.show(stream, &files, import, self.now).await?;
        for (placed, found) in placed.iter().zip(found) {
            match found {
                Found::New if placed.moves_from.is_some() => report.changed += 1,
                Found::New => report.new += 1,
                Found::Confirmed => {
                    report.confirmed += 1;
                    self.note_listed(placed.known.as_ref());
                }
                Found::Changed => report.changed += 1,
                Found::Same => {}
            }
            if let Some(from) = &placed.moves_from {
                let file = std::slice::from_ref(&placed.file_id);
                self.store.lose(from, file, Loss::Denied, self.now).await?;
                tracing::warn!(file_id = %placed.file_id, %from, to = %stream, "VOD has a file under another stream than its callback");
            }
        }
        let here = placed.iter().map(|placed| (stream, &placed.file_id));
        let here: Vec<(&Stream, &FileId)> = here.collect();
        for part in self.store.known_parts(&here).await? {
            let moved = placed
                .iter()
                .any(|placed| placed.moves_from.is_some() && placed.file_id == part.file_id);
            if moved || part.is_refuted() {
                self.ask_rivals(&part).await?;
            }
        }
        Ok(report)
    }

    /// Notes how long VOD took to show a file of which a callback told, if this is the first time.
    fn note_listed(&self, known: Option<&StoredPart>) {
        let first = |part: &&StoredPart| part.told.is_some() && part.confirmed_at.is_none();
        if let Some(part) = known.filter(first) {
            let seconds = u64::try_from(self.now - part.kept_at).unwrap_or(0);
            self.seen.note(|seen| seen.listed_after.push(seconds));
        }
    }

    /// VOD tells something else of a file than its callback did: one that was put aside because of that may be right.
    async fn ask_rivals(&self, part: &StoredPart) -> Result<(), StoreError> {
        for rival in self.store.rivals(&part.file_id).await? {
            let Ok(callback) = Unverified::parse(rival.body.as_bytes()) else {
                continue;
            };
            let defaults = &self.store.settings().defaults;
            let event = read(&callback.trusted(), defaults, self.now);
            let Ok(Event::Fact(fact @ Fact::Part(_))) = event else {
                continue;
            };
            if self.store.keep(&fact, &rival.body, self.now).await? != Kept::Contradicts {
                self.store.release(&rival.id).await?;
            }
        }
        Ok(())
    }

    /// Finds out where files belong: where they are known, else where VOD says, else where their names lead. One whose
    /// stream nothing tells is left out.
    async fn place(&self, media: &[Media], asked: &[Stream]) -> Result<Vec<Placed>, StoreError> {
        let guesses = self.guess(media, asked).await?;
        let known = guesses
            .iter()
            .filter_map(|(media, stream)| Some((stream.as_ref()?, &media.file_id)));
        let known: Vec<(&Stream, &FileId)> = known.collect();
        let known = self.store.known_parts(&known).await?;
        let mut here: HashMap<(Stream, FileId), StoredPart> = known
            .into_iter()
            .map(|part| ((part.stream.clone(), part.file_id.clone()), part))
            .collect();
        let (mut placed, mut unknown) = (Vec::new(), Vec::new());
        for (media, stream) in guesses {
            let own = stream.and_then(|stream| here.remove_entry(&(stream, media.file_id.clone())));
            match own {
                Some(((stream, _), part)) if part.denied_at.is_none() => placed.push(Placed {
                    file_id: media.file_id.clone(),
                    shown: from_vod::shown(media),
                    stream,
                    known: Some(part),
                    moves_from: None,
                }),
                _ => unknown.push(self.place_unknown(media, asked)),
            }
        }
        let mut unknown = at_once(REQUESTS_AT_ONCE, unknown);
        while let Some(found) = unknown.next().await {
            placed.extend(found?);
        }
        Ok(placed)
    }

    /// Where each file seems to belong.
    async fn guess<'m>(
        &self,
        media: &'m [Media],
        asked: &[Stream],
    ) -> Result<Vec<(&'m Media, Option<Stream>)>, StoreError> {
        let mut seen = BTreeSet::new();
        let mut guesses = Vec::new();
        let there = media
            .iter()
            .filter(|media| from_vod::is_there(media, self.now));
        for media in there.filter(|media| seen.insert(&media.file_id)) {
            let stream = match from_vod::named_stream(media) {
                Some(stream) => Some(stream),
                None => self.guess_one(media, asked).await?,
            };
            guesses.push((media, stream));
        }
        Ok(guesses)
    }

    async fn guess_one(
        &self,
        media: &Media,
        asked: &[Stream],
    ) -> Result<Option<Stream>, StoreError> {
        let defaults = &self.store.settings().defaults;
        if !asked.is_empty() {
            return Ok(from_vod::guessed_stream(media, asked, defaults));
        }
        let namesakes = match from_vod::stream_id(media) {
            Some(stream_id) => self.store.namesakes(&stream_id).await?,
            None => Vec::new(),
        };
        Ok(from_vod::guessed_stream(media, &namesakes, defaults))
    }

    /// A file that isn't known where it seems to belong: it may be known elsewhere.
    async fn place_unknown(
        &self,
        media: &Media,
        asked: &[Stream],
    ) -> Result<Option<Placed>, StoreError> {
        let named = from_vod::named_stream(media);
        let parts = self.store.locate(&media.file_id).await?;
        let elsewhere = parts.into_iter().find(|part| {
            part.denied_at.is_none() && named.as_ref().is_none_or(|named| *named != part.stream)
        });
        let by_name = match &named {
            Some(named) => Some(named.clone()),
            None => self.guess_one(media, asked).await?,
        };
        let placed = |stream, known, moves_from| Placed {
            file_id: media.file_id.clone(),
            shown: from_vod::shown(media),
            stream,
            known,
            moves_from,
        };
        Ok(match (elsewhere, by_name) {
            (Some(part), Some(named_stream)) if named.is_some() && is_explicit(&part) => {
                Some(placed(named_stream, None, Some(part.stream)))
            }
            (Some(part), _) => Some(placed(part.stream.clone(), Some(part), None)),
            // Just after it was made VOD may know nothing of a file but its id.
            (None, _) if from_vod::is_bare(media) => None,
            (None, Some(stream)) => Some(placed(stream, None, None)),
            (None, None) => {
                tracing::warn!(file_id = %media.file_id, "nothing tells of which stream a recording is");
                None
            }
        })
    }
}

/// A callback named its domain and app. VOD knows better then; else they were only a guess, and the part stays.
fn is_explicit(part: &StoredPart) -> bool {
    let told = part.told.as_ref();
    told.is_some_and(|told| told.file.named_stream)
}
