//! A recorded file, as a callback and VOD report it.

use super::{
    CallbackFact, Loss, VodFile,
    callback_fact::{Complete, same_if_known, session, unread_in_both},
};
use crate::{
    Result,
    table::{Item, Writer, attributes, keys},
};
use replay_grouping::{Content, FileId, Format, Part, RecordedFile, Stream, Times, Timestamp};

/// A recorded file, reported by a callback, by VOD or by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// The stream in which it is stored.
    pub stream: Stream,
    /// Its id in VOD.
    pub file_id: FileId,
    /// What a callback reported.
    pub callback: Option<CallbackFact<RecordedFile>>,
    /// VOD's last view of it. It stays when VOD no longer has the file.
    pub vod_file: Option<VodFile>,
    /// Which write to its stream brought it.
    pub order: u64,
    /// When it was stored, in Unix seconds.
    pub stored_at: Timestamp,
    /// Which write to its stream changed it last.
    pub written: u64,
    /// When VOD first reported it.
    pub confirmed_at: Option<Timestamp>,
    /// When VOD first answered that it doesn't know it.
    pub missed_at: Option<Timestamp>,
    /// Since when VOD no longer has it. It takes no part in grouping.
    pub gone_at: Option<Timestamp>,
    /// Since when VOD is taken never to have had it. It takes no part in grouping.
    pub denied_at: Option<Timestamp>,
    /// Its callback put it at one of `COS_HOSTS`.
    pub in_cos: bool,
}

impl StoredPart {
    /// A new, empty part, created by write number `order`.
    pub(crate) fn new(stream: &Stream, file_id: &FileId, order: u64, now: Timestamp) -> Self {
        Self {
            stream: stream.clone(),
            file_id: file_id.clone(),
            callback: None,
            vod_file: None,
            order,
            stored_at: now,
            written: order,
            confirmed_at: None,
            missed_at: None,
            gone_at: None,
            denied_at: None,
            in_cos: false,
        }
    }

    /// It takes part in grouping.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.gone_at.is_none() && self.denied_at.is_none()
    }

    /// Why it takes no part in grouping, if it doesn't.
    pub(crate) fn loss(&self) -> Option<Loss> {
        let denied = self.denied_at.map(|_| Loss::Denied);
        denied.or(self.gone_at.map(|_| Loss::Gone))
    }

    /// Whether VOD's view agrees with a callback; `None` without a view of VOD.
    fn agrees(&self, file: &RecordedFile) -> Option<bool> {
        Some(self.vod_file.as_ref()?.agrees_with(file))
    }

    /// What the callback reported, unless VOD's view differs from it: a callback's signature doesn't cover its body.
    fn believed(&self) -> Option<&RecordedFile> {
        let file = &self.callback.as_ref()?.fact;
        self.agrees(file).unwrap_or(true).then_some(file)
    }

    /// VOD's view differs from what the callback reported.
    #[must_use]
    pub fn is_refuted(&self) -> bool {
        self.callback.is_some() && self.believed().is_none()
    }

    /// Nothing names its stream: VOD doesn't, and no callback does that VOD doesn't refute.
    #[must_use]
    pub fn is_guessed(&self) -> bool {
        let guess = self.vod_file.as_ref().and_then(|file| file.guess.as_ref());
        guess.is_some() && self.believed().is_none()
    }

    /// Its stream is a guess, at the latest once VOD shows it like this.
    #[must_use]
    pub fn is_guessed_beside(&self, file: &VodFile) -> bool {
        let shown = file.clone().completed_by(self.vod_file.as_ref());
        let shown = Self {
            vod_file: Some(shown),
            ..self.clone()
        };
        self.is_guessed() || shown.is_guessed()
    }

    /// A callback reported the file as VOD shows it.
    #[must_use]
    pub fn is_reported_as(&self, file: &VodFile) -> bool {
        let callback = self.callback.as_ref();
        callback.is_some_and(|callback| file.agrees_with(&callback.fact))
    }

    /// Its format. For a recording without pictures VOD names the container; the callback names the requested format.
    #[must_use]
    pub fn format(&self) -> Format {
        let vod_format = self.vod_file.as_ref().and_then(|file| file.format.as_ref());
        self.believed()
            .map(|file| &file.format)
            .or(vod_format)
            .or_else(|| Some(&self.callback.as_ref()?.fact.format))
            .cloned()
            .unwrap_or_else(|| Format::new("unknown"))
    }

    /// VOD's times, completed by the callback's.
    #[must_use]
    pub fn times(&self) -> Times {
        let reported = self.believed().map(|file| file.times);
        let vod_file = self.vod_file.as_ref();
        let end = vod_file.and_then(|file| file.end);
        let start = match end {
            Some(_) => vod_file.and_then(|file| file.start),
            None => reported.and_then(|times| times.start),
        };
        let duration = vod_file.and_then(|file| file.duration);
        Times {
            start,
            end: end
                .or(reported.map(|times| times.end))
                .or_else(|| vod_file?.created_at)
                .unwrap_or(self.stored_at),
            duration: duration.or(reported.and_then(|times| times.duration)),
        }
    }

    /// Where its content lies.
    #[must_use]
    pub fn content(&self) -> Content {
        let content = self.times().content();
        match self.format().is_picture() {
            true => content.of_picture(),
            false => content,
        }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        let bytes = self.vod_file.as_ref().and_then(|file| file.bytes);
        bytes.or_else(|| self.believed()?.bytes)
    }

    /// Where it can be fetched, as reported.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        let url = self.vod_file.as_ref().and_then(|file| file.url.as_deref());
        url.or_else(|| self.believed()?.url.as_deref())
    }

    /// Only a callback said where it can be fetched, and not VOD.
    #[must_use]
    pub fn is_url_by_callback(&self) -> bool {
        let by_vod = self.vod_file.as_ref().and_then(|file| file.url.as_ref());
        by_vod.is_none() && self.url().is_some()
    }

    /// The part as grouping sees it.
    #[must_use]
    pub fn part(&self) -> Part {
        let vod_file = self.vod_file.as_ref();
        Part {
            url_by_callback: self.is_url_by_callback(),
            file_id: self.file_id.clone(),
            format: self.format(),
            content: self.content(),
            bytes: self.bytes().unwrap_or(0),
            url: self.url().map(ToOwned::to_owned),
            cover_url: vod_file.and_then(|file| file.cover_url.clone()),
            session: self
                .believed()
                .and_then(|file| file.session.clone())
                .or_else(|| vod_file?.session.clone()),
            confirmed: self.confirmed_at.is_some(),
            in_cos: self.is_in_cos(),
            expires_at: vod_file.and_then(|file| file.expires_at),
        }
    }

    /// It lies in COS. VOD knows nothing of it, and can't be asked about it.
    #[must_use]
    pub fn is_in_cos(&self) -> bool {
        self.in_cos && self.confirmed_at.is_none()
    }

    /// VOD has yet to confirm it.
    #[must_use]
    pub fn awaits_vod(&self) -> bool {
        self.counts() && self.confirmed_at.is_none() && !self.in_cos
    }

    /// Its sources.
    #[must_use]
    pub fn sources(&self) -> Vec<&'static str> {
        let callback = self.callback.as_ref().map(|_| "callback");
        let vod = self.confirmed_at.map(|_| "vod");
        callback.into_iter().chain(vod).collect()
    }

    /// The fields of its callback that could not be read.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        let callback = self.callback.as_ref();
        callback.map_or(&[], |callback| &callback.fact.unread)
    }

    fn is_of_another_stream(&self, file: &RecordedFile) -> bool {
        file.named_stream && file.stream != self.stream
    }

    /// What another callback says of the same file can't be true beside what is known.
    pub(crate) fn contradicts(&self, file: &RecordedFile) -> bool {
        match &self.callback {
            Some(known) => !agree(&known.fact, file),
            None => self.is_of_another_stream(file) || self.refutes(file),
        }
    }

    /// VOD shows the file otherwise than this callback.
    pub(crate) fn refutes(&self, file: &RecordedFile) -> bool {
        self.agrees(file) == Some(false)
    }

    /// VOD refuted the callback that is known, and agrees with this one.
    pub(crate) fn is_corrected_by(&self, file: &RecordedFile) -> bool {
        self.is_refuted() && self.agrees(file) == Some(true) && !self.is_of_another_stream(file)
    }

    pub(crate) fn item(&self) -> Result<Item> {
        let item = Writer::new(&keys::stream(&self.stream), &keys::part(&self.file_id))
            .text("at", keys::at(keys::PART, self.content().span.start()))
            .text("id", &self.file_id)
            .optional(self.callback.as_ref(), |item, callback| {
                callback.write(item, "told", "raw")
            });
        self.write(item).finish()
    }
}

