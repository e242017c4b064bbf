//! A file: what VOD holds, and what its callback says.

use replay_grouping::{FileId, Format, Stream, Times};

/// Who recorded a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorder {
    /// The stream's recording template: its callbacks carry the push URL's parameters.
    Template,
    /// An API task, with the id that `CreateRecordTask` gave.
    Task(String),
}

/// How a file came into VOD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A live stream was recorded.
    Record,
    /// It was made of others.
    VideoProcessing,
}

impl Source {
    /// `SourceType`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "Record",
            Self::VideoProcessing => "VideoProcessing",
        }
    }
}

/// A file in VOD: all that a world has are recorded; others are made of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// How it came there.
    pub source: Source,
    /// The stream that was recorded.
    pub stream: Stream,
    /// Its id in VOD.
    pub file_id: FileId,
    /// Its format.
    pub format: Format,
    /// Who recorded it.
    pub recorder: Recorder,
    /// The instance of the recording task: `callback_ext.session_id`.
    pub record_session: String,
    /// The first push in it, in the world's.
    pub push: usize,
    /// Its times as VOD tells them: `LiveRecordInfo`, and `MetaData.Duration` rounded.
    pub times: Times,
    /// Its times as its callback tells them.
    pub told: Times,
    /// `MetaData.Duration` in hundredths of a second; rounds to `times.duration`.
    pub hundredths: i64,
    /// Its size as VOD tells it.
    pub bytes: u64,
    /// Its size as its callback tells it.
    pub told_bytes: u64,
    /// Where it can be fetched.
    pub url: String,
    /// The old id: `video_id`, `Vid`.
    pub video_id: String,
    /// Its name, made of stream and times in Beijing time.
    pub name: String,
    /// VOD tells its stream and times (`LiveRecordInfo`).
    pub named: bool,
    /// VOD has it from here on, and event 100 is sent.
    pub created_at: i64,
    /// `SearchMedia` finds it from here on.
    pub searchable_at: i64,
    /// VOD tells nothing of it but its id until here.
    pub bare_until: i64,
    /// Its `MetaData` is there from here on.
    pub described_at: i64,
    /// VOD deletes it here.
    pub expires_at: Option<i64>,
    /// Somebody deletes it here.
    pub deleted_at: Option<i64>,
}

impl Media {
    /// VOD holds it.
    #[must_use]
    pub fn exists(&self, now: i64) -> bool {
        self.created_at <= now && self.gone_at().is_none_or(|gone_at| now < gone_at)
    }

    /// `SearchMedia` finds it.
    #[must_use]
    pub fn is_found(&self, now: i64) -> bool {
        self.searchable_at <= now && self.exists(now)
    }

    /// When it is deleted or expires, whichever comes first.
    #[must_use]
    pub fn gone_at(&self) -> Option<i64> {
        match (self.expires_at, self.deleted_at) {
            (Some(expired), Some(deleted)) => Some(expired.min(deleted)),
            (one, other) => one.or(other),
        }
    }
}

/// Where a file can be fetched.
pub(crate) fn url(file_id: &str, format: &str) -> String {
    let name = match format {
        "hls" => "playlist_eof.m3u8".to_owned(),
        format => format!("f0.{format}"),
    };
    format!("http://1500000001.vod2.myqcloud.com/0c23ab63vodcq1500000001/49a26351{file_id}/{name}")
}
