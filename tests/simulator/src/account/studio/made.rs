//! A file that was made of others.

use crate::{Media, Recorder, Source, world::media::media_url};
use replay_grouping::{FileId, Format, Times};

/// A file that was made of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file. Its stream and times are those of its sources, and VOD shows neither.
    pub media: Media,
    /// Its sources, in order.
    pub sources: Vec<FileId>,
    /// Until then no source may be deleted.
    pub needs_sources_until: i64,
    /// Whether it existed at once and needs its sources for a while. A job's file exists when the job is done.
    pub is_fast: bool,
}

/// The description of a new file.
pub(super) struct Making {
    pub(super) file_id: FileId,
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) created_at: i64,
    pub(super) expires_at: Option<i64>,
}

impl Making {
    /// At least one source.
    pub(super) fn of(self, sources: &[Media], media_base: &str) -> Media {
        let first = &sources[0];
        let seconds = sources.iter().filter_map(|media| media.times.duration);
        let ends = sources.iter().map(|media| media.times.end);
        let times = Times {
            start: first.times.start,
            end: ends.max().unwrap_or(first.times.end),
            duration: Some(seconds.sum()),
        };
        let bytes = sources.iter().map(|media| media.bytes).sum();
        Media {
            stream: first.stream.clone(),
            source: Source::VideoProcessing,
            url: media_url(media_base, self.file_id.as_str(), self.format.as_str()),
            file_id: self.file_id,
            format: self.format,
            recorder: Recorder::Template,
            record_session: String::new(),
            push: first.push,
            times,
            callback_times: times,
            hundredths: sources.iter().map(|media| media.hundredths).sum(),
            bytes,
            callback_bytes: bytes,
            video_id: String::new(),
            name: self.name,
            named: false,
            context: String::new(),
            created_at: self.created_at,
            searchable_at: self.created_at,
            bare_until: self.created_at,
            described_at: self.created_at,
            expires_at: self.expires_at,
            deleted_at: None,
        }
    }
}
