//! A file as VOD describes it.

use super::RecordingName;
use crate::{
    fields::{Fields, Unreadable},
    moment,
};
use replay_grouping::{FileId, Format, MAX_RECORDING_SECONDS, Stream};
use serde::Serialize;
use serde_json::Map;

/// A file in VOD. Just after it was made, VOD may know nothing of it but its id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Media {
    /// Its id.
    pub file_id: FileId,
    /// What it is called; [`Media::recording_name`] reads it.
    pub name: Option<String>,
    /// When it came into VOD, in Unix seconds.
    pub created_at: Option<i64>,
    /// When VOD will delete it. None: never.
    pub expires_at: Option<i64>,
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
    /// What was recorded. Also recordings may lack it.
    pub recording: Option<Recording>,
}

/// What was recorded, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recording {
    /// The push domain.
    pub domain: Option<String>,
    /// The application.
    pub app: Option<String>,
    /// The stream name.
    pub stream_id: Option<String>,
    /// When writing began, in Unix seconds.
    pub start: Option<i64>,
    /// When writing stopped.
    pub end: Option<i64>,
}

impl Recording {
    /// The stream, when all of its names are there and can be names.
    #[must_use]
    pub fn stream(&self) -> Option<Stream> {
        let (domain, app) = (self.domain.as_ref()?, self.app.as_ref()?);
        Stream::new(domain, app, self.stream_id.as_ref()?).ok()
    }

    /// None when nothing is told.
    fn read(info: &Fields<'_>) -> Option<Self> {
        let recording = Self {
            domain: info.note("Domain"),
            app: info.note("Path"),
            stream_id: info.note("StreamId"),
            start: second(info, "RecordStartTime"),
            end: second(info, "RecordEndTime"),
        };
        let nothing = Self {
            domain: None,
            app: None,
            stream_id: None,
            start: None,
            end: None,
        };
        (recording != nothing).then_some(recording)
    }
}

impl Media {
    /// What the name tells of a recording that tells nothing else.
    #[must_use]
    pub fn recording_name(&self) -> Option<RecordingName> {
        RecordingName::read(self.name.as_deref()?)
    }

    /// The files of an answer. Only one without an id can't be told of at all, and fails it.
    pub(super) fn read_all(answer: &Fields<'_>) -> Result<Vec<Self>, Unreadable> {
        let items = answer.objects("MediaInfoSet")?;
        items.iter().map(Self::read).collect()
    }

    fn read(item: &Fields<'_>) -> Result<Self, Unreadable> {
        let file_id = item.file_id()?;
        // Each of these may be null: what they would tell is then unknown.
        let nothing = Map::new();
        let basic = item.nested("BasicInfo").unwrap_or(Fields::new(&nothing));
        let meta = item.nested("MetaData").unwrap_or(Fields::new(&nothing));
        let source = basic.nested("SourceInfo");
        Ok(Self {
            file_id,
            name: basic.note("Name"),
            created_at: second(&basic, "CreateTime"),
            expires_at: basic
                .note("ExpireTime")
                .and_then(|at| moment::read_unless_never(&at)),
            source: source.and_then(|source| source.note("SourceType")),
            format: basic.format("Type").ok().flatten(),
            bytes: meta.number("Size").ok().flatten(),
            duration: meta.float("Duration").and_then(whole_seconds),
            url: basic.url("MediaUrl").ok().flatten(),
            cover_url: basic.url("CoverUrl").ok().flatten(),
            video_id: basic.note("Vid"),
            recording: source
                .and_then(|source| source.nested("LiveRecordInfo"))
                .and_then(|info| Recording::read(&info)),
        })
    }
}

fn second(fields: &Fields<'_>, field: &'static str) -> Option<i64> {
    moment::read(&fields.note(field)?)
}

/// None for what no recording can last.
pub(super) fn whole_seconds(duration: f64) -> Option<u32> {
    let possible = 0.0..=MAX_RECORDING_SECONDS as f64;
    possible
        .contains(&duration)
        .then(|| duration.round() as u32)
}
