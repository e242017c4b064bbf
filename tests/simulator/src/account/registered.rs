//! Files that came into VOD by other ways than the world's recorders.

use super::studio::Studio;
use crate::{Made, Media, Recorder, Source};
use replay_grouping::{FileId, Format, InvalidName, Stream, Times, Timestamp};
use serde_json::Value;

impl Studio {
    /// Puts the file that a callback (event 100) announces into VOD, from `now` on. Returns whether it was not there yet.
    ///
    /// # Errors
    /// When the callback names no file or no stream.
    pub fn register(&self, callback: &Value, now: i64) -> Result<bool, InvalidName> {
        let media = announced(callback, now)?;
        let mut shelf = self.open();
        let is_new = (shelf.made.iter()).all(|made| made.media.file_id != media.file_id);
        if is_new {
            shelf.made.push(Made {
                media,
                sources: Vec::new(),
                needs_sources_until: now,
                is_fast: false,
            });
        }
        Ok(is_new)
    }
}

/// VOD knows the duration of a file of which an old callback does not tell it.
const UNTOLD_SECONDS: u32 = 60;

fn announced(callback: &Value, now: i64) -> Result<Media, InvalidName> {
    let text = |name: &str| callback[name].as_str().unwrap_or_default();
    let number = |name: &str| callback[name].as_i64();
    let format = Format::new(text("file_format"));
    let end = number("end_time").unwrap_or(now);
    let times = Times {
        start: number("start_time").map(Timestamp),
        end: Timestamp(end),
        duration: number("duration").and_then(|seconds| u32::try_from(seconds).ok()),
    };
    let duration = times.duration.unwrap_or(UNTOLD_SECONDS);
    let bytes = number("file_size").map_or(0, i64::unsigned_abs);
    let is_named = callback["app"].is_string();
    Ok(Media {
        source: Source::Record,
        stream: match is_named {
            true => Stream::new(text("app"), text("appname"), text("stream_id"))?,
            false => Stream::new("default", "live", text("stream_id"))?,
        },
        file_id: FileId::new(text("file_id"))?,
        format,
        recorder: Recorder::Template,
        record_session: text("task_id").to_owned(),
        push: 0,
        times: Times {
            duration: Some(duration),
            ..times
        },
        callback_times: times,
        hundredths: i64::from(duration) * 100,
        bytes,
        callback_bytes: bytes,
        url: text("video_url").to_owned(),
        video_id: text("video_id").to_owned(),
        name: text("stream_id").to_owned(),
        named: is_named,
        context: String::new(),
        created_at: end.min(now),
        searchable_at: now,
        bare_until: now,
        described_at: now,
        expires_at: None,
        deleted_at: None,
    })
}
