//! A file as VOD describes it.

use super::{PushUrl, RecordingName};
use crate::fields::{Fields, Unreadable};
use replay_grouping::{FileId, Format, MAX_RECORDING, Stream, Timestamp};
use serde::Serialize;

/// The parts of a file's description that answers hold.
pub(super) const FILTERS: [&str; 2] = ["basicInfo", "metaData"];

/// A file in VOD. Just after it was made, VOD may know nothing of it but its id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Media {
    /// Its id.
    pub file_id: FileId,
    /// What it is called; [`Media::recording_name`] reads it.
    pub name: Option<String>,
    /// When it came into VOD, in Unix seconds.
    pub created_at: Option<Timestamp>,
    /// When VOD will delete it. `None`: never.
    pub expires_at: Option<Timestamp>,
    /// Where it comes from: `Record` for a live recording, `VideoProcessing` for what was made of others.
    pub source: Option<String>,
    /// Its format.
    pub format: Option<Format>,
    /// Size in bytes; of HLS, playlist and segments.
    pub bytes: Option<u64>,
    /// Length of its content in seconds, rounded.
    pub duration: Option<u32>,
    /// Where it can be fetched: unsigned, and often `http`.
    pub url: Option<String>,
    /// Its cover. Recordings have none by default.
    pub cover_url: Option<String>,
    /// `Vid`: what callbacks call `video_id`.
    pub video_id: Option<String>,
    /// What was recorded. Even recordings may lack it.
    pub recording: Option<Recording>,
    /// Where it was pushed to: the context of its source. Where the rest is missing, this often is there.
    pub pushed_to: Option<PushUrl>,
}

/// What was recorded, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recording {
    /// The push domain.
    pub domain: Option<String>,
    /// The application.
    pub app: Option<String>,
    /// The stream name.
    pub stream_id: Option<String>,
    /// When writing began, in Unix seconds.
    pub start: Option<Timestamp>,
    /// When writing stopped.
    pub end: Option<Timestamp>,
}

impl Recording {
    /// The stream, when all of its names are there and valid.
    #[must_use]
    pub fn stream(&self) -> Option<Stream> {
        let (domain, app) = (self.domain.as_ref()?, self.app.as_ref()?);
        Stream::new(domain, app, self.stream_id.as_ref()?).ok()
    }

    /// `None` when no field can be read.
    fn read(info: &Fields<'_>) -> Option<Self> {
        let recording = Self {
            domain: info.lenient_text("Domain"),
            app: info.lenient_text("Path"),
            stream_id: info.lenient_text("StreamId"),
            start: info.lenient_time("RecordStartTime"),
            end: info.lenient_time("RecordEndTime"),
        };
        (recording != Self::default()).then_some(recording)
    }
}

impl Media {
    /// Stream and times, from the file's name.
    #[must_use]
    pub fn recording_name(&self) -> Option<RecordingName> {
        RecordingName::read(self.name.as_deref()?)
    }

    /// The files of an answer, and how many others have no id. Nothing else about a file makes it unreadable.
    pub(super) fn read_all(answer: &Fields<'_>) -> Result<(Vec<Self>, u32), Unreadable> {
        const FIELD: &str = "MediaInfoSet";
        let media = answer.each_readable(FIELD, Self::read)?;
        let unreadable = answer.list(FIELD)?.len() - media.len();
        Ok((media, u32::try_from(unreadable).unwrap_or(u32::MAX)))
    }

    /// Any part may be null.
    fn read(item: &Fields<'_>) -> Result<Self, Unreadable> {
        let (basic, meta) = (item.part("BasicInfo"), item.part("MetaData"));
        let source = basic.part("SourceInfo");
        Ok(Self {
            file_id: item.file_id()?,
            name: basic.lenient_text("Name"),
            created_at: basic.lenient_time("CreateTime"),
            expires_at: basic.lenient_end("ExpireTime"),
            source: source.lenient_text("SourceType"),
            format: format(&basic),
            bytes: meta.lenient_number("Size"),
            duration: meta.lenient_float("Duration").and_then(whole_seconds),
            url: basic.lenient_url("MediaUrl"),
            cover_url: basic.lenient_url("CoverUrl"),
            video_id: basic.lenient_text("Vid"),
            recording: Recording::read(&source.part("LiveRecordInfo")),
            pushed_to: source
                .lenient_text("SourceContext")
                .and_then(|context| PushUrl::read(&context)),
        })
    }
}

/// The format of a file: that of its container, or else whatever a picture is.
fn format(basic: &Fields<'_>) -> Option<Format> {
    let category = basic.lenient_text("Category");
    let picture = category.filter(|category| category.eq_ignore_ascii_case("image"));
    let container = basic.lenient_format("Type");
    container.or_else(|| picture.map(|_| Format::new("image")))
}

/// `None` for what no recording can last.
pub(super) fn whole_seconds(duration: f64) -> Option<u32> {
    let possible = 0.0..=MAX_RECORDING.0 as f64;
    possible
        .contains(&duration)
        .then(|| duration.round() as u32)
}
