//! A recorded file as VOD shows it.

use replay_grouping::{Format, RecordedFile, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// A recorded file as VOD shows it: the truth about it, as far as VOD tells it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VodFile {
    /// When writing began, in Unix seconds.
    pub start: Option<Timestamp>,
    /// When writing stopped.
    pub end: Option<Timestamp>,
    /// When it came into VOD.
    pub created_at: Option<Timestamp>,
    /// Length of its content in seconds.
    pub duration: Option<u32>,
    /// Its container.
    pub format: Option<Format>,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// Where it can be fetched: unsigned, and often `http`.
    pub url: Option<String>,
    /// Its cover picture.
    pub cover_url: Option<String>,
    /// When VOD deletes it. None: never.
    pub expires_at: Option<Timestamp>,
}

/// Clocks of recorder and VOD may differ by some seconds, and a recorder rounds; an invented file is off by more.
const SAME_END: Seconds = Seconds::MINUTE;

/// Formats without pictures. VOD tells their container, which may be that of a video.
const AUDIO: [&str; 2] = ["aac", "mp3"];

impl VodFile {
    /// All that there is to know of it is known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.end.is_some() && self.duration.is_some() && self.bytes.is_some()
    }

    /// A callback tells of this file, and not something else under its id.
    pub(crate) fn agrees_with(&self, file: &RecordedFile) -> bool {
        let end = self
            .end
            .is_none_or(|end| (end - file.times.end).abs() <= SAME_END);
        let audio = AUDIO.contains(&file.format.as_str());
        let format = self.format.as_ref();
        end && (audio || format.is_none_or(|format| *format == file.format))
    }

    /// What VOD shows now, and where it tells nothing what it showed before: details of a file come in one by one.
    #[must_use]
    pub fn after(self, before: Option<&Self>) -> Self {
        let Some(before) = before.cloned() else {
            return self;
        };
        let (start, end) = match self.end {
            Some(_) => (self.start, self.end),
            None => (before.start, before.end),
        };
        Self {
            start,
            end,
            created_at: self.created_at.or(before.created_at),
            duration: self.duration.or(before.duration),
            format: self.format.or(before.format),
            bytes: self.bytes.or(before.bytes),
            url: self.url.or(before.url),
            cover_url: self.cover_url.or(before.cover_url),
            expires_at: match self.created_at {
                Some(_) => self.expires_at,
                None => self.expires_at.or(before.expires_at),
            },
        }
    }
}
