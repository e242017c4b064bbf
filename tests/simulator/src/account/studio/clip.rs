//! The part of a file that a caller wants to have joined.

use crate::{ApiError, Media, footage::SEGMENT_SECONDS};

/// Offsets in a file, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Clip {
    /// `StartTimeOffset`
    pub(crate) start: f64,
    /// `EndTimeOffset`; 0 for the end of the file.
    pub(crate) end: f64,
}

impl Clip {
    /// From the offsets of a request.
    pub(crate) fn new(start: Option<f64>, end: Option<f64>) -> Result<Self, ApiError> {
        let (start, end) = (start.unwrap_or(0.0), end.unwrap_or(0.0));
        let ends_early = end != 0.0 && end <= start;
        if !(start >= 0.0 && end >= 0.0) || ends_early {
            let message = "StartTimeOffset lies before EndTimeOffset.";
            return Err(ApiError::new("InvalidParameterValue", message));
        }
        Ok(Self { start, end })
    }

    /// The file as far as it is wanted; `None` if it is shorter.
    pub(crate) fn of(self, media: Media) -> Option<Media> {
        self.between(media, self.start, self.end)
    }

    /// The same in whole segments: those at both ends too.
    pub(crate) fn of_segments(self, media: Media) -> Option<Media> {
        let length = SEGMENT_SECONDS as f64;
        let start = (self.start / length).floor() * length;
        self.between(media, start, (self.end / length).ceil() * length)
    }

    fn between(self, mut media: Media, start: f64, end: f64) -> Option<Media> {
        if self == Self::default() {
            return Some(media);
        }
        let all = media.hundredths.max(1);
        let end = match end {
            0.0 => all,
            end => all.min((end * 100.0).round() as i64),
        };
        let left = end - (start * 100.0).round() as i64;
        if left <= 0 {
            return None;
        }
        media.hundredths = left;
        media.times.duration = u32::try_from((left + 50) / 100).ok();
        let share = left as f64 / all as f64;
        media.bytes = (media.bytes as f64 * share) as u64;
        Some(media)
    }
}
