//! A recorded file, as a callback told of it and as VOD shows it.

use super::VodFile;
use crate::{
    StoreError,
    table::{Item, Reader, Writer, keys},
};
use replay_grouping::{Content, FileId, Format, Part, RecordedFile, Stream, Times, Timestamp};

/// A recorded file. A callback told of it, VOD has shown it, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// The stream in which it is kept.
    pub stream: Stream,
    /// Its id in VOD.
    pub file_id: FileId,
    /// What a callback told.
    pub callback: Option<CallbackFact>,
    /// What VOD showed last. It stays when VOD no longer has the file.
    pub vod_file: Option<VodFile>,
    /// Which write to its stream brought it.
    pub order: u64,
    /// When it was kept, in Unix seconds.
    pub stored_at: Timestamp,
    /// Which write to its stream changed it last.
    pub written: u64,
    /// When VOD first showed it to us.
    pub confirmed_at: Option<Timestamp>,
    /// When VOD was first asked for it and didn't know it.
    pub missed_at: Option<Timestamp>,
    /// Since when VOD has it no longer. It takes no part in grouping.
    pub gone_at: Option<Timestamp>,
    /// Since when we take it for granted that VOD never had it. It takes no part in grouping.
    pub denied_at: Option<Timestamp>,
}

/// A callback about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackFact {
    /// What it says.
    pub file: RecordedFile,
    /// The callback itself, whole.
    pub raw: String,
}

impl StoredPart {
    /// It takes part in grouping.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.gone_at.is_none() && self.denied_at.is_none()
    }

    /// What the callback told, unless VOD shows something else: its signature doesn't cover what it says.
    fn believed(&self) -> Option<&RecordedFile> {
        let file = &self.callback.as_ref()?.file;
        let agrees = |shown: &VodFile| shown.agrees_with(file);
        self.vod_file.as_ref().is_none_or(agrees).then_some(file)
    }

    /// VOD shows something else than the callback told.
    #[must_use]
    pub fn is_refuted(&self) -> bool {
        self.callback.is_some() && self.believed().is_none()
    }

    /// Its format. Of a recording without pictures VOD tells the container; the callback tells what was asked for.
    #[must_use]
    pub fn format(&self) -> Format {
        let told = self.believed().map(|file| &file.format);
        let shown = self
            .vod_file
            .as_ref()
            .and_then(|shown| shown.format.as_ref());
        told.or(shown)
            .or_else(|| Some(&self.callback.as_ref()?.file.format))
            .cloned()
            .unwrap_or_else(|| Format::new("unknown"))
    }

    /// VOD's times, and where it tells none the callback's.
    #[must_use]
    pub fn times(&self) -> Times {
        let told = self.believed().map(|file| file.times);
        let shown = self.vod_file.as_ref();
        let start = match shown.and_then(|shown| shown.end) {
            Some(_) => shown.and_then(|shown| shown.start),
            None => told.and_then(|times| times.start),
        };
        let end = shown.and_then(|shown| shown.end);
        let end = end.or(told.map(|times| times.end));
        let duration = shown.and_then(|shown| shown.duration);
        Times {
            start,
            end: end.or_else(|| shown?.created_at).unwrap_or(self.stored_at),
            duration: duration.or(told.and_then(|times| times.duration)),
        }
    }

    /// Where its content lies.
    #[must_use]
    pub fn content(&self) -> Content {
        self.times().content(&self.format())
    }

    /// Its size in bytes.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        let shown = self.vod_file.as_ref().and_then(|shown| shown.bytes);
        shown.or_else(|| self.believed()?.bytes)
    }

    /// Where it can be fetched, as reported.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        let shown = self
            .vod_file
            .as_ref()
            .and_then(|shown| shown.url.as_deref());
        shown.or_else(|| self.believed()?.url.as_deref())
    }

    /// As grouping sees it.
    #[must_use]
    pub fn part(&self) -> Part {
        let shown = self.vod_file.as_ref();
        Part {
            file_id: self.file_id.clone(),
            format: self.format(),
            content: self.content(),
            bytes: self.bytes().unwrap_or(0),
            url: self.url().map(ToOwned::to_owned),
            cover_url: shown.and_then(|shown| shown.cover_url.clone()),
            session: self.believed().and_then(|file| file.session.clone()),
            confirmed: self.confirmed_at.is_some(),
            expires_at: shown.and_then(|shown| shown.expires_at),
        }
    }

    /// Who told of it.
    #[must_use]
    pub fn sources(&self) -> Vec<&'static str> {
        let callback = self.callback.as_ref().map(|_| "callback");
        let vod = self.confirmed_at.map(|_| "vod");
        callback.into_iter().chain(vod).collect()
    }

    /// What another callback for the same file says is neither known nor can it be true beside what is known.
    pub(crate) fn contradicts(&self, file: &RecordedFile) -> bool {
        let agrees = |shown: &VodFile| shown.agrees_with(file);
        match &self.callback {
            Some(told) => facts(&told.file) != facts(file),
            None => {
                let elsewhere = file.named_stream && file.stream != self.stream;
                elsewhere || !self.vod_file.as_ref().is_none_or(agrees)
            }
        }
    }

    /// Of two callbacks that contradict each other VOD agrees with this one alone.
    pub(crate) fn is_better_told_by(&self, file: &RecordedFile) -> bool {
        let agrees = |shown: &VodFile| shown.agrees_with(file);
        self.is_refuted()
            && self.vod_file.as_ref().is_some_and(agrees)
            && (!file.named_stream || file.stream == self.stream)
    }

    pub(crate) fn item(&self) -> Item {
        Writer::new(&keys::stream(&self.stream), &keys::part(&self.file_id))
            .text("at", keys::at(keys::PART, self.content().span.start()))
            .text("id", self.file_id.as_str())
            .some(self.callback.as_ref(), |item, told| {
                item.json("told", &told.file).text("raw", &told.raw)
            })
            .some(self.vod_file.as_ref(), |item, shown| {
                item.json("shown", shown)
            })
            .number("order", self.order)
            .number("kept_at", self.stored_at)
            .number("written", self.written)
            .some(self.confirmed_at, |item, at| {
                item.number("confirmed_at", at)
            })
            .some(self.missed_at, |item, at| item.number("missed_at", at))
            .some(self.gone_at, |item, at| item.number("gone_at", at))
            .some(self.denied_at, |item, at| item.number("denied_at", at))
            .0
    }

    pub(crate) fn read(item: &Item) -> Result<Self, StoreError> {
        let item = Reader(item);
        let raw = item.text_or_none("raw")?.unwrap_or_default();
        let told: Option<RecordedFile> = item.json_or_none("told")?;
        Ok(Self {
            stream: item.stream()?,
            file_id: FileId::new(item.name(keys::PART)?)
                .map_err(|invalid| item.corrupt("sk", invalid.to_string()))?,
            callback: told.map(|file| CallbackFact {
                file,
                raw: raw.to_owned(),
            }),
            vod_file: item.json_or_none("shown")?,
            order: item.number("order")?,
            stored_at: item.number("kept_at")?,
            written: item.number("written")?,
            confirmed_at: item.number_or_none("confirmed_at")?,
            missed_at: item.number_or_none("missed_at")?,
            gone_at: item.number_or_none("gone_at")?,
            denied_at: item.number_or_none("denied_at")?,
        })
    }
}

/// What of a callback must not change from one delivery to the next.
fn facts(file: &RecordedFile) -> impl PartialEq + '_ {
    let RecordedFile {
        stream,
        format,
        times,
        bytes,
        url,
        ..
    } = file;
    (stream, format, times, bytes, url)
}
