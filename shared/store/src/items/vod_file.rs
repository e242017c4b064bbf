//! VOD's view of a recorded file.

use super::Guess;
use replay_grouping::{Format, RecordedFile, Seconds, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// VOD's view of a recorded file. VOD's word wins over a callback's, as far as VOD knows the details yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VodFile {
    /// When writing began, in Unix seconds.
    pub start: Option<Timestamp>,
    /// When writing stopped.
    pub end: Option<Timestamp>,
    /// When VOD took it in.
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
    /// When VOD deletes it; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// The explicit session that its push named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// How its stream is guessed; `None` where VOD names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess: Option<Guess>,
}

/// The clocks of recorder and VOD may differ by some seconds, and a recorder rounds. A forged file is off by more.
const SAME_END: Seconds = Seconds::MINUTE;

/// Formats without pictures. VOD names their container, which may be that of a video.
const AUDIO: [&str; 2] = ["aac", "mp3"];

impl VodFile {
    /// VOD knows all the details.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.end.is_some() && self.duration.is_some() && self.bytes.is_some()
    }

    /// Whether a callback describes this file, and not another one under its id.
    pub(crate) fn agrees_with(&self, file: &RecordedFile) -> bool {
        let end = self
            .end
            .is_none_or(|end| (end - file.times.end).abs() <= SAME_END);
        let audio = AUDIO.contains(&file.format.as_str());
        let format = self.format.as_ref();
        end && (audio || format.is_none_or(|format| *format == file.format))
    }

    /// This view, completed by an earlier one: VOD learns the details of a file one by one.
    #[must_use]
    pub fn completed_by(self, earlier: Option<&Self>) -> Self {
        let Some(earlier) = earlier.cloned() else {
            return self;
        };
        let (start, end) = match self.end {
            Some(_) => (self.start, self.end),
            None => (earlier.start, earlier.end),
        };
        Self {
            start,
            end,
            created_at: self.created_at.or(earlier.created_at),
            duration: self.duration.or(earlier.duration),
            format: self.format.or(earlier.format),
            bytes: self.bytes.or(earlier.bytes),
            url: self.url.or(earlier.url),
            cover_url: self.cover_url.or(earlier.cover_url),
            expires_at: match self.created_at {
                Some(_) => self.expires_at,
                None => self.expires_at.or(earlier.expires_at),
            },
            session: self.session.or(earlier.session),
            guess: self.guess.filter(|_| earlier.guess.is_some()),
        }
    }
}