attributes! {
    StoredPart {
        vod_file: optional_json "shown",
        order: number "order",
        stored_at: number "kept_at",
        written: number "written",
        confirmed_at: optional_number "confirmed_at",
        missed_at: optional_number "missed_at",
        gone_at: optional_number "gone_at",
        denied_at: optional_number "denied_at",
        in_cos: flag "in_cos",
    }
    |item| {
        stream: item.stream()?,
        file_id: item.named(keys::PART, FileId::new)?,
        callback: CallbackFact::read(&item, "told", "raw")?,
    }
}

/// The place, the times, the size and the address that two callbacks give a file are the same, as far as both could be read.
fn agree(one: &RecordedFile, other: &RecordedFile) -> bool {
    let unnamed = !(one.named_stream && other.named_stream);
    let same_name = one.stream.stream_id() == other.stream.stream_id();
    (one.stream == other.stream || unnamed && same_name)
        && one.format == other.format
        && one.times.end == other.times.end
        && same_if_known(one.times.start, other.times.start)
        && same_if_known(one.times.duration, other.times.duration)
        && same_if_known(one.bytes, other.bytes)
        && same_if_known(one.url.as_ref(), other.url.as_ref())
}

impl Complete for RecordedFile {
    fn completed_by(&self, other: &Self) -> Self {
        let text = |one: &Option<String>, other: &Option<String>| one.clone().or(other.clone());
        Self {
            times: Times {
                start: self.times.start.or(other.times.start),
                duration: self.times.duration.or(other.times.duration),
                ..self.times
            },
            bytes: self.bytes.or(other.bytes),
            url: text(&self.url, &other.url),
            session: session((&self.session, &self.unread), &other.session),
            task_id: text(&self.task_id, &other.task_id),
            record_session: text(&self.record_session, &other.record_session),
            video_id: text(&self.video_id, &other.video_id),
            template_id: text(&self.template_id, &other.template_id),
            unread: unread_in_both(&self.unread, &other.unread),
            ..self.clone()
        }
    }
}
