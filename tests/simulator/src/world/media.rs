//! A file, as VOD holds it and as its callback describes it.

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

/// A file in VOD. A world contains recorded ones; callers have others made of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// How it came into VOD.
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
    /// The first push in it, by its place in the world's list.
    pub push: usize,
    /// Its times as VOD shows them: `LiveRecordInfo`, and `MetaData.Duration` rounded.
    pub times: Times,
    /// Its times in its callback.
    pub callback_times: Times,
    /// `MetaData.Duration` in hundredths of a second; rounds to `times.duration`.
    pub hundredths: i64,
    /// Its size as VOD shows it.
    pub bytes: u64,
    /// Its size in its callback.
    pub callback_bytes: u64,
    /// Where it can be fetched.
    pub url: String,
    /// The old id: `video_id`, `Vid`.
    pub video_id: String,
    /// Its name, made of stream and times in Beijing time.
    pub name: String,
    /// Whether VOD shows its stream and times (`LiveRecordInfo`).
    pub named: bool,
    /// The address of its push, with its parameters if a template recorded it (`SourceContext`); empty where VOD lacks it.
    pub context: String,
    /// When VOD gets it and event 100 is sent.
    pub created_at: i64,
    /// When `SearchMedia` begins to find it.
    pub searchable_at: i64,
    /// Until then VOD shows only its id.
    pub bare_until: i64,
    /// When its `MetaData` is filled in.
    pub described_at: i64,
    /// When VOD deletes it.
    pub expires_at: Option<i64>,
    /// When somebody deletes it.
    pub deleted_at: Option<i64>,
}

impl Media {
    /// Whether VOD holds it.
    #[must_use]
    pub fn exists(&self, now: i64) -> bool {
        self.created_at <= now && self.gone_at().is_none_or(|gone_at| now < gone_at)
    }

    /// Whether `SearchMedia` finds it.
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

/// Each file lies in a folder of its own, whose name ends with its id.
const FOLDER: &str = "49a26351";

/// Where a file can be fetched, below `base`.
#[must_use]
pub fn media_url(base: &str, file_id: &str, format: &str) -> String {
    let name = match format {
        "hls" => "playlist_eof.m3u8".to_owned(),
        format => format!("f0.{format}"),
    };
    format!("{base}/{FOLDER}{file_id}/{name}")
}

/// The id of the file to which a folder of that name belongs.
pub(crate) fn file_of_folder(folder: &str) -> Option<&str> {
    folder.strip_prefix(FOLDER)
}
